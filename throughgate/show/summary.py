"""Boxes at the head of Reconviction trends, and the cohorts of a contract as counted, in a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from throughgate.results import CohortRates
from throughgate.show import words
from throughgate.show.findings import Standing
from throughgate.show.measures import Measure, in_order
from throughgate.show.periods import shown_cohorts
from throughgate.show.tables import HIDDEN
from throughgate.terms import Cohort, Contract

Box = tuple[str, str, str]


def boxes(now: Standing) -> tuple[Box, ...]:
    """At most four figures: both measures of the newest cohort, the change from the baseline, the next cohort's follow-up."""
    rates = now.newest
    if rates is None:
        return ()
    state = "final" if rates.is_final else "so far"
    figures = [_measure_box(rates, measure, state) for measure in in_order(now.contract)]
    if now.baseline is not None:
        figures.insert(1, _change_box(now))
    if now.next is not None:
        figures.append(_next_box(now.next, now.contract))
    return tuple(figures[:4])


def _measure_box(rates: CohortRates, measure: Measure, state: str) -> Box:
    value, low, high = measure.read(rates)
    note = f"{rates.cohort.name}, {state}: {measure.short(low)} to {measure.short(high)}, n = {words.whole(rates.binary.n)}"
    return f"{measure.box}, {state}", measure.short(value), note


def _change_box(now: Standing) -> Box:
    against = f"baseline {words.percent(now.baseline.binary.rate)}, n = {words.whole(now.baseline.binary.n)}"
    if now.change is None:
        return "Against baseline", "cannot tell", f"not final yet; {against}"
    return (
        "Against baseline",
        words.short_points(now.change.points),
        f"95% interval {words.points_range(now.change)}; {against}",
    )


def _next_box(rates: CohortRates, contract: Contract) -> Box:
    share = words.followed_share(rates)
    note = f"{words.people(rates.binary.n)} {words.entered(contract)}; final on {words.day(words.final_on(rates.cohort, contract))}"
    return f"{rates.cohort.name} followed up", share, note


def cohort_table(rates: Sequence[CohortRates], contract: Contract, as_at: date) -> pd.DataFrame:
    """One row a cohort of the contract: who, n, its measures with their intervals, and how far the follow-up has come."""
    shown = {rate.cohort.id for rate in shown_cohorts(rates)}
    columns = {
        "Cohort": lambda rate: _cohort_words(rate.cohort),
        "People": lambda rate: words.whole(rate.binary.n),
        **{f"{measure.box} (95% interval)": measure.say for measure in in_order(contract)},
        "Follow-up": lambda rate: words.maturity(rate, contract, as_at),
    }
    return pd.DataFrame(
        {
            heading: [say(rate) if heading == "Cohort" else _or_hidden(rate, shown, say(rate)) for rate in rates]
            for heading, say in columns.items()
        }
    )


def _cohort_words(cohort: Cohort) -> str:
    window = words.months(cohort.discharged_from, cohort.discharged_to)
    return cohort.name if window in cohort.name else f"{cohort.name}, {window}"


def _or_hidden(rate: CohortRates, shown: set[str], text: str) -> str:
    return text if rate.cohort.id in shown or rate.binary.n == 0 else HIDDEN
