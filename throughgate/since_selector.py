"""The choice of what the page What changed sets today against: an earlier day, an earlier data file, or the last board pack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import streamlit as st

from throughgate import results
from throughgate.pack import inputs
from throughgate.quarters import quarter_of
from throughgate.selectors import Selector, choose_held, notice
from throughgate.show import words
from throughgate.store.packs import IssuedPack, PacksFileError
from throughgate.store.publish import SnapshotError
from throughgate.store.reader import Reader, open_file
from throughgate.terms import TermsError
from throughgate.view import View, data_folder, find_day

SINCE, SINCE_SNAPSHOT = "since", "since_snapshot"
SAME = "Same data"
NOT_OPENED = "These earlier data cannot be set beside the data looked at ({}): the same data on the earlier day are shown instead."


@dataclass(frozen=True)
class Since:
    """What is compared with: a day, the data file, and what a board pack printed of it, as JSON so that it can be kept."""

    as_at: date
    path: Path
    told_json: str = ""


def choose_since(look: View) -> Since:
    """Show the choices; what they come to. A board saw last what its last pack holds, else the end of the quarter before."""
    packs = _packs_before(look)
    chosen = choose_held(of_boards_before(look, {option: pack for option, (pack, _) in packs.items()}))
    if chosen in packs:
        return _of_pack(*packs[chosen])
    day, path = date.fromisoformat(chosen), look.reader.path
    earlier = [s for s in look.snapshots if s.snapshot_id != look.reader.snapshot_id]
    if earlier:
        snapshot = choose_held(of_earlier_data(look))
        path = next((s.path for s in earlier if s.snapshot_id == snapshot), path)
    return _reached(look, day, path)


def board_before(look: View) -> Since:
    """What a board saw last, or what the link names instead; without a choice on the page, which What changed has."""
    packs = _packs_before(look)
    boards = of_boards_before(look, {option: pack for option, (pack, _) in packs.items()})
    option = boards.asked() or boards.options[0]
    if option != boards.asked() and boards.key in st.query_params:
        st.info(boards.missing.format(boards.worded(st.query_params[boards.key])))
    boards.hold(option)
    return _of_pack(*packs[option]) if option in packs else Since(date.fromisoformat(option), look.reader.path)


def of_boards_before(look: View, packs: Mapping[str, IssuedPack]) -> Selector:
    """Which earlier board or day: the last pack or, without one, the end of the quarter before; other packs, any month end.

    A pack goes by its number, so that a link to it names the same one after others have been issued.
    """
    usual = _day_before(look)
    days = (usual, look.as_at, *look.contract.as_at_dates())
    options = (*packs, *dict.fromkeys(day.isoformat() for day in days if day <= look.as_at))

    def say(option: str) -> str:
        if option in packs:
            return f"Board pack {packs[option].number}, {words.day(packs[option].as_at)}"
        day = date.fromisoformat(option)
        quarter = quarter_of(day)
        return f"{words.day(day)}, end of a quarter" if quarter.ends_on == day else words.day(day)

    def find(wanted: str) -> str | None:
        day = find_day(look.contract, wanted)
        return None if day is None or day > look.as_at else day.isoformat()

    missing = (
        f"{{}} is no day up to {words.day(look.as_at)} that the data reach, and no board pack before it whose data are kept: "
        f"{say(options[0])} is compared with."
    )
    return Selector("Compared with", SINCE, options, say, find, missing)


def _packs_before(look: View) -> dict[str, tuple[IssuedPack, Reader]]:
    """The packs of earlier quarters, the last first, by option; none where the register cannot be read."""
    try:
        found = inputs.earlier_packs(data_folder(), look.contract.terms.id, quarter_of(look.as_at), look.as_at)
        return {f"pack-{pack.number}": (pack, reader) for pack, reader in found}
    except PacksFileError:
        return {}


def of_earlier_data(look: View) -> Selector:
    """Which data the earlier side is read from: the same, or an earlier file that is still kept."""
    earlier = {s.snapshot_id: s for s in look.snapshots if s.snapshot_id != look.reader.snapshot_id}

    def say(option: str) -> str:
        return SAME if option == SAME else f"{words.moment(earlier[option].published_at)}, {option[:8]}"

    def find(wanted: str) -> str | None:
        said = wanted.strip().lower()
        found = [snapshot_id for snapshot_id in earlier if said and snapshot_id.startswith(said)]
        return found[0] if len(found) == 1 else None

    missing = "No data snapshot {!r} is kept beside the one looked at: the same data are compared with."
    return Selector("Data of the earlier side", SINCE_SNAPSHOT, (SAME, *earlier), say, find, missing)


def _day_before(look: View) -> date:
    """The day that a pack looks back to where there is no pack before it; the day itself where the data reach no other."""
    return inputs.day_before(look.contract, quarter_of(look.as_at), look.as_at) or look.as_at


def _of_pack(pack: IssuedPack, reader: Reader) -> Since:
    return Since(pack.as_at, reader.path, json.dumps(pack.manifest.get("figures", {}), sort_keys=True))


def _reached(look: View, day: date, path: Path) -> Since:
    """The day in that file, or the last day that the file reaches; the file looked at where the other cannot be read."""
    if path == look.reader.path:
        return Since(day, path)
    try:
        then = results.read_contract(open_file(path), look.contract.terms.id)
    except SnapshotError:
        notice(NOT_OPENED.format("they were built by another version of Throughgate, or are damaged"))
    except TermsError:
        notice(NOT_OPENED.format("they do not hold this contract"))
    else:
        if then.latest_known_on is not None:
            return Since(min(day, then.latest_known_on), path)
        notice(NOT_OPENED.format("they hold nobody of this contract"))
    return Since(day, look.reader.path)
