"""Tables of the Scenario page: the contract in one column, the scenario in the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from throughgate.show import money, words
from throughgate.show.payment.lead import change_range, relative_range
from throughgate.show.payment.seen import Seen, chance, say_value
from throughgate.show.payment.tables import hidden_hours
from throughgate.show.scenario.changes import Change
from throughgate.show.scenario.fields import AS_CONTRACTED, CHANGED, grouped
from throughgate.show.scenario.sides import Side, are_pooled
from throughgate.show.tables import HIDDEN
from throughgate.show.text_design import cohorts_words, design_rows

YOURS = "Your scenario"
PAYMENT = "Expected payment to the provider (below zero: reclaimed)"
DECISIONS = {
    "clawback": "Chance that money is reclaimed",
    "keep": "Chance that the full price is kept, without reward",
    "reward": "Chance of a reward",
    "nothing": "Chance that nothing is paid for results",
    "paid": "Chance of a payment",
    "deduction": "Chance of a deduction",
}


def projected_table(contracted: Side, yours: Side) -> pd.DataFrame | None:
    """What this cohort is projected to reach and to be paid, by both terms; None where neither may be said yet."""
    if not any(of.seen.is_told or of.seen.is_paid for of in (contracted, yours)):
        return None
    rows = [(name, *(_cell(of.seen, read) for of in (contracted, yours))) for name, read in _ROWS]
    rows += _decision_rows(contracted, yours)
    rows += [
        (name, *(_pounds_cell(of.seen, read) for of in (contracted, yours))) for name, read in _pounds_rows(yours.seen)
    ]
    rows += _total_rows(contracted, yours) if are_pooled(contracted, yours) else []
    return _table(rows + _stated_rows(contracted, yours))


def _cell(seen: Seen, read) -> str:
    return read(seen) if seen.is_told else ""


def _pounds_cell(seen: Seen, read) -> str:
    return read(seen) if seen.is_paid else ""


def _headline_words(seen: Seen) -> str:
    head = seen.headline
    if head is None:
        return ""
    unit = " events for each 100 people" if seen.is_events else ""
    if seen.is_final:
        return f"{say_value(seen, head.p50)}{unit}, final"
    return (
        f"{say_value(seen, head.p50)}{unit} (95% range {say_value(seen, head.p2_5)} to {say_value(seen, head.p97_5)})"
    )


def _reference_words(seen: Seen) -> str:
    return "" if seen.reference is None else f"{say_value(seen, seen.reference)}, {seen.reference_name}"


def _distance_words(seen: Seen) -> str:
    if seen.reference is None:
        return ""
    if seen.is_events:
        fewer = seen.fewer_percent
        span = "" if seen.is_final else f" ({relative_range(fewer)})"
        return f"{words.fewer_in_all(fewer.p50)}{span}"
    change = seen.now.change_points
    span = "" if seen.is_final else f" ({change_range(change)})"
    return f"{words.points(change.p50)}{span}"


def _met_words(seen: Seen) -> str:
    met = seen.now.p_threshold_met
    if met is None:
        return ""
    return ("met" if met >= 0.5 else "missed") if seen.is_final else chance(met)


_ROWS = (
    ("What it is set against", _reference_words),
    ("Where the cohort lands", _headline_words),
    ("Against that", _distance_words),
    ("Target, or the chance that it is met", _met_words),
)


def _decision_rows(contracted: Side, yours: Side) -> list[tuple[str, str, str]]:
    held = [of.seen.now.payment.by_decision if of.seen.is_paid else {} for of in (contracted, yours)]
    return [
        (name, *(_share(by.get(decision, 0.0)) if by else "" for by in held))
        for decision, name in DECISIONS.items()
        if any(decision in by for by in held)
    ]


def _share(share: float) -> str:
    return "none" if share == 0 else "certain" if share == 1 else chance(share)


def _expected_words(seen: Seen) -> str:
    return money.pounds(seen.now.payment.expected_pence)


def _span_words(seen: Seen) -> str:
    paid = seen.now.payment
    return "" if seen.is_volume else f"{money.pounds(paid.p10_pence)} to {money.pounds(paid.p90_pence)}"


def _marginal_words(seen: Seen) -> str:
    return "" if seen.is_volume else money.pounds(seen.now.payment.marginal_pence)


def _pounds_rows(seen: Seen) -> tuple[tuple[str, Callable[[Seen], str]], ...]:
    """What is paid: of a volume, in which nothing is projected, one amount."""
    return (
        ("Payment to the provider" if seen.is_volume else PAYMENT, _expected_words),
        ("Its 80% range", _span_words),
        ("One reconviction fewer would be worth", _marginal_words),
    )


def _total_rows(contracted: Side, yours: Side) -> list[tuple[str, str, str]]:
    """What all cohorts come to: what one is paid before the end, the last is not paid again."""
    totals = [of.total for of in (contracted, yours)]
    ranges = [
        "final" if total.is_final else f"{money.pounds(total.p10_pence)} to {money.pounds(total.p90_pence)}"
        for total in totals
    ]
    return [
        ("All cohorts together: expected payment", *(money.pounds(total.expected_pence) for total in totals)),
        ("All cohorts together: its 80% range", *ranges),
    ]


def _stated_rows(contracted: Side, yours: Side) -> list[tuple[str, str, str]]:
    """What passes to partners, and of a volume what was counted, by the statements at the middle of the draws."""
    held = [_stated(of.seen) if of.seen.is_paid else {} for of in (contracted, yours)]
    return [(name, *(by.get(name, "none") for by in held)) for name in dict.fromkeys(n for by in held for n in by)]


def _stated(seen: Seen) -> dict[str, str]:
    made = seen.now.payment.statement
    hidden = hidden_hours(made.levels)
    counted = (line for line in made.lines if line.amount_pence is None) if seen.is_volume else ()
    facts = {line.label: HIDDEN if line.label in hidden else line.working for line in counted}
    middle = "" if seen.is_final or seen.is_volume else ", at the middle of the draws"
    return facts | {f"{line.label}{middle}": money.in_full(line.amount_pence) for line in made.passed_on}


def design_table(contracted: Side, yours: Side) -> pd.DataFrame | None:
    """What both terms do by design, before anybody is released; None where neither can be designed."""
    sides = [dict(design_rows(of.design)) if of.design else {} for of in (contracted, yours)]
    if not any(sides):
        return None
    names = list(dict.fromkeys(name for rows in sides for name in rows))
    basis = [_basis(of) for of in (contracted, yours)]
    return _table([*basis_rows(*basis), *((name, *(rows.get(name, "") for rows in sides)) for name in names)])


def _basis(of: Side) -> dict[str, str]:
    if of.design is None:
        return {}
    rate = (
        "matched control" if of.design.baseline_rate is None else f"{words.per_cent(float(of.design.baseline_rate))}, "
    )
    how = "" if of.design.baseline_rate is None else "fixed" if of.design.baseline == "fixed" else "counted"
    worst = f", worst of {of.design.worst_of} years" if of.design.worst_of > 1 else ""
    return {
        "People in a cohort": words.whole(of.design.n),
        "Baseline": f"{rate}{how}{worst}",
        "Years differ by, SD": f"{of.design.year_sd_points:g}",
        "Cohorts tested": cohorts_words(of.seen.terms, of.design),
        "True effect looked at": f"{grouped(of.design.effect_points)} {of.design.effect_unit}",
    }


def basis_rows(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str, str]]:
    """What the designer rests on, marked where it was changed."""
    names = list(before or after)
    return [(name, before.get(name, ""), _marked(before.get(name), after.get(name, ""))) for name in names]


def _marked(before: str | None, after: str) -> str:
    return after if before == after else f"{after} (**{CHANGED}**)"


def terms_table(changed: Sequence[Change]) -> pd.DataFrame:
    """What was changed of the terms, with the status that the contract's own has."""
    return _table(
        [
            (change.label, f"{change.contracted} ({change.status})", f"{change.yours} (**{CHANGED}**)")
            for change in changed
        ]
    )


def _table(rows: Sequence[tuple[str, str, str]]) -> pd.DataFrame:
    """Rows with something to say, in two columns."""
    said = [(name, before or "not known", after or "not known") for name, before, after in rows if before or after]
    return pd.DataFrame(said, columns=["Figure", AS_CONTRACTED, YOURS])
