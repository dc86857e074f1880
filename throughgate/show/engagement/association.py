"""Reconviction by engagement, raw and adjusted for OGRS, with the warning that people choose to engage."""

from __future__ import annotations

import pandas as pd

from throughgate.methods.change import Change
from throughgate.methods.disclosure import SMALLEST_COUNT, is_small
from throughgate.methods.engagement import Association
from throughgate.service.engagement import Band, Engagement
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import DARK_BLUE, GREY, INK, Chart, blank, padded, wrap
from throughgate.show.money import true_minus
from throughgate.show.shares import key_of, say, shown

EARLY = "met in the first four weeks"
RAW, ADJUSTED = "As counted", "At the same OGRS"
METHOD = (
    "At the same OGRS: a logistic regression of reconviction on the logit of OGRS and on whether the person was met, averaged over everybody (delta-method "
    "interval). Four weeks (assumed) so that somebody locked up again later in the year is not counted among those who did not engage on that account; "
    "somebody back in custody within them still may be."
)


def may_show(found: Engagement) -> Association | None:
    """The association, where each of its two groups is large enough to be shown."""
    of = found.association if found.has_contacts else None
    if of is None or any(is_small(rate.n, rate.reconvicted) for rate in (of.engaged, of.others)):
        return None
    return of


def blocks(found: Engagement, *, source: str) -> list[Block]:
    """The two differences with the warning, and reconviction within OGRS bands; words alone where it is too early."""
    if not found.has_contacts:
        return []
    of = may_show(found)
    heading = "Are people who engage reconvicted less often?"
    if of is None:
        return [Block(heading=heading, subtitle=NOT_YET, key="association")]
    made = [
        Block(
            heading=heading, subtitle=f"Reconviction of people {EARLY} less that of the others, in {words.PERCENTAGE_POINTS}", key="association",
            chart=difference_chart(of), words=f"{warning(of, found.not_scored)}\n\n{METHOD}", source=source,
        )
    ]  # fmt: skip
    table = band_table(found.bands)
    if len(table):
        made.append(
            Block(
                heading="Within bands of OGRS", subtitle=f"Reconvicted (95% interval) among people {EARLY}, and among the others; follow-up complete",
                key="association-bands", table=table, table_key=key_of(table), source=source, is_part=True,
            )
        )  # fmt: skip
    return made


NOT_YET = "Too few people with a known OGRS have complete follow-up for a comparison that may be shown."


def difference_chart(of: Association) -> Chart:
    """Raw and adjusted difference, each a dot with its interval, and nought."""
    rows = [(RAW, of.raw, GREY, "diamond")] + [(ADJUSTED, of.adjusted, DARK_BLUE, "circle")] * (of.adjusted is not None)
    figure = blank(height=90 + 90 * len(rows))
    figure.update_layout(margin_t=8)
    for name, change, colour, symbol in rows:
        label = wrap(name, 12)
        figure.add_scatter(
            x=[change.low, change.high],
            y=[label, label],
            mode="lines",
            line={"color": colour, "width": 3},
            hoverinfo="skip",
        )
        figure.add_scatter(
            x=[change.points], y=[label], mode="markers", marker={"color": colour, "size": 13, "symbol": symbol}, hovertext=f"{name}<br>{said(change)}", hoverinfo="text",
        )  # fmt: skip
        figure.add_annotation(
            x=change.points, y=label, yshift=19, text=words.short_signed(change.points), font={"size": 15, "color": INK}, showarrow=False, bgcolor="white", borderpad=1,
        )  # fmt: skip
    figure.add_vline(x=0, line={"color": INK, "width": 1.5, "dash": "dash"}, layer="below")
    ends = [end for _, change, _, _ in rows for end in (change.low, change.high)]
    figure.update_xaxes(
        range=padded(min([*ends, 0]), max([*ends, 0]), floor=None),
        ticksuffix=" pp",
        nticks=5,
        title_text=f"Difference, {words.PERCENTAGE_POINTS}",
    )
    figure.update_yaxes(range=[len(rows) - 0.4, -0.6], showgrid=False, type="category")
    alt = f"Reconviction of people {EARLY} less that of the others. {' '.join(f'{name}: {said(change)}.' for name, change, _, _ in rows)} {_who(of)}"
    return Chart(figure, alt, difference_table(of))


def said(change: Change) -> str:
    """A change in words with its interval: 7.9 percentage points lower (95% interval 3.4 to 12.4 lower)."""
    return f"{words.points(change.points)} (95% interval {words.points_range(change)})"


def difference_table(of: Association) -> pd.DataFrame:
    """What the two groups are, and how they differ."""
    rows = [
        (f"Reconvicted, {EARLY}", say(of.engaged)),
        ("Reconvicted, the others", say(of.others)),
        (f"Difference, {RAW.lower()}", said(of.raw)),
        (
            f"Difference, {ADJUSTED[:1].lower()}{ADJUSTED[1:]}",
            "cannot be worked out" if of.adjusted is None else said(of.adjusted),
        ),
        (f"Mean OGRS, {EARLY}", words.per_cent(of.mean_ogrs[0])),
        ("Mean OGRS, the others", words.per_cent(of.mean_ogrs[1])),
        ("Gap in mean OGRS", _said_gap(of)),
        (
            "Gap in standard deviations",
            "none" if of.standardised_gap is None else true_minus(f"{of.standardised_gap:.2f}"),
        ),
    ]
    return pd.DataFrame(rows, columns=["What", "Figure"])


def warning(of: Association, not_scored: int) -> str:
    """That people choose to engage, how unlike they were before, and what the adjustment leaves open."""
    left = f" {words.people(not_scored)} without an OGRS are left out." if not_scored >= SMALLEST_COUNT else ""
    size = f"{abs(of.gap.points):.1f}"
    effect = f"a gap of {size} OGRS points by itself looks like an effect of about {words.percentage_points(of.gap.points)} where there is none"
    return f"**This is not an effect of the service.** Engaging is voluntary. {_gap_words(of)}; {effect}. {_left_words(of)} {_who(of)}{left}"


def _gap_words(of: Association) -> str:
    risk = {"lower": "had a lower risk already", "higher": "had a higher risk already"}.get(words.verdict(of.gap))
    means = f"mean OGRS {words.per_cent(of.mean_ogrs[0])} against {words.per_cent(of.mean_ogrs[1])}, {_said_gap(of)}"
    return (
        f"People {EARLY} {risk}: {means}"
        if risk
        else f"Whether people {EARLY} had another risk already cannot be told: {means}"
    )


def _said_gap(of: Association) -> str:
    side = "lower" if of.gap.points < 0 else "higher"
    return f"{abs(of.gap.points):.1f} OGRS points {side} (95% interval {words.points_range(of.gap)})"


def _left_words(of: Association) -> str:
    if of.adjusted is None:
        return "A difference at the same OGRS cannot be worked out from these people."
    verdict = words.verdict(of.adjusted)
    finding = "it cannot be told from none" if verdict.startswith("not") else f"{verdict} than chance alone explains"
    return (
        f"The difference as counted is {said(of.raw)}; at the same OGRS it is {said(of.adjusted)}: {finding}. This is adjusted for OGRS only; what else differs "
        "between those who engage and those who do not (housing, family, wanting to stop) is not known here."
    )


def _who(of: Association) -> str:
    return f"n = {words.whole(of.engaged.n)} {EARLY} and {words.whole(of.others.n)} others, follow-up complete."


def band_table(bands: tuple[Band, ...]) -> pd.DataFrame:
    """Reconviction within each OGRS band; where a cell is hidden its neighbour is too, so that no band's total gives it away."""
    sides = [shown([getattr(band, side) for band in bands]) for side in ("engaged", "others")]
    rows = [
        (band.name, *((say(None), say(None)) if None in pair else tuple(say(share) for share in pair)))
        for band, *pair in zip(bands, *sides, strict=True)
    ]
    return pd.DataFrame(rows, columns=["OGRS band", EARLY.capitalize(), "The others"])
