"""A zip file whose bytes depend on what it holds alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest moment a zip file can name; the moment that matters is in the words of the file."""


def fixed(packed: bytes, change: Callable[[str, bytes], bytes] = lambda _, held: held) -> bytes:
    """The same files in the same order, all of one moment; `change` gets each one's name and bytes.

    A file that was stored without compression stays so: the first of an ODS must be, to be known as one.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as before, zipfile.ZipFile(out, "w") as after:
        for held in before.infolist():
            entry = zipfile.ZipInfo(held.filename, EPOCH)
            entry.compress_type, entry.external_attr = held.compress_type, 0o600 << 16
            after.writestr(entry, change(held.filename, before.read(held.filename)))
    return out.getvalue()
