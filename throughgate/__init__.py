"""Throughgate: commission and evaluate payment-by-results rehabilitation contracts."""

import os
from importlib.metadata import version
from pathlib import Path

# Many small products of matrices: threads of BLAS that wait for one another on a busy server take longer than one does.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

PROJECT = Path(__file__).resolve().parents[1]
"""The folder of the project: queries, terms, published figures and pages stand below it."""

__version__ = version("throughgate")
"""As pyproject.toml has it; it stands on everything that leaves the dashboard."""
