"""What a board is shown of a contract on a day: the results it is made of, and the parts of the page and the pack.

The pack fills a `Board`; the page lays the same parts one by one, those that take longest last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from throughgate.fairness import FairPlay
from throughgate.movements import Movements
from throughgate.notes import Note
from throughgate.projection import Projection
from throughgate.quarters import Quarter
from throughgate.results import CohortRates, ContractData, DataReport
from throughgate.service.capacity import Capacity
from throughgate.service.engagement import Engagement
from throughgate.service.pathways import Pathways
from throughgate.show.board import parts, said
from throughgate.show.board.parts import Section
from throughgate.show.payment.boxes import boxes as payment_boxes
from throughgate.show.payment.seen import Seen, default_cohort, seen_of


@dataclass(frozen=True, eq=False)
class Board:
    """A contract as a board looks at it from one day.

    `quarter_rates` and `month_rates` are the same cohorts split by quarter and month of discharge. `movements` is None where
    there is no earlier day to look back to, or where nobody has looked.
    """

    contract: ContractData
    as_at: date
    quarter: Quarter
    rates: tuple[CohortRates, ...]
    quarter_rates: tuple[CohortRates, ...]
    month_rates: tuple[CohortRates, ...]
    projection: Projection
    pathways: Pathways
    engagement: Engagement
    capacity: Capacity
    fair_play: FairPlay
    movements: Movements | None
    notes: tuple[Note, ...]
    report: DataReport | None = None


def seens_of(projection: Projection, rates: Sequence[CohortRates]) -> tuple[Seen, ...]:
    """Every cohort that is paid on, in order, each with what may be shown of it."""
    return tuple(seen_of(projection, cohort.cohort.id, rates) for cohort in projection.cohorts)


def chosen(seens: Sequence[Seen]) -> Seen:
    """The cohort that a page is about where none is asked for: the first not final, else the last."""
    cohort_id = default_cohort([seen.now for seen in seens])
    return next(seen for seen in seens if seen.now.cohort.id == cohort_id)


def title(of: Board) -> str:
    """The finding, in one sentence."""
    return said.board_title(_seen(of))


def lead(of: Board) -> str:
    """Two or three sentences: what the finding rests on."""
    seens = seens_of(of.projection, of.rates)
    return said.lead_words(chosen(seens), seens)


def boxes(of: Board) -> tuple[tuple[str, str, str], ...]:
    """At most four figures, each with a name, a short value and the words under it."""
    return tuple(payment_boxes(_seen(of)))


def _seen(of: Board) -> Seen:
    return chosen(seens_of(of.projection, of.rates))


def sections(of: Board, *, source: str) -> tuple[Section, ...]:
    """Every part below the boxes, in the order in which a board reads them."""
    seens = seens_of(of.projection, of.rates)
    seen = chosen(seens)
    found = (
        parts.landing(seens, source=source),
        parts.look_into(seen, of.fair_play, of.capacity, of.notes, of.report),
        parts.changed(of.movements, of.contract.terms, source=source),
        parts.service(of.contract.terms, of.quarter, of.engagement, of.pathways, of.capacity, source=source),
        parts.by_quarter(of.contract.terms, of.quarter_rates, of.month_rates, of.as_at, source=source),
    )
    return tuple(section for section in found if section is not None)


__all__ = ["Board", "Section", "boxes", "chosen", "lead", "sections", "seens_of", "title"]
