"""Tables of the Ledger page, as text for the screen: rule, baseline, counts and the two computations side by side."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd

from throughgate.ledger import ControlBand, Ledger
from throughgate.methods.disclosure import SMALLEST_GROUP, hide_small, join_small
from throughgate.rules import RULE_FIGURES
from throughgate.show import money, words
from throughgate.show.ledger import words as say
from throughgate.show.payment.tables import mark
from throughgate.show.tables import HIDDEN, hide_small_counts, plain
from throughgate.terms import Contract

PROJECTED = "projected to the end of its follow-up"
RELEASES = "Releases in the list"
AGREES, DIFFERS = "yes", "**No**"
METHODS = {
    "none": "not adjusted",
    "mean-ogrs": "moved by the difference in mean score",
    "mean-ogrs-one-way": "moved by the difference in mean score, only where the cohort's is lower",
    "recalibration": "moved by a curve fitted on the baseline, recalibrated to its scores",
    "reweighted-control": "a control weighted to the cohort's scores in bands of five points",
}


def rule_table(terms: Contract) -> pd.DataFrame:
    """One row a figure that the rule turns on, with its source and status; the bands of a volume contract after them."""
    rows = [
        (name.replace("-", " ").capitalize(), _number(figure.value), plain(figure.unit), plain(figure.source), mark(figure.status))
        for name in RULE_FIGURES[terms.payment.rule]
        for figure in (terms.figures[name],)
    ]  # fmt: skip
    paid = terms.payment
    rows += [
        (f"Band from {band.from_count:,} {paid.bands_on}", _number(band.fee), "pounds for the window", plain(paid.source), mark(paid.status))
        for band in paid.bands
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["Figure", "Value", "Unit", "Source", "Status"])


def rule_words(terms: Contract) -> str:
    """Which rule it is."""
    return f"Rule: **{terms.payment.rule}**."


def rule_source(terms: Contract) -> str:
    """By whose word the rule stands, quoted: no sentence of ours."""
    return f"Source: {plain(terms.payment.source)} ({mark(terms.payment.status)})."


def _number(value: Decimal) -> str:
    return f"{value:,}"


def baseline_table(found: Ledger) -> pd.DataFrame | None:
    """How the baseline came about, from whom it was counted on to what pays; None where there is none."""
    first = found.cohort.baseline
    if first is None:
        return None
    rate = (
        "the contract's own figure"
        if first.is_from_terms
        else PROJECTED
        if found.second.is_baseline_given
        else "as counted"
    )
    so_far = "" if found.is_final else " so far"
    rows = [
        (
            "Measured against",
            f"{first.cohort.name}, people released {words.months(first.cohort.discharged_from, first.cohort.discharged_to)}",
        ),
        ("Its rate as counted in the data", "not final" if first.counted is None else _percent(first.counted)),
        ("Rate before adjustment", f"{_percent(first.rate)}, {rate}"),
        ("Adjustment for case mix", _adjustment(found)),
        (f"Adjusted baseline{so_far if first.method != 'none' else ''}", f"**{_percent(first.adjusted)}**"),
    ]
    if not first.possible:
        error = words.percentage_points(100 * first.se, 2) if first.se else "none: taken as a fixed number"
        rows.append(("Its standard error", error))
    rule = found.terms.payment.rule if found.terms.payment else None
    if first.control_events is not None and rule in ("events", "three-way"):
        each = "person" if rule == "events" else f"person {found.terms.outcome.counted_as}"
        projected = f", {PROJECTED}" if found.second.is_baseline_given else ""
        rows.append((f"Events for each {each} there", f"{float(first.control_events):.4f}{projected}"))
    own = Decimal(found.counts.reconvicted) / Decimal(found.counts.n)
    rows.append((f"The cohort's own rate{so_far}", _percent(own)))
    return pd.DataFrame(rows, columns=["Step", "Figure"])


def _adjustment(found: Ledger) -> str:
    """By which method the baseline moved, and how far."""
    first = found.cohort.baseline
    if first.method == "none":
        return METHODS["none"]
    projected = ", both rates projected" if found.second.is_baseline_given else ""
    moved = money.true_minus(f"{float(100 * (first.adjusted - first.rate)):+.4f}")
    return f"{METHODS[first.method]}{projected}: {moved} {words.PERCENTAGE_POINTS}"


def _percent(share) -> str:
    return words.per_cent(100 * float(share), 4)


def baseline_words(found: Ledger) -> str:
    """By whose word the adjustment stands, with the coefficients where a curve is written."""
    terms, first = found.terms, found.cohort.baseline
    if terms.adjustment is None or first is None:
        return ""
    said = f"Source of the adjustment: {plain(terms.adjustment.source)} ({mark(terms.adjustment.status)})."
    if first.method == "recalibration" and first.casemix is not None:
        model = first.casemix.model
        said += (
            f" The curve: log-odds = {model.intercept:.6f} + {model.slope:.6f} times the log-odds of the score; people "
            f"without a score {_percent(model.unknown_rate)}."
        )
    return said


def counts_table(found: Ledger) -> pd.DataFrame:
    """One row a count: those who count and what became of them, then those left out by reason.

    Where the people are made up and listed, the releases of the list stand beside them and both columns add up: somebody
    counts, or is left out, by one release, and the list has the others too. Else small numbers left out are hidden.
    """
    counts, counted_as = found.counts, found.terms.outcome.counted_as
    if found.is_volume:
        rows = [("Referrals in the window", words.whole(counts.n)), ("Started", words.whole(counts.starts))]
        return pd.DataFrame(rows, columns=["What", "Referrals"])
    rows = [
        ("**Counted**", f"**{words.whole(counts.n)}**"),
        ("of these followed up to the end", words.whole(counts.followed)),
        (f"of these {counted_as}", words.whole(counts.reconvicted)),
    ]
    if found.terms.outcome.has_frequency:
        rows.append(("reconviction events of theirs", words.whole(counts.events)))
    rows += [(f"Left out: {plain(reason)}", n) for reason, n in _left_out(found).items()]
    table = pd.DataFrame(rows, columns=["What", "People"])
    return table if found.episodes is None else _beside_the_list(found, table)


def _beside_the_list(found: Ledger, table: pd.DataFrame) -> pd.DataFrame:
    """The table of counts with the releases of the list, to which both columns add up."""
    out = found.episodes.loc[~found.episodes["is_in"], "reason"].value_counts()
    further = [reason for reason in out.index if reason not in found.counts.left_out]
    together = ("**Together**", f"**{words.whole(found.counts.n + sum(found.counts.left_out.values()))}**")
    more = [(f"Left out: {plain(reason)}", "0") for reason in further]
    whole = pd.concat([table, pd.DataFrame([*more, together], columns=table.columns)], ignore_index=True)
    releases = {f"Left out: {plain(reason)}": words.whole(n) for reason, n in out.items()}
    releases["**Counted**"] = f"**{words.whole(found.episodes['is_in'].sum())}**"
    releases["**Together**"] = f"**{words.whole(len(found.episodes))}**"
    return whole.assign(**{RELEASES: whole["What"].map(releases).fillna("")})


def bands_table(found: Ledger) -> pd.DataFrame | None:
    """One row a stretch of risk, joined as on Adjusted baseline: the control's people and events, and the cohort's people.

    None where there is no control that is followed up, or where few people of either group have no score: they would
    follow from the rest.
    """
    bands, counted_as = found.second.bands, found.terms.outcome.counted_as
    scored, unscored = ([b for b in bands if (b.risk_from is None) == is_out] for is_out in (False, True))
    if any(0 < n < SMALLEST_GROUP for b in unscored for n in (b.people, b.cohort_people)):
        return None
    spans = join_small([b.people for b in scored], [b.cohort_people for b in scored])
    if not spans:
        return None
    stretches = [(_stretch(scored[at]), _figures(scored[at])) for at in spans]
    stretches += [("no score", _figures(unscored))] if unscored else []
    hidden = hide_small([figures[0] for _, figures in stretches], [figures[1] for _, figures in stretches])
    rows = [
        (name, *([HIDDEN] * 4 if is_hidden else map(words.whole, figures)))
        for (name, figures), is_hidden in zip(stretches, hidden, strict=True)
    ]
    rows.append(("**Together**", *map(words.whole, _figures(bands))))
    heads = ("Control: people", f"Control: {counted_as}", "Control: events", "Cohort: people")
    return pd.DataFrame(rows, columns=["Risk, per cent", *heads])


def _figures(bands: Sequence[ControlBand]) -> tuple[int, ...]:
    return tuple(sum(getattr(b, what) for b in bands) for what in ("people", "reconvicted", "events", "cohort_people"))


def _stretch(bands: Sequence[ControlBand]) -> str:
    return f"{bands[0].risk_from} to under {bands[-1].risk_from + 5}"


def _left_out(found: Ledger) -> dict[str, str]:
    counts = dict(sorted(found.counts.left_out.items(), key=lambda item: (-item[1], item[0])))
    if found.episodes is not None:
        return {reason: words.whole(n) for reason, n in counts.items()}
    return hide_small_counts(counts)


def checks_table(found: Ledger) -> pd.DataFrame:
    """One row a figure by both computations; counts of people left out as the table of counts shows them."""
    hidden = _left_out(found)
    rows = []
    for check in found.checks:
        reason = check.what.removeprefix("Left out: ")
        first, second = (say.value(check, figure) for figure in (check.first, check.second))
        if check.what != reason and check.agrees:
            first = second = hidden.get(reason, first)
        rows.append((plain(check.what), first, second, AGREES if check.agrees else DIFFERS))
    return pd.DataFrame(rows, columns=["Figure", "First computation", "Second computation", "Agree"])
