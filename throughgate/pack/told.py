"""Packs issued, and what became of checking one, in words: for the command line, for a machine, and as a table."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from throughgate.pack.verify import NOT_REGISTERED, TO_THE_BYTE, TO_THE_FIGURE, WORDS_DIFFER, Verdict
from throughgate.quarters import parse_quarter
from throughgate.show import words
from throughgate.show.tables import plain
from throughgate.store.packs import IssuedPack, SignOff

NONE_YET = "No pack has been issued yet."
NOT_SIGNED = "nobody yet"
MOST_NAMED = 8
"""Files, tables or figures named in a sentence; --json has them all."""


def packs_table(issued: Sequence[IssuedPack]) -> pd.DataFrame:
    """One row a pack, the newest first: number, quarter, as at, snapshot, when and in which role issued, and who signed it off."""
    columns = ["Pack", "Quarter", "As at", "Snapshot", "Issued", "By", "Signed off"]
    rows = [
        (
            str(pack.number), parse_quarter(pack.quarter).name, words.day(pack.as_at), pack.snapshot_id,
            plain(words.moment(pack.issued_at)), pack.role, plain(signed_words(pack)),
        )
        for pack in reversed(issued)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def packs_text(issued: Sequence[IssuedPack]) -> str:
    """The same for the command line, a line a pack, the oldest first."""
    lines = (
        f"{pack.number}  {pack.contract_id}  {pack.quarter}  as at {pack.as_at.isoformat()}  snapshot {pack.snapshot_id}  "
        f"issued {words.moment(pack.issued_at)} by {pack.role}  signed off: {signed_words(pack)}"
        for pack in issued
    )
    return "\n".join(lines) or NONE_YET


def signed_words(pack: IssuedPack) -> str:
    """Who signed a pack off and when; that nobody has where nobody did."""
    return "; ".join(map(_signature, pack.signed)) or NOT_SIGNED


def packs_document(issued: Sequence[IssuedPack]) -> dict[str, object]:
    """What `throughgate packs --json` prints; `reference` stands in the pack itself."""
    return {"packs": [pack_document(pack) for pack in issued]}


def pack_document(pack: IssuedPack) -> dict[str, object]:
    """One pack of the register, for a machine."""
    return {
        "number": pack.number, "contract": pack.contract_id, "quarter": pack.quarter, "as_at": pack.as_at.isoformat(),
        "snapshot": pack.snapshot_id, "issued_at": pack.issued_at.isoformat(), "role": pack.role,
        "reference": pack.manifest["reference"], "manifest_sha256": pack.manifest_sha256,
        "signed": [{"by": one.by, "role": one.role, "signed_at": one.signed_at.isoformat()} for one in pack.signed],
    }  # fmt: skip


def verdict_text(found: Verdict) -> str:
    """Whether a pack can still be made again, in words, and whatever speaks against it."""
    first = f"{found.outcome[:1].upper()}{found.outcome[1:]}: {_meaning(found)}."
    where = f"It is pack {found.number} in the register." if found.number else "It is in no register here."
    lines = (
        ("Altered since it was made", found.altered), ("Not beside it, so not looked at", found.absent), ("Missing", found.missing),
        ("Beside it, and no file of this pack", found.unnamed),
        ("Other than when it was made", found.changed), ("Files that come out differently", found.differs),
        ("Tables that come out differently", found.tables), ("Figures that come out differently", found.figures),
    )  # fmt: skip
    return "\n".join([first, where, *(f"{name}: {_named(held)}." for name, held in lines if held)])


def verdict_document(found: Verdict) -> dict[str, object]:
    """The same for a machine."""
    return {"is_reproduced": found.is_reproduced} | {
        name: list(held) if isinstance(held, tuple) else held for name, held in vars(found).items()
    }


def _meaning(found: Verdict) -> str:
    if found.outcome == TO_THE_BYTE:
        return "made again from the same inputs, every file is the same to the byte"
    if found.outcome == TO_THE_FIGURE:
        return "made again, every cell of every table and every figure is the same, though bytes of files differ"
    if found.outcome == WORDS_DIFFER:
        return "made again, every cell of every table and every figure is the same, but words of the PDF are others"
    if found.outcome == NOT_REGISTERED:
        return "nothing here tells that these files were ever issued: anybody can write a manifest beside a file"
    if found.missing:
        return "what it was made from is no longer all there"
    if found.altered:
        return "what lies here is not what was issued"
    if found.tables or found.figures:
        return "made again, tables or figures differ from those issued"
    return "made again with the same versions, bytes of files differ from those issued"


def _named(held: Sequence[str]) -> str:
    more = len(held) - MOST_NAMED
    return "; ".join(held[:MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")


def _signature(signed: SignOff) -> str:
    return f"{signed.by}, {signed.role}, {words.day(signed.signed_at.date())}"
