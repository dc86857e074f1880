"""Contact by time since release, of people not yet and already reconvicted."""

from __future__ import annotations

import pandas as pd

from throughgate.fairness.support import Decay
from throughgate.fairness.support.contact import DAYS_EACH, Followed, Weeks
from throughgate.methods.disclosure import SMALLEST_COUNT, SMALLEST_GROUP
from throughgate.methods.fairness.decay import Ratio
from throughgate.methods.reconviction import binary_rate
from throughgate.show import words
from throughgate.show.charts import DARK_BLUE, DASHES, ORANGE, Chart, blank
from throughgate.show.fairness.dots import SYMBOLS, Dot, dots_figure
from throughgate.show.fairness.said import STANDING, TOO_FEW_RECONVICTED
from throughgate.show.shares import key_of, shown
from throughgate.show.tables import HIDDEN

BEFORE, AFTER = "Not yet reconvicted", "Already reconvicted"
TIMES = "Times as often"


def decay_sentence(found: Decay) -> str:
    """The ratio of contact after a first reconviction to that before it, in words."""
    state = STANDING[found.check.standing]
    if found.ratio is None:
        return f"Contact after a first reconviction: {state}, for {TOO_FEW_RECONVICTED}."
    ratio = found.ratio
    return (
        f"People already reconvicted were met {ratio.ratio:.2f} times as often (95% interval {ratio.low:.2f} to {ratio.high:.2f}) as "
        f"people of the same pathway not yet reconvicted, on the same day since release, among {words.people(found.people)} met "
        f"in the first four weeks, of whom {words.whole(found.reconvicted)} were reconvicted while followed: {state}."
    )


def decay_chart(found: Decay) -> Chart | None:
    """Kept contacts for each person in four weeks, by time since release; None where too few people can be shown."""
    if found.ratio is None:
        return None
    labels = [f"{weeks.first_week} to {weeks.first_week + 3}" for weeks in found.weeks]
    after = [_rate(weeks.contacts_after, weeks) for weeks in found.weeks]
    before = [_rate(weeks.expected, weeks) for weeks in found.weeks]
    figure = blank(height=380)
    figure.update_layout(margin_t=56, showlegend=True)
    for at, (name, rates, colour) in enumerate(((BEFORE, before, DARK_BLUE), (AFTER, after, ORANGE))):
        figure.add_scatter(
            x=labels, y=rates, name=name, mode="lines+markers", line={"color": colour, "width": 2.5, "dash": DASHES[at]},
            marker={"size": 8, "symbol": SYMBOLS[at]}, hoverinfo="text",
            hovertext=[f"{name}, weeks {label}: {_say(rate)}" for label, rate in zip(labels, rates, strict=True)],
        )  # fmt: skip
    figure.update_xaxes(title_text="Weeks since release", type="category", tickvals=labels[::3], automargin=True)
    figure.update_yaxes(title_text="Contacts each in four weeks", rangemode="tozero", nticks=6)
    table = pd.DataFrame(
        {
            "Weeks since release": labels,
            f"{BEFORE}: contacts each": [_say(rate) for rate in before],
            f"{AFTER}: contacts each": [_say(rate) for rate in after],
            f"{AFTER}: people, mean of the days": [_people(weeks) for weeks in found.weeks],
        }
    )
    alt = f"Kept contacts each in four weeks by weeks since release. {decay_sentence(found)} {_ends(labels, before, after)}".rstrip()
    return Chart(figure, alt, table, key_of(table))


def pathways_chart(found: Decay) -> Chart | None:
    """The ratio of contact on each pathway and on all; None where it cannot be told of all."""
    if found.ratio is None:
        return None
    parts = shown([binary_rate(group.people, group.reconvicted) for group in found.by_pathway])
    pairs = list(zip(found.by_pathway, parts, strict=True))
    rows = [_followed(group, is_hidden=part is None) for group, part in pairs]
    rows.append(("All pathways", words.whole(found.people), words.whole(found.reconvicted), _times(found.ratio)))
    ratios = [(_name(group), group.people, group.ratio) for group, part in pairs if part is not None]
    drawn = [
        Dot("", name, ratio.ratio, ratio.low, ratio.high, f"{name}: {_times(ratio)} times as often, n = {words.whole(people)}")
        for name, people, ratio in (*ratios, ("All pathways", found.people, found.ratio))
        if ratio is not None
    ]  # fmt: skip
    figure = dots_figure(drawn, [dot.group for dot in drawn], TIMES, lines=(1,))
    table = pd.DataFrame(rows, columns=["Pathway", "People", "Reconvicted while followed", f"{TIMES} (95% interval)"])
    alt = f"People already reconvicted against people not yet reconvicted. {'; '.join(dot.said for dot in drawn)}."
    return Chart(figure, alt, table, key_of(table))


def _followed(group: Followed, *, is_hidden: bool) -> tuple[str, str, str, str]:
    if is_hidden:
        return (_name(group), HIDDEN, HIDDEN, HIDDEN)
    return (_name(group), words.whole(group.people), words.whole(group.reconvicted), _times(group.ratio))


def _name(group: Followed) -> str:
    return f"Pathway {group.pathway}" if group.pathway else "No pathway"


def _times(ratio: Ratio | None) -> str:
    return "too few people" if ratio is None else f"{ratio.ratio:.2f} ({ratio.low:.2f} to {ratio.high:.2f})"


def _rate(contacts: float, weeks: Weeks) -> float | None:
    """Contacts for each person in four weeks; None of so few people or so few contacts that they might point to somebody."""
    few = min(weeks.days_before, weeks.days_after) < SMALLEST_GROUP * DAYS_EACH
    return None if few or 0 < weeks.contacts_after < SMALLEST_COUNT else contacts / weeks.days_after * DAYS_EACH


def _say(rate: float | None) -> str:
    return HIDDEN if rate is None else f"{rate:.2f}"


def _people(weeks: Weeks) -> str:
    """People already reconvicted on a day of these weeks, hidden where their contact is."""
    return HIDDEN if _rate(0, weeks) is None else words.whole(round(weeks.days_after / DAYS_EACH))


def _ends(labels: list[str], before: list[float | None], after: list[float | None]) -> str:
    """The first and the last weeks that are shown."""
    shown_at = [at for at, rate in enumerate(after) if rate is not None]
    return " ".join(
        f"Weeks {labels[at]}: {_say(before[at])} not yet, {_say(after[at])} already reconvicted."
        for at in dict.fromkeys((*shown_at[:1], *shown_at[-1:]))
    )
