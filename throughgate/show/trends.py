"""What Reconviction trends asks of the periods and the published figures: tabs of charts and groups of figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from throughgate.published import PublishedFigure, of_contract
from throughgate.results import CohortRates
from throughgate.show import chart_published, periods, words
from throughgate.show.chart_curves import FEWEST_FOLLOWED
from throughgate.show.chart_periods import add_baseline, cohort_chart, time_chart
from throughgate.show.charts import Chart
from throughgate.show.measures import NOUNS, Measure, event_name
from throughgate.terms import Contract

UNITS = {"cohort": "By cohort", "quarter": "By quarter of discharge", "month": "By month of discharge"}
HOW_DRAWN = (
    "Hollow, grey and dashed: follow-up not complete, so the figure is not set against the baseline; "
    f"it {words.so_far()}."
)
PROCESS = "complete months of discharge only, with mean and process limits (XmR chart, Making Data Count rules)"
NO_PROCESS = "Too few months are complete, or may be shown, for a chart of chance variation from month to month."
NATIONAL = (
    "Per cent of all people released, convicted or cautioned in a financial year who reoffended, cautions included: "
    "a different measure from the charts above"
)


def how_many(contract: Contract) -> tuple[str, str]:
    """Heading and subtitle of the charts of rates: only what the contract's data measure is named."""
    counted = contract.outcome.counted_as
    heading = f"How many people are {counted}"
    if not contract.outcome.has_frequency:
        return heading, HOW_DRAWN
    apart = f"People {counted} and {event_name(contract)}s are two measures and never share an axis. "
    return f"{heading}, and how often", apart + HOW_DRAWN


def how_soon(contract: Contract) -> tuple[str, str]:
    """Heading and subtitle of the cumulative curves."""
    counted = contract.outcome.counted_as
    clock = "the date that stands for it"
    if counted in NOUNS:
        cautions = " or out-of-court disposal" if contract.outcome.counts_out_of_court else ""
        clock = f"the first qualifying conviction{cautions} (not of the offence)"
    return (
        f"How soon people are {counted}",
        f"Cumulative share of people {counted}, by months since discharge to the day of {clock}, with 95% bands; "
        f"each line ends where fewer than {FEWEST_FOLLOWED} people are still followed",
    )


def above_the_rate(contract: Contract) -> str:
    """Why a curve that is not complete may stand above its cohort's rate so far."""
    return (
        "A line whose follow-up is not complete can stand above its cohort's rate so far: people not yet followed for long "
        f"are left out of the later months rather than counted as not {contract.outcome.counted_as}."
    )


@dataclass(frozen=True)
class Trends:
    """The same people by cohort, by quarter and by month of discharge, small groups hidden."""

    cohorts: tuple[periods.Period, ...]
    quarters: tuple[periods.Period, ...]
    months: tuple[periods.Period, ...]

    def of(self, unit: str) -> tuple[periods.Period, ...]:
        """The periods of a unit: cohort, quarter or month."""
        return {"cohort": self.cohorts, "quarter": self.quarters, "month": self.months}[unit]

    def chart(self, unit: str, measure: Measure) -> Chart:
        """A measure by a unit; by quarter and month with the baseline as far as the follow-up is complete."""
        if unit == "cohort":
            return cohort_chart(self.cohorts, measure)
        drawn = time_chart(self.of(unit), measure, unit=unit)
        return add_baseline(drawn, self.of(unit), measure, self._baseline())

    def _baseline(self) -> periods.Figures | None:
        return next((p.figures for p in self.cohorts if p.cohort.kind == "baseline" and p.is_complete), None)

    def subtitle(self, unit: str, measure: Measure) -> str:
        """What a chart measures, and how many periods are hidden where any is."""
        hidden, total = periods.count_hidden(self.of(unit)), len(self.of(unit))
        note = f". {hidden} of {total} {unit}s are {words.HIDDEN}" if hidden else ""
        return f"{measure.axis}, {UNITS[unit][:1].lower()}{UNITS[unit][1:]}, with 95% intervals{note}"


def trends(by_quarter: Sequence[CohortRates], by_month: Sequence[CohortRates], as_at: date) -> Trends:
    """The periods of a contract, from its rates grouped by quarter and by month."""
    quarters = periods.by_quarter(by_quarter, as_at)
    return Trends(periods.by_cohort(by_quarter), quarters, periods.by_month(by_month, quarters, as_at))


@dataclass(frozen=True)
class PublishedSection:
    """Published figures beside those of the data, in a chart where both count the same thing, and every row."""

    heading: str
    subtitle: str
    source: str
    chart: Chart
    figures: tuple[PublishedFigure, ...]
    warning: str


def published_section(
    contract: Contract, rates: Sequence[CohortRates], figures: Sequence[PublishedFigure], *, is_synthetic: bool
) -> PublishedSection | None:
    """The published figures of a contract; None where it has none."""
    own = tuple(figure for figure in figures if figure.contract_id == contract.id)
    shown = periods.shown_cohorts(rates)
    if contract.outcome.headline == "frequency":
        comparable = _final_events(of_contract(own, contract.id, "events per 100"))
        pairs, axis = chart_published.event_pairs(shown, comparable), "Events for each 100 people"
    else:
        comparable = of_contract(own, contract.id, "change in percentage points")
        pairs, axis = (
            chart_published.change_pairs(shown, comparable),
            f"Change from baseline, {words.PERCENTAGE_POINTS}",
        )
    if not pairs:
        return None
    ours = "Synthetic people" if is_synthetic else "This data"
    return PublishedSection(
        heading=f"What was published about {contract.name}",
        subtitle="Final published figures beside those of this data, where both count the same thing",
        source="; ".join(dict.fromkeys(f"{figure.source} ({figure.status})" for figure in comparable))
        + (". Beside them: synthetic people." if is_synthetic else "."),
        chart=chart_published.pairs_chart(pairs, axis=axis, measured_name=ours),
        figures=own,
        warning=_warning(own),
    )


def _final_events(figures: Sequence[PublishedFigure]) -> tuple[PublishedFigure, ...]:
    """Those of a whole cohort with its window, by the contract's own twelve-month definition; the rest are interim."""
    return tuple(f for f in figures if f.discharged_from and f.definition_group == "conviction events in 12 months")


def _warning(figures: Sequence[PublishedFigure]) -> str:
    said = chart_published.warnings(figures)
    first = "What these figures count." if len(said) == 1 else "These figures do not all count the same thing."
    last = "The pilots differ in design, so one contract's figures cannot be set against another's."
    return "\n".join([f"**{first}**\n", *(f"- {line}" for line in (*said, last))])
