"""Frames for the screen, as text: rates with their interval, n beside them, what is hidden as c."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from throughgate.figure import Figure
from throughgate.methods.disclosure import SMALLEST_COUNT, SMALLEST_GROUP, UNRELIABLE_BELOW
from throughgate.results import CohortRates, DataReport
from throughgate.show import periods as p
from throughgate.show import words
from throughgate.show.measures import Measure
from throughgate.terms import Contract

HIDDEN = "c"
HIDDEN_KEY = "c: hidden so that nobody can be recognised."
UNRELIABLE_KEY = f"u: fewer than {UNRELIABLE_BELOW} people, so read with caution."
WINDOW_SOURCE = "Where the window comes from"
DISCLOSURE_RULE = (
    f"A group of fewer than {SMALLEST_GROUP} people is hidden, and so is one in which 1 to {SMALLEST_COUNT - 1} people, or all "
    f"but 1 to {SMALLEST_COUNT - 1}, were reconvicted. Where one group of a shown total is hidden, at least one more is hidden "
    "with it, so that the first does not follow by subtraction: months are looked at within their quarter and cohort, quarters "
    "within their cohort. Rates are shown for each cohort and, but on Subgroups and Equity, for no total over cohorts; Pathways and "
    "Engagement look at all cohorts together and at none by itself. Counts of people left out are "
    f"hidden when they are 1 to {SMALLEST_COUNT - 1}, the next smallest of their cohort with a single one. Discharges that no "
    f"contract counts are hidden when they are 1 to {SMALLEST_COUNT - 1}. Each page "
    "is looked at by itself. Subgroups and Equity, where the reader chooses groups, are guarded by a gate besides: it remembers "
    "what was shown to a role, and holds back what would follow from it and from totals, quarters and months that every page shows. "
    "Comparison shows sums over matched people, which the gate does not know; its numbers of people are rounded to the nearest 10."
)


def period_table(periods: Sequence[p.Period], measure: Measure) -> pd.DataFrame:
    """One row a period: cohort, months, n, the measure with its interval, and whether it is final."""
    return pd.DataFrame(
        {
            "Cohort": [period.cohort.name for period in periods],
            "Released": [p.label(period) for period in periods],
            "People": [words.whole(period.figures.n) if period.figures else HIDDEN for period in periods],
            f"{measure.axis} (95% interval)": [_estimate(period, measure) for period in periods],
            "Follow-up": ["complete" if period.is_complete else "not complete" for period in periods],
        }
    )


def _estimate(period: p.Period, measure: Measure) -> str:
    if period.figures is None:
        return HIDDEN
    return measure.say(period.figures) + (" u" if period.is_unreliable else "")


def period_key(periods: Sequence[p.Period]) -> str:
    """The symbols used in a table of periods, explained; empty where none is used."""
    hidden = p.count_hidden(periods)
    notes = [f"{HIDDEN_KEY} {hidden} of {len(periods)} rows are hidden."] if hidden else []
    return " ".join(notes + ([UNRELIABLE_KEY] if any(period.is_unreliable for period in periods) else []))


def left_out_table(rates: Sequence[CohortRates]) -> pd.DataFrame:
    """One row a cohort and reason: people left out, small counts hidden with one more beside them."""
    rows = [
        (rate.cohort.name, reason[:1].upper() + reason[1:], count)
        for rate in rates
        for reason, count in hide_small_counts(rate.excluded).items()
    ]
    return pd.DataFrame(rows, columns=["Cohort", "Reason", "People left out"])


def hide_small_counts(counts: Mapping[str, int]) -> dict[str, str]:
    """Counts as text: those of 1 to 4 as c, and the next smallest with a single one, so that no total gives it away."""
    hidden = {name for name, count in counts.items() if 0 < count < SMALLEST_COUNT}
    spare = sorted((count, name) for name, count in counts.items() if name not in hidden and count > 0)
    if hidden and spare and (len(hidden) == 1 or sum(counts[name] for name in hidden) < SMALLEST_COUNT):
        hidden.add(spare[0][1])
    return {name: HIDDEN if name in hidden else words.whole(count) for name, count in counts.items()}


def window_table(contract: Contract) -> pd.DataFrame:
    """One row a cohort of a contract that measures nobody: its window."""
    return pd.DataFrame(
        {
            "Cohort": [cohort.name for cohort in contract.cohorts],
            words.entered(contract).capitalize(): [
                words.months(cohort.discharged_from, cohort.discharged_to) for cohort in contract.cohorts
            ],
            WINDOW_SOURCE: [f"{cohort.source} ({cohort.status})" for cohort in contract.cohorts],
        }
    )


def counted_table(rates: Sequence[CohortRates]) -> pd.DataFrame:
    """One row a cohort: its window and the people counted in it."""
    shown = {rate.cohort.id for rate in p.shown_cohorts(rates)}
    people = [words.whole(r.binary.n) if r.cohort.id in shown or r.binary.n == 0 else HIDDEN for r in rates]
    return pd.DataFrame(
        {
            "Cohort": [rate.cohort.name for rate in rates],
            "Released": [words.months(rate.cohort.discharged_from, rate.cohort.discharged_to) for rate in rates],
            "People counted": people,
            WINDOW_SOURCE: [f"{rate.cohort.source} ({rate.cohort.status})" for rate in rates],
        }
    )


def figures_table(figures: Mapping[str, Figure]) -> pd.DataFrame:
    """One row a figure of the terms: value, unit, source and status."""
    rows = [
        (name.replace("-", " ").capitalize(), _figure_value(f), f.unit, f.source, f.status)
        for name, f in figures.items()
    ]
    return pd.DataFrame(rows, columns=["Figure", "Value", "Unit", "Source", "Status"])


def _figure_value(figure: Figure) -> str:
    """A figure's value with its thousands apart, and pounds as such where the unit begins with them: £20,000,000."""
    value, sign = figure.value, ""
    if figure.unit.split()[:1] == ["pounds"]:
        sign = "£"
    return f"{'-' if value < 0 else ''}{sign}{abs(value):,}"


def plain(text: str) -> str:
    """Text from outside as it stands: what would be Markdown in a table's cell, such as a picture, is written out."""
    return re.sub(r"([\\`*_{}\[\]()#!|<>~$:])", r"\\\1", text)


def loads_table(report: DataReport) -> pd.DataFrame:
    """One row a file and the table it filled: rows read, left out by the mapping, refused and loaded, the hash's start."""
    rows = [
        (
            f"{plain(row.file)} ({plain(row.source)})", plain(row.table_name), words.whole(row.rows_read), words.whole(row.rows_skipped),
            words.whole(row.rows_refused), words.whole(row.rows_loaded), row.file_sha256[:12],
        )
        for row in report.loads.itertuples()
    ]  # fmt: skip
    columns = ["File (source)", "Table", "Rows read", "Left out", "Refused", "Loaded", "SHA-256, start"]
    return pd.DataFrame(rows, columns=columns)


def uncounted_table(report: DataReport) -> pd.DataFrame:
    """One row an establishment whose discharges no contract counts; no total is shown, so 1 to 4 are hidden by themselves."""
    rows = [
        (plain(row.establishment), plain(row.source), words.whole(row.discharges) if row.discharges >= SMALLEST_COUNT else HIDDEN)
        for row in report.uncounted.itertuples()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["Establishment", "Source", "Discharges"])


def hidden_key(table: pd.DataFrame) -> str:
    """The key to the symbol of a hidden count, where the table holds one."""
    return HIDDEN_KEY if (table == HIDDEN).any(axis=None) else ""


def refusals_table(report: DataReport) -> pd.DataFrame:
    """One row a reason for which rows of a file were refused; never the value that stood there."""
    rows = [
        (plain(row.file), plain(row.column_name), plain(row.reason), words.whole(row.rows), words.whole(row.first_line))
        for row in report.refusals.itertuples()
    ]
    return pd.DataFrame(rows, columns=["File", "Column", "Reason", "Rows", "First line"])


def completeness_table(report: DataReport) -> pd.DataFrame:
    """One row a column in which values are missing, with the share that is filled."""
    gaps = report.completeness[report.completeness["missing"] > 0]
    return pd.DataFrame(
        {
            "Table (source)": [
                f"{plain(table)} ({plain(source)})"
                for table, source in zip(gaps["table_name"], gaps["source"], strict=True)
            ],
            "Column": gaps["column_name"].map(plain),
            "Rows": gaps["rows"].map(words.whole),
            "Filled": [
                words.percent((rows - missing) / rows)
                for rows, missing in zip(gaps["rows"], gaps["missing"], strict=True)
            ],
        }
    )
