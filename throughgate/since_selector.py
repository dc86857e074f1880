"""The choice of what the page What changed sets today against: an earlier day, an earlier data file, or the last board pack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from throughgate import results
from throughgate.quarters import quarter_of
from throughgate.selectors import Selector, choose_held, notice
from throughgate.show import words
from throughgate.store.packs import IssuedPack, PacksFileError
from throughgate.store.packs import read as read_packs
from throughgate.store.publish import SnapshotError
from throughgate.store.reader import open_file
from throughgate.terms import TermsError
from throughgate.view import View, data_folder, find_day

SINCE, SINCE_SNAPSHOT = "since", "since_snapshot"
PACK = "pack"
SAME = "Same data"
NOT_KEPT = "The data of that board pack are no longer kept: the same day in the data looked at stands in their place."
NOT_OPENED = "These earlier data cannot be set beside the data looked at ({}): the same data on the earlier day are shown instead."


@dataclass(frozen=True)
class Since:
    """What is compared with: a day, the data file, and what a board pack printed of it, as JSON so that it can be kept."""

    as_at: date
    path: Path
    told_json: str = ""


def choose_since(look: View) -> Since:
    """Show the choices; what they come to."""
    pack = last_pack(look)
    chosen = choose_held(of_days_before(look, pack))
    if chosen == PACK and pack is not None:
        return _of_pack(look, pack)
    day, path = date.fromisoformat(chosen), look.reader.path
    earlier = [s for s in look.snapshots if s.snapshot_id != look.reader.snapshot_id]
    if earlier:
        snapshot = choose_held(of_earlier_data(look))
        path = next((s.path for s in earlier if s.snapshot_id == snapshot), path)
    return _reached(look, day, path)


def last_board(look: View) -> Since:
    """What a board saw last: the last pack issued, else the end of the quarter before."""
    pack = last_pack(look)
    return _of_pack(look, pack) if pack is not None else Since(_quarter_end(look), look.reader.path)


def last_pack(look: View) -> IssuedPack | None:
    """The last board pack of the contract that is of an earlier day, or of other data; None where there is none."""
    try:
        packs = read_packs(data_folder(), look.contract.terms.id)
    except PacksFileError:
        return None
    here = (look.as_at, look.reader.snapshot_id)
    earlier = [pack for pack in packs if pack.as_at <= look.as_at and (pack.as_at, pack.snapshot_id) != here]
    return earlier[-1] if earlier else None


def of_days_before(look: View, pack: IssuedPack | None) -> Selector:
    """Which earlier day: the end of the quarter before, the last board pack, or any month end."""
    default = _quarter_end(look)
    days = [day for day in (look.as_at, *look.contract.as_at_dates()) if day <= look.as_at]
    others = [day.isoformat() for day in dict.fromkeys(days) if day != default]
    options = (default.isoformat(), *([PACK] if pack else []), *others)

    def say(option: str) -> str:
        if option == PACK and pack is not None:
            return f"Board pack {pack.number}, {words.day(pack.as_at)}"
        day = date.fromisoformat(option)
        quarter = quarter_of(day)
        return f"{words.day(day)}, end of a quarter" if quarter.ends_on == day else words.day(day)

    def find(wanted: str) -> str | None:
        if wanted.strip().casefold() == PACK and pack is not None:
            return PACK
        day = find_day(look.contract, wanted)
        return None if day is None or day > look.as_at else day.isoformat()

    missing = (
        f"{{}} is no day up to {words.day(look.as_at)} that the data reach: {words.day(default)} is compared with."
    )
    return Selector("Compared with", SINCE, options, say, find, missing)


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


def _quarter_end(look: View) -> date:
    """The end of the quarter before that of the day looked at; where the data do not reach it, the last month end they do."""
    wanted = quarter_of(look.as_at).before.ends_on
    if wanted >= look.contract.first_discharged_on:
        return wanted
    before = [day for day in look.contract.as_at_dates() if day < look.as_at]
    return before[0] if before else look.as_at


def _of_pack(look: View, pack: IssuedPack) -> Since:
    path = next((s.path for s in look.snapshots if s.snapshot_id == pack.snapshot_id), None)
    if path is None:
        notice(NOT_KEPT)
    told: Mapping[str, object] = pack.manifest.get("figures", {})
    return Since(pack.as_at, path or look.reader.path, json.dumps(told, sort_keys=True))


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
