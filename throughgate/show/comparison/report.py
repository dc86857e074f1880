"""What both groups did: the tables of a Justice Data Lab report, and the measure that Peterborough was paid by."""

from __future__ import annotations

import pandas as pd

from throughgate.comparison.result import MatchedComparison
from throughgate.methods.disclosure import UNRELIABLE_BELOW
from throughgate.methods.matching import Effect
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.comparison.hiding import about, count, events_effect, later_effects, main_effect
from throughgate.show.comparison.said import is_clear, limits, p_value, percent, signed, whole
from throughgate.show.tables import HIDDEN, hidden_key
from throughgate.terms import Contract

COLUMNS = [
    "Measure",
    "Cohort, n about",
    "Comparison, n about",
    "Cohort",
    "Comparison",
    "Difference (95% interval)",
    "Significant",
    "p",
]
LATER = (
    ("days", "Table 3: days to the first reconviction"),
    ("first indictable", "Table 4: first for an indictable only offence"),
    ("first either way", "Table 4: first for an either way offence"),
    ("first summary", "Table 4: first for a summary offence"),
    ("indictable events", "Table 5: events each, indictable only"),
    ("either way events", "Table 5: events each, either way"),
    ("summary events", "Table 5: events each, summary"),
    ("first custodial", "Table 6: custody at the first reconviction"),
    ("custodial events", "Table 7: events with custody, each"),
)  # fmt: skip
"""What is asked of those reconvicted only, with the number of its table in the Justice Data Lab's reports."""

PETERBOROUGH_RATIO = 10
LAYOUT = "The numbers of the tables are those of the Justice Data Lab's reports, whose layout this follows. Significant: p of 0.05 or less. Rounded parts need not add up."
NOT_MATCHED = (
    "Only people reconvicted are compared here, so the two groups are no longer matched to one another: a difference may come from who was "
    "reconvicted. Nine measures are looked at together, so one whose test finds a significant difference by chance is to be expected now and then."
)
FEW = (
    f"Days, severity and custody are compared where at least {UNRELIABLE_BELOW} people of the cohort were reconvicted, as the Justice Data "
    "Lab does; here there were fewer."
)


def blocks(found: MatchedComparison, terms: Contract, *, source: str) -> list[Block]:
    """The tables; none where no outcome may be shown."""
    if main_effect(found) is None:
        return []
    first = first_table(found, terms)
    made = [
        Block(
            heading="What both groups did", subtitle="People of the cohort with a match, and their comparison group, weighted", key="report",
            table=first, words=LAYOUT, source=source,
        )
    ]  # fmt: skip
    made += _later(found, source) if terms.outcome.has_frequency else []
    return made + _peterborough(found, terms, source)


def first_table(found: MatchedComparison, terms: Contract) -> pd.DataFrame:
    """Tables 1 and 2: the share reconvicted, and events for each person."""
    effects = [(f"Table 1: {terms.outcome.counted_as}", main_effect(found))]
    if terms.outcome.has_frequency:
        effects.append(("Table 2: reconviction events for each person", events_effect(found)))
    return pd.DataFrame([row(name, effect) for name, effect in effects if effect], columns=COLUMNS)


def later_table(found: MatchedComparison) -> pd.DataFrame:
    """Tables 3 to 7, of those reconvicted; c where hidden. What the data do not tell at all is left out."""
    effects = later_effects(found)
    known = [(name, label) for name, label in LATER if name in effects and found.measures[name].effect is not None]
    return pd.DataFrame([row(label, effects[name], name) for name, label in known], columns=COLUMNS)


def row(label: str, effect: Effect | None, name: str = "") -> tuple[str, ...]:
    """One measure: n, both means, difference with its interval, significance and p."""
    if effect is None:
        return (label, *(HIDDEN,) * (len(COLUMNS) - 1))
    decimals = 0 if effect.scale == "points" or name == "days" else 2
    unit = " pp" if effect.scale == "points" else " days" if name == "days" else ""
    means = [
        percent(mean) if effect.scale == "points" else f"{whole(mean)} days" if name == "days" else f"{mean:.2f}"
        for mean in (effect.treated, effect.controls)
    ]
    return (
        label, count(effect.n_treated), count(effect.n_controls), *means,
        f"{signed(effect.estimate, decimals)}{unit} ({limits(effect, decimals)})", "yes" if is_clear(effect) else "no", p_value(effect),
    )  # fmt: skip


def _later(found: MatchedComparison, source: str) -> list[Block]:
    table = later_table(found)
    heading = "Of those reconvicted: how soon, how serious, and with custody"
    if table.empty:
        return [Block(heading=heading, subtitle=FEW, key="report-later", is_part=True)]
    return [
        Block(
            heading=heading, subtitle="Only people reconvicted, on both sides", key="report-later", table=table, words=NOT_MATCHED, source=source,
            table_key=hidden_key(table), is_part=True,
        )
    ]  # fmt: skip


def _peterborough(found: MatchedComparison, terms: Contract, source: str) -> list[Block]:
    ratio = found.events_ratio
    if not terms.outcome.has_frequency or events_effect(found) is None or ratio is None:
        return []
    is_its = (found.made.ratio, round(found.kept.achieved_ratio, 1)) == (PETERBOROUGH_RATIO, PETERBOROUGH_RATIO)
    likeness = (
        "" if is_its else "The ratio is worked out in the same way here, but with other numbers of people compared. "
    )
    return [
        Block(
            heading=f"{'As Peterborough was measured' if is_its else 'Reconviction events'}: {_fewer(ratio)}", key="report-events", is_part=True,
            subtitle=f"Reconviction events for every 100 people, set against matched people: for each {_ratio(found)}",
            table=events_table(found, ratio), source=source,
            words=(
                f"Peterborough's payment rested on such a ratio, with {PETERBOROUGH_RATIO} people compared for each of the cohort: 142 events for every 100 people of its first cohort against 155 in the comparison group, 8.4% fewer (gov.uk, 7 August 2014, published). {likeness}What is shown "
                "here is of these data and is no payment: the contract's own rule stands on Payment."
            ),
        )
    ]  # fmt: skip


def _ratio(found: MatchedComparison) -> str:
    return f"{found.made.ratio} asked for, {found.kept.achieved_ratio:.1f} found"


def _fewer(ratio: Effect) -> str:
    low, high = (whole(100 * (end - 1)) for end in (ratio.low, ratio.high))
    size = whole(100 * (ratio.estimate - 1))
    told = "no difference" if size == 0 else f"{abs(size)}% {'fewer' if size < 0 else 'more'} events"
    return f"{told} (95% interval {signed(low)}% to {signed(high)}%)"


def events_table(found: MatchedComparison, ratio: Effect) -> pd.DataFrame:
    """The cohort and its comparison group by events for every 100 people."""
    rows = [
        ("People of the cohort", about(ratio.n_treated)),
        ("People of the comparison group", about(ratio.n_controls)),
        ("Comparison people for each", _ratio(found)),
        ("Events for every 100, cohort", words.whole(whole(100 * ratio.treated))),
        ("Events for every 100, comparison", words.whole(whole(100 * ratio.controls))),
        ("Difference", _fewer(ratio)),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["What", "Figure"])
