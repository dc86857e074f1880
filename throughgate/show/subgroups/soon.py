"""How soon: curves of the groups whose curve may be shown, at half years, the log-rank test, and Cox regression on request."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import logit

from throughgate.gate import FACTORS, step_ends, step_of
from throughgate.methods.cox import CoxFit, fit_cox, indicators
from throughgate.methods.disclosure import is_small
from throughgate.methods.reconviction import Rate, binary_rate
from throughgate.methods.survival import LogRank, log_rank
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import COLOURS, DASHES, Chart, blank
from throughgate.show.fairness.dots import SYMBOLS
from throughgate.show.group_names import name_of
from throughgate.show.subgroups.seen import Seen
from throughgate.show.three_way import is_clear
from throughgate.subgroups import GroupDays

COX = "Cox regression of time to the first reconviction"
COX_CAVEAT = (
    "A hazard ratio above 1 is sooner and more often reconvicted than the group compared with, at the same OGRS. It rests on proportional hazards: "
    "that the ratio is the same soon after release and a year later, which these data may not bear out. Exploratory, like all of this page."
)
NO_NUMBERS = "People with an OGRS score; a few of the groups have none and are left out."
TOO_FEW = "Of no group may a curve be shown: too few people were reconvicted in a half year, or an earlier answer keeps it back."


def compared(days: Sequence[GroupDays]) -> LogRank:
    """The log-rank test over the groups whose curve may be shown, by day; of one group there is none."""
    if len(days) < 2:
        return LogRank(None, 0, None)
    return log_rank([(of.day, of.reconvicted, of.n - of.reconvicted) for of in days])


def block(seen: Seen, days: Sequence[GroupDays], *, source: str) -> Block:
    """Curves of the four groups with most people reconvicted of those whose curve may be shown, and the test over all of these."""
    drawn = sorted(days, key=lambda of: -int(of.reconvicted.sum()))[: len(COLOURS)]
    months = seen.groups.terms.outcome.conviction_months
    said = f"{compared_words(compared(days), len(days))}{_left_out(seen, days)}"
    heading = "How soon are people of each group reconvicted?"
    if not days:
        because = seen.groups.because
        return Block(heading=heading, subtitle=TOO_FEW, key="soon", words=f"Kept back: {because}." if because else "")
    more = (
        f" Curves are drawn of the {len(drawn)} groups with most people reconvicted." if len(drawn) < len(days) else ""
    )
    return Block(
        heading=heading, subtitle="Share reconvicted by months since discharge, with 95% intervals", key="soon", chart=_chart(seen, drawn, step_ends(months)),
        words=f"{said}{more} Curves stand at half years, the same for every group.", source=source,
    )  # fmt: skip


def _left_out(seen: Seen, days: Sequence[GroupDays]) -> str:
    """The groups shown whose curve may not be, by name: that is no secret."""
    by = seen.groups.question.by
    left = [name_of(by, group.values) for group in seen.groups.shown if group.values not in {of.values for of in days}]
    return f" Too few people of a half year, or an earlier answer, keep out: {', '.join(left)}." if left else ""


def _upto(of: GroupDays, months: int) -> list[int]:
    """People reconvicted by the end of each step; by the last one everybody who was."""
    by_step = np.bincount(step_of(of.day, months), of.reconvicted, len(step_ends(months)))
    return by_step.cumsum().astype(int).tolist()


def compared_words(test: LogRank, groups: int) -> str:
    """What the log-rank test says."""
    if test.p is None:
        return "The groups cannot be compared by the log-rank test."
    says = (
        "at different speeds, more than chance explains" if is_clear(test.p) else "with no evidence of different speeds"
    )
    return f"Log-rank over {groups} groups: chi-square {test.chi_square:.2f} on {test.df} df, {words.equals('p', test.p)}: {says}. It does not allow for OGRS scores."


def _chart(seen: Seen, days: Sequence[GroupDays], ends: Sequence[int]) -> Chart:
    months = seen.groups.terms.outcome.conviction_months
    names = [name_of(seen.groups.question.by, of.values) for of in days]
    rates = [[binary_rate(int(of.n.sum()), count) for count in _upto(of, months)] for of in days]
    figure = blank(height=420)
    figure.update_layout(margin_t=34 + 26 * len(days), showlegend=True)
    figure.update_layout(legend={"orientation": "v"})
    for at, (name, found) in enumerate(zip(names, rates, strict=True)):
        _add_curve(figure, f"{name}, n = {words.whole(found[0].n)}", found, ends, at)
    figure.update_xaxes(title_text="Months since discharge", range=[0, months + 0.5], tickvals=[0, *ends])
    figure.update_yaxes(ticksuffix="%", rangemode="tozero", nticks=6)
    told = "; ".join(
        f"{name}: {words.rate(found[-1])} after {ends[-1]} months, n = {words.whole(found[-1].n)}"
        for name, found in zip(names, rates, strict=True)
    )
    table = pd.DataFrame(
        {"Months since discharge": [str(end) for end in ends]}
        | {name: [words.rate(rate) for rate in found] for name, found in zip(names, rates, strict=True)}
    )
    return Chart(figure, f"Cumulative share reconvicted by months since discharge. {told}.", table)


def _add_curve(figure, name: str, found: Sequence[Rate], ends: Sequence[int], at: int) -> None:
    share = [100 * rate.rate for rate in found]
    arms = {
        "array": [100 * (rate.high - rate.rate) for rate in found],
        "arrayminus": [100 * (rate.rate - rate.low) for rate in found],
    }
    figure.add_scatter(
        x=[0, *ends], y=[0, *share], mode="lines+markers", name=name, line={"color": COLOURS[at], "width": 2.5, "dash": DASHES[at]},
        marker={"symbol": SYMBOLS[at], "size": 9}, error_y={"color": COLOURS[at], "thickness": 1.2, "width": 3, "array": [0, *arms["array"]], "arrayminus": [0, *arms["arrayminus"]]},
        hoverinfo="text", hovertext=[f"{name}, at discharge", *(f"{name}<br>{end} months: {words.rate(rate)}" for end, rate in zip(ends, found, strict=True))],
    )  # fmt: skip


def cox_block(seen: Seen, days: Sequence[GroupDays], *, source: str) -> Block:
    """Hazard ratios of each factor's groups at the same OGRS; why not where they cannot be had."""
    try:
        fitted = fit(seen, days)
    except ValueError as fault:
        return Block(heading=COX, subtitle=f"It cannot be fitted: {fault}.", key="cox")
    rows = [
        (name, f"{ratio:.2f} ({low:.2f} to {high:.2f})", words.p_value(float(p)))
        for name, ratio, low, high, p in zip(fitted.names, fitted.ratio, fitted.low, fitted.high, fitted.p, strict=True)
    ]
    compared = "; ".join(f"{FACTORS[factor]}: {largest}" for factor, largest in _largest(seen, days).items())
    return Block(
        heading=COX, subtitle=f"{_of_whom(fitted, days)} Compared with: {compared}", key="cox",
        table=pd.DataFrame(rows, columns=["Covariate", "Hazard ratio (95% interval)", "p"]), words=COX_CAVEAT, source=source,
    )  # fmt: skip


def _of_whom(fitted: CoxFit, days: Sequence[GroupDays]) -> str:
    """How many people the fit is of; not where they, taken from those shown, would tell of a few people without a score."""
    left, again = (int(sum(getattr(of, name).sum() for of in days)) for name in ("n", "reconvicted"))
    if is_small(left - fitted.n, again - fitted.events):
        return NO_NUMBERS
    return f"n = {words.whole(fitted.n)} people with an OGRS score, {words.whole(fitted.events)} reconvicted."


def fit(seen: Seen, days: Sequence[GroupDays]) -> CoxFit:
    """Cox regression on each factor's groups and the logit of OGRS; people without an OGRS are left out."""
    if len(days) < 2:
        raise ValueError("fewer than two groups may be told of by time")
    names: list[str] = ["Logit of OGRS"]
    risk = np.concatenate([of.risk for of in days])
    columns = [logit(risk)[:, None]]
    for place, (factor, largest) in enumerate(_largest(seen, days).items()):
        values = np.concatenate([[name_of([factor], [of.values[place]])] * of.day.size for of in days])
        told, columns_of = indicators(FACTORS[factor], list(values), against=largest)
        names += told
        columns.append(columns_of)
    x, day = np.hstack(columns), np.concatenate([of.day for of in days])
    again = np.concatenate([of.reconvicted for of in days])
    free = np.concatenate([of.n for of in days]) - again
    has_score = ~np.isnan(risk)
    twice = np.concatenate([has_score, has_score])
    people = np.concatenate([again, free])
    used = twice & (people > 0)
    is_event = np.repeat([1, 0], day.size)
    return fit_cox(names, np.vstack([x, x])[used], np.concatenate([day, day])[used], is_event[used], people[used])


def _largest(seen: Seen, days: Sequence[GroupDays]) -> dict[str, str]:
    """For each factor its group with most people, which the others are compared with."""
    found = {}
    for place, factor in enumerate(seen.groups.question.by):
        people: dict[str, int] = {}
        for of in days:
            scored = int(of.n[~np.isnan(of.risk)].sum())
            people[of.values[place]] = people.get(of.values[place], 0) + scored
        found[factor] = name_of([factor], [max(people, key=lambda value: people[value])])
    return found
