"""Offences just before and after the first anniversary of discharge: chart, table and words."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from throughgate.fairness.definitions import Anniversary
from throughgate.methods.disclosure import SMALLEST_COUNT, SMALLEST_GROUP, is_small
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import DARK_BLUE, INK, Chart, blank
from throughgate.show.fairness.tests_said import COUNTS_HIDDEN, said
from throughgate.show.tables import HIDDEN, HIDDEN_KEY

TIMING = "Offences just before and after twelve months"


def timing_block(anniversaries: Sequence[Anniversary], source: str) -> Block | None:
    """Offences by week of all cohorts together, and what each cohort says; None where nobody has been followed."""
    weeks: dict[int, int] = {}
    for each in anniversaries:
        for week, events in each.weeks:
            weeks[week] = weeks.get(week, 0) + events
    people = sum(each.people for each in anniversaries)
    if people < SMALLEST_GROUP or not any(weeks.values()):
        return None
    each_cohort = "\n".join(f"- **{each.cohort.name}**: {timing_words(each)}" for each in anniversaries)
    rule = (
        "An offence counts where its conviction was reached and recorded within 183 days, so that both sides are recorded alike. "
        "Offending falls with time, so fewer are expected after than before; even odds are taken, which never finds too many "
        "for nothing. Unusual where chance alone would show as many in fewer than 1 of 1,000."
    )
    subtitle = f"Offences that led to a conviction, by week from the first anniversary of discharge; n = {words.whole(people)} people"
    return Block(
        TIMING,
        subtitle,
        "anniversary",
        timing_chart(weeks, people),
        words=f"{each_cohort}\n\n{rule}",
        source=source,
        is_part=True,
    )


def timing_words(each: Anniversary) -> str:
    """What a cohort says, with n."""
    n = each.before + each.after
    if each.p is None:
        return f"{words.CANNOT_TELL.capitalize()}: too few people have been followed past it for long enough."
    if is_small(n, each.after):
        return said(each.check.standing, COUNTS_HIDDEN)
    return said(
        each.check.standing,
        f"of n = {words.whole(each.people)} people, {words.whole(each.after)} had more offences in the 28 days from it and "
        f"{words.whole(each.before)} more in the 28 days before (chance of so many after, at even odds: {_chance(each.p)}).",
    )


def _chance(p: float) -> str:
    return "less than 0.1%" if p < 0.001 else words.percent(p)


def timing_chart(weeks: dict[int, int], people: int) -> Chart:
    """A bar for each week, with the anniversary marked; counts of 1 to 4 are left out of it."""
    counts = {week: HIDDEN if 0 < events < SMALLEST_COUNT else words.whole(events) for week, events in weeks.items()}
    figure = blank(height=340)
    shown = [week for week in weeks if counts[week] != HIDDEN]
    figure.add_bar(
        x=[week + 0.5 for week in shown], y=[weeks[week] for week in shown], marker={"color": DARK_BLUE}, hoverinfo="text",
        hovertext=[f"{_week(week)}: {counts[week]} offences" for week in shown],
    )  # fmt: skip
    figure.add_vline(x=0, line={"color": INK, "width": 2, "dash": "dash"})
    figure.add_annotation(
        x=0.1, y=1, yref="paper", yanchor="bottom", xanchor="center", text="First anniversary", showarrow=False,
        font={"size": 14, "color": INK},
    )  # fmt: skip
    figure.update_layout(bargap=0.15)
    figure.update_xaxes(title_text="Weeks from the anniversary", range=[-8.2, 8.2], tickvals=[-8, -4, 0, 4, 8])
    figure.update_yaxes(rangemode="tozero", nticks=5, title_text="Offences")
    table = pd.DataFrame({"Week": [_week(week) for week in weeks], "Offences": list(counts.values())})
    alt = (
        f"Offences by week around the first anniversary of discharge, n = {words.whole(people)} people: "
        f"{'; '.join(f'{_week(week).lower()} {counts[week]}' for week in weeks)}."
    )
    return Chart(figure, alt, table, HIDDEN_KEY if HIDDEN in counts.values() else "")


def _week(week: int) -> str:
    return f"Week {week + 1} after" if week >= 0 else f"Week {-week} before"
