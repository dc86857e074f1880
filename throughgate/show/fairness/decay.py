"""Contact by time since release, of people not yet and already reconvicted."""

from __future__ import annotations

import pandas as pd

from throughgate.fairness.support import Decay
from throughgate.fairness.support.contact import DAYS_EACH, Weeks
from throughgate.methods.disclosure import SMALLEST_COUNT, SMALLEST_GROUP
from throughgate.show import words
from throughgate.show.charts import DARK_BLUE, DASHES, ORANGE, Chart, blank
from throughgate.show.fairness.dots import SYMBOLS
from throughgate.show.fairness.said import STANDING, TOO_FEW
from throughgate.show.tables import HIDDEN, HIDDEN_KEY

BEFORE, AFTER = "Not yet reconvicted", "Already reconvicted"


def decay_sentence(found: Decay) -> str:
    """The ratio of contact after a first reconviction to that before it, in words."""
    state = STANDING[found.check.standing]
    if found.ratio is None:
        return f"Contact after a first reconviction: {state}, for {TOO_FEW}."
    ratio = found.ratio
    return (
        f"People already reconvicted were met {ratio.ratio:.2f} times as often (95% interval {ratio.low:.2f} to {ratio.high:.2f}) as "
        f"people not yet reconvicted on the same day since release, among {words.people(found.people)} met in the first four "
        f"weeks, of whom {words.whole(found.reconvicted)} were reconvicted while followed: {state}."
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
    alt = f"Kept contacts each in four weeks by weeks since release. {decay_sentence(found)} {_ends(labels, before, after)}"
    return Chart(figure, alt, table, HIDDEN_KEY if (table == HIDDEN).any(axis=None) else "")


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
    parts = [
        f"Weeks {labels[at]}: {_say(before[at])} not yet, {_say(after[at])} already reconvicted." for at in (0, -1)
    ]
    return " ".join(parts)
