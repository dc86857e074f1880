"""Throughgate: commission and evaluate payment-by-results rehabilitation contracts."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
"""The folder of the project: queries, terms, published figures and pages stand below it."""
