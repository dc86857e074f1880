"""The manifest of a pack: what it follows from, and the hashes of what came of it. No clock and no path in it."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version

import pandas as pd

from throughgate import PROJECT, __version__
from throughgate.pack.inputs import Inputs, Told

MANIFEST = "manifest.json"
WHAT = "board pack of Throughgate"
FORMAT = 1
LIBRARIES = (
    "duckdb", "numpy", "scipy", "statsmodels", "pandas", "matplotlib", "plotly", "typst", "odfpy", "markdown-it-py",
)  # fmt: skip
"""What figures, charts and files are made with."""


def reference(asked: Inputs) -> str:
    """A short name of everything that a pack follows from; it stands in the pack, where the manifest's own hash cannot."""
    return _sha256(_json({"inputs": asked.document(), "versions": versions()}))[:16]


def manifest_bytes(
    asked: Inputs, figures: Told, frames: Mapping[str, pd.DataFrame], files: Mapping[str, bytes]
) -> bytes:
    """The manifest as it is written, in JSON.

    Args:
        asked: What the pack was made of.
        figures: The figures of each cohort, by measure.
        frames: The tables of the pack by name.
        files: Every other file of the pack by its path in the folder.
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
                "files": {name: _sha256(files[name]) for name in sorted(files)},
                "tables": {name: table_hash(frames[name]) for name in sorted(frames)},
            },
        }
    )


def table_hash(frame: pd.DataFrame) -> str:
    """The sha256 of a table's cells and the names of its columns, whatever file they stand in."""
    cells = [[str(name) for name in frame.columns], *([str(cell) for cell in row] for row in frame.values)]
    return _sha256(_json(cells))


def bytes_hash(content: bytes) -> str:
    """The sha256 of a file's bytes."""
    return _sha256(content)


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
    """The sha256 of every module, query and template that this process runs."""
    made = hashlib.sha256()
    package = PROJECT / "throughgate"
    for path in sorted([*package.rglob("*.py"), *package.rglob("*.typ"), *(PROJECT / "queries").rglob("*.sql")]):
        made.update(path.relative_to(PROJECT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return made.hexdigest()


def _json(document: object) -> bytes:
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
