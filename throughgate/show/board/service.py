"""The few measures of engagement, pathways and capacity that a board asks after: so far, in the quarter, and in the one before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from throughgate.figure import Figure
from throughgate.methods.disclosure import is_small
from throughgate.methods.reconviction import Rate
from throughgate.quarters import Quarter
from throughgate.service.capacity import Capacity, MonthLoad
from throughgate.service.engagement import EVERYBODY, Engagement
from throughgate.service.pathways import Pathways
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.engagement.quarters import points
from throughgate.show.engagement.steps import shown_steps
from throughgate.show.pathways import lead as pathways_lead
from throughgate.show.pathways.intended_quarters import quarter_shares
from throughgate.show.shares import key_of, say
from throughgate.show.tables import HIDDEN
from throughgate.terms import Contract

STEPS = {
    "engaged": "Met after release", "allocated": "Case manager in time", "first week": "Met in the first week",
}  # fmt: skip
HEADING = "Engagement, pathways and capacity"
NOTHING = "No contacts, pathways, caseloads or volunteers of this contract are held for this day."
READ = (
    "So far: everybody since the service began, with 95% intervals. A quarter is of discharge, and of caseloads and volunteers its last "
    "month end; one marked so may still move. Where two intervals overlap widely there is little reason to look into the difference."
)


@dataclass(frozen=True)
class Measured:
    """A measure in words: so far, in the quarter looked at and the one before, and what was promised or published of it."""

    name: str
    so_far: str
    now: str
    before: str
    promised: str


def measures(
    contract: Contract, quarter: Quarter, engagement: Engagement, pathways: Pathways, capacity: Capacity
) -> tuple[Measured, ...]:
    """Those that the data hold and the pages Engagement and Pathways show; none besides."""
    found = (
        *_steps(contract, quarter, engagement), _intended(quarter, pathways), *_caseloads(quarter, capacity),
        _volunteers(quarter, capacity),
    )  # fmt: skip
    return tuple(measured for measured in found if measured is not None)


def _steps(contract: Contract, quarter: Quarter, found: Engagement) -> list[Measured]:
    shown, made = shown_steps(found), []
    for name, called in STEPS.items():
        if name not in shown or (name == "allocated" and not found.has_contacts):
            continue
        by_quarter = {
            point.start: _marked(point.share, is_complete=point.is_complete) for point in points(found.step(name))
        }
        promised = _promised(contract.service, {"engaged": "engaged", "allocated": "allocated-within"}.get(name, ""))
        made.append(Measured(called, say(shown[name][EVERYBODY]), *_pair(by_quarter, quarter), promised))
    return made


def _marked(share: Rate | None, *, is_complete: bool) -> str:
    said = say(share)
    return said if is_complete or share is None or not share.n else f"{said}, may still move"


def _pair(by_start: Mapping[date, str], quarter: Quarter) -> tuple[str, str]:
    """What there is of the quarter, and of the one before."""
    return tuple(by_start.get(of.starts_on, "none") for of in (quarter, quarter.before))


def _intended(quarter: Quarter, found: Pathways) -> Measured | None:
    if not pathways_lead.is_shown(found) or not pathways_lead.has_intended(found):
        return None
    by_quarter = {
        start: _marked(share, is_complete=_end_of(start) <= found.as_at) for start, share in quarter_shares(found)
    }
    return Measured("On the intended pathway", say(found.as_intended), *_pair(by_quarter, quarter), "no figure")


def _end_of(start: date) -> date:
    return (pd.Timestamp(start) + pd.DateOffset(months=3, days=-1)).date()


def _caseloads(quarter: Quarter, found: Capacity) -> list[Measured]:
    made = []
    for called, load in (("custody", found.custody), ("community", found.community)):
        if not load.months:
            continue
        by_month = {month.day: _load_words(month) for month in load.months}
        whole = [month for month in load.months if month.is_whole]
        so_far = f"{_load_words(whole[-1])}, {whole[-1].day:%B %Y}" if whole else "not seen whole yet"
        least, most = load.least, load.most
        planned = f"{least.value} to {most.value} ({least.status})" if least and most else "no figure"
        made.append(
            Measured(f"People for each {called} case manager", so_far, *_month_ends(by_month, quarter), planned)
        )
    return made


def _load_words(month: MonthLoad) -> str:
    if is_small(month.total, month.total):
        return HIDDEN
    if not month.people:
        return "none"
    if not month.is_whole:
        return "not seen whole yet"
    return f"{month.total / len(month.people):.1f}, n = {len(month.people)}"


def _month_ends(by_month: Mapping[date, str], quarter: Quarter) -> tuple[str, str]:
    return tuple(by_month.get(of.ends_on, "none") for of in (quarter, quarter.before))


def _volunteers(quarter: Quarter, found: Capacity) -> Measured | None:
    if not found.volunteers:
        return None
    by_month = {month.day: words.whole(month.active) for month in found.volunteers}
    last, planned = found.volunteers[-1], found.volunteers_planned
    promised = f"{planned.value} planned ({planned.status})" if planned else "no figure"
    so_far = f"{last.active}, {last.day:%B %Y}"
    return Measured("Volunteer mentors active", so_far, *_month_ends(by_month, quarter), promised)


def _promised(service: Mapping[str, Figure], name: str) -> str:
    figure = service.get(name)
    if figure is None:
        return "no figure"
    if name == "engaged":
        return f"{figure.value}% ({figure.status})"
    return f"within {figure.value} days ({figure.status})"


def block(found: tuple[Measured, ...], quarter: Quarter, *, source: str) -> Block:
    """The measures as one table."""
    table = pd.DataFrame(
        {
            "Measure": [of.name for of in found],
            "So far": [of.so_far for of in found],
            quarter.name: [of.now for of in found],
            quarter.before.name: [of.before for of in found],
            "Promised or published": [of.promised for of in found],
        }
    )
    return Block(
        heading=f"{quarter.name} beside {quarter.before.name}", subtitle="Shares are of people, each with its n.", key="board-service",
        table=table, table_key=key_of(table), source=source, is_part=True,
    )  # fmt: skip
