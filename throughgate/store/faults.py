"""What can be wrong with an extract: the whole load refused, or one row kept out."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SHOWN_CHARACTERS = 80
"""Of a value at fault. Enough to find it in the file, too little to carry a damaged file along."""


class LoadError(ValueError):
    """Refuses the whole load; the message names the file, the thing, the value and the remedy."""


@dataclass(frozen=True)
class Fault:
    """What kept one row out: where it stands in the file, the file's column, the value, and why.

    `kept` says where the row stands that is kept where this one repeats its key. The reason does not, so that
    the same fault in many rows has one reason.
    """

    file: str
    line: int
    table: str
    column: str
    value: str | None
    reason: str
    kept: str | None = None


@contextmanager
def readable(path: Path):
    """Turns what the operating system says of `path` into a LoadError."""
    try:
        yield
    except FileNotFoundError as fault:
        raise LoadError(f"{path}: no such file: check its name and folder") from fault
    except OSError as fault:
        raise LoadError(f"{path}: cannot be read: {os.strerror(fault.errno) if fault.errno else fault}") from fault


def listed(names, *, most: int = 8) -> str:
    """Names for a message, the first `most` of them."""
    names = [str(name) for name in names]
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
