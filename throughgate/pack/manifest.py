"""The manifest of a pack: what it follows from, and the hashes of what came of it. No clock and no path in it."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version

import pandas as pd

from throughgate import PROJECT, __version__
from throughgate.pack.inputs import Inputs, Told, sha256_of

MANIFEST = "manifest.json"
WHAT = "board pack of Throughgate"
FORMAT = 2
LIBRARIES = (
    "duckdb", "numpy", "scipy", "statsmodels", "pandas", "matplotlib", "plotly", "typst", "odfpy", "markdown-it-py",
    "pyarrow", "pydantic", "xlsxwriter",
)  # fmt: skip
"""What figures, charts and files are made with."""
CODE = (("throughgate", "*.py"), ("throughgate", "*.typ"), ("queries", "*.sql"), ("data/ogrs", "*.csv"))


def reference(asked: Inputs) -> str:
    """A short name of everything that a pack follows from; it stands in the pack, where the manifest's own hash cannot."""
    return reference_of(asked.document(), versions())


def reference_of(asked: Mapping[str, object], made_with: Mapping[str, str]) -> str:
    """The same of inputs and versions as a manifest has them."""
    return sha256_of(_json({"inputs": asked, "versions": made_with}))[:16]


def manifest_bytes(
    asked: Inputs, figures: Told, frames: Mapping[str, pd.DataFrame], files: Mapping[str, bytes], *, said: str = ""
) -> bytes:
    """The manifest as it is written, in JSON.

    Args:
        asked: What the pack was made of.
        figures: The figures of each cohort, by measure.
        frames: The tables of the pack by name.
        files: Every other file of the pack by its path in the folder.
        said: Every word of the PDF, but for those on how it was made.
    """
    return _json(
        {
            "what": WHAT,
            "format": FORMAT,
            "reference": reference(asked),
            "inputs": asked.document(),
            "versions": versions(),
            "figures": figures,
            "hashes": {
                "files": {name: sha256_of(files[name]) for name in sorted(files)},
                "tables": {name: table_hash(frames[name]) for name in sorted(frames)},
                "words": sha256_of(said.encode()),
            },
        }
    )


def table_hash(frame: pd.DataFrame) -> str:
    """The sha256 of a table's cells and the names of its columns, whatever file they stand in."""
    cells = [[str(name) for name in frame.columns], *([str(cell) for cell in row] for row in frame.values)]
    return sha256_of(_json(cells))


def versions() -> dict[str, str]:
    """Versions of Throughgate, of its code by hash, of Python and of every library that a figure or a file comes through."""
    return {
        "throughgate": __version__,
        "code_sha256": code_hash(),
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }


@lru_cache(maxsize=1)
def code_hash() -> str:
    """The sha256 of every module, query and template that this process runs, and of the tables it scores with."""
    files = sorted(path for folder, names in CODE for path in (PROJECT / folder).rglob(names))
    return sha256_of(
        b"".join(path.relative_to(PROJECT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0" for path in files)
    )


def _json(document: object) -> bytes:
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()
