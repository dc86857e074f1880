"""The parts of the Board summary below its head, each made of the results it needs, so that a page can lay the quick ones first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from throughgate.fairness import FairPlay
from throughgate.movements import Movements
from throughgate.notes import Note
from throughgate.quarters import Quarter
from throughgate.results import CohortRates, DataReport
from throughgate.service.capacity import Capacity
from throughgate.service.engagement import Engagement
from throughgate.service.pathways import Pathways
from throughgate.show import trends as t
from throughgate.show.blocks import Block
from throughgate.show.board import cohorts, said, stakes
from throughgate.show.board import look_into as looked
from throughgate.show.board import service as served
from throughgate.show.board.status import status_of
from throughgate.show.changes import brief
from throughgate.show.measures import in_order, is_paid_by_volume
from throughgate.show.payment.seen import Seen
from throughgate.terms import Contract

NO_DECISION = "What a board may want to ask about, and what these figures do not bear"


@dataclass(frozen=True, eq=False)
class Section:
    """A part of the page or the pack with a heading of its own."""

    heading: str
    subtitle: str
    blocks: tuple[Block, ...]


def landing(seens: Sequence[Seen], *, source: str) -> Section:
    """Where every cohort lands against its baseline and target, and the money."""
    money = Block(
        heading="The fee" if seens[0].is_volume else "The money", subtitle=_money_subtitle(seens), key="board-money", table=stakes.money_table(seens), source=source,
        words=stakes.money_words(seens), is_part=True,
    )  # fmt: skip
    first = seens[0]
    if first.is_volume:
        return Section(
            "The money",
            f"{first.terms.name} is paid for volume: there is no rate to project, and no target.",
            (money,),
        )
    return Section("Every cohort, and the money", cohorts.subtitle(seens), (_cohorts(seens, source), money))


def _money_subtitle(seens: Sequence[Seen]) -> str:
    if seens[0].rule is None:
        return "Nothing is paid under this contract."
    if seens[0].is_volume:
        return "The most that the fee can be, and what it is"
    return "The most that the rule can take or pay, and what is expected over everything that the rest of the follow-up may bring"


def _cohorts(seens: Sequence[Seen], source: str) -> Block:
    chart = cohorts.cohort_chart(seens)
    statuses = "; ".join(f"{seen.name} {status_of(seen).word.lower()}" for seen in seens)
    return Block(
        heading=f"Against {cohorts.against_name(seens)}", subtitle=f"{statuses}.", key="board-cohorts", chart=chart,
        table=None if chart else cohorts.cohort_table(seens), words=cohorts.chart_words(seens), source=source, is_part=True,
    )  # fmt: skip


def look_into(
    seen: Seen, fair_play: FairPlay, capacity: Capacity, notes: Sequence[Note], report: DataReport | None
) -> Section:  # fmt: skip
    """Three things to look into, and one not to conclude."""
    found = looked.things(seen, fair_play, capacity, notes, report)
    names = {3: "Three things to look into", 2: "Two things to look into", 1: "One thing to look into"}
    return Section(
        "What to make of it",
        NO_DECISION,
        (
            Block(
                heading=names.get(len(found), "Nothing to look into"), subtitle=looked.RULE, key="board-look-into", words=looked.said(found),
                is_part=True,
            ),
            Block(
                heading="One thing not to conclude", subtitle="What the figures invite and do not bear", key="board-not-to-conclude",
                words=said.not_to_conclude(seen), is_part=True,
            ),
        ),
    )  # fmt: skip


def service(
    contract: Contract, quarter: Quarter, engagement: Engagement, pathways: Pathways, capacity: Capacity, *, source: str
) -> Section:  # fmt: skip
    """The headline measures of the service."""
    found = served.measures(contract, quarter, engagement, pathways, capacity)
    if not found:
        return Section(served.HEADING, served.NOTHING, ())
    return Section(served.HEADING, served.READ, (served.block(found, quarter, source=source),))


def by_quarter(
    contract: Contract, quarter_rates: Sequence[CohortRates], month_rates: Sequence[CohortRates], as_at: date, *, source: str
) -> Section | None:  # fmt: skip
    """The contract's own measure by quarter of discharge, with notes; None where nothing is measured or may be shown."""
    if is_paid_by_volume(contract):
        return None
    found, measure = t.trends(quarter_rates, month_rates, as_at), in_order(contract)[0]
    if not any(period.figures for period in found.quarters):
        return None
    block = Block(
        heading=f"{measure.name} by quarter of discharge", subtitle=found.subtitle("quarter", measure), key="board-quarters",
        chart=found.chart("quarter", measure), source=source, takes_notes=True, is_part=True,
    )  # fmt: skip
    return Section("How it has gone", t.HOW_DRAWN, (block,))


def changed(movements: Movements | None, contract: Contract, *, source: str) -> Section | None:
    """What moved since the board before, and why; None where there is nothing to look back to."""
    if movements is None:
        return None
    block = brief.block(movements, contract, source=source)
    return (
        None
        if block is None
        else Section(
            "What changed since the last board",
            "Since the last board pack or, where none was issued, the end of the quarter before. Every part of each is on the page What changed, and so is the choice of another day.",
            (block,),
        )
    )
