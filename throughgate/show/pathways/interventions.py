"""The fourteen kinds of intervention on the Pathways page: offered, taken up, completed, rated helpful."""

from __future__ import annotations

import pandas as pd

from throughgate.methods.disclosure import SMALLEST_COUNT, SMALLEST_GROUP
from throughgate.methods.reconviction import Rate
from throughgate.service.needs import COMPLETED_DAYS, TAKEN_UP_DAYS, Intervention, Needs
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import Chart, wrap
from throughgate.show.pathways.dots import Dots, dot_figure, missing, spoken
from throughgate.show.shares import key_of, say, shown
from throughgate.show.tables import HIDDEN, hide_small_counts

NONE = "No referral to an intervention is recorded for this contract by this day."
TOO_FEW = f"Fewer than {SMALLEST_GROUP} releases have a referral by this day, so the interventions are hidden."
SUBTITLE = "Of offers, taken up; of starts, completed; of ratings, 4 or 5 of 5; by kind, with 95% intervals"
RULE = (
    f"Taken up counts offers made {TAKEN_UP_DAYS} days or more before the day of this view, and completed counts starts of "
    f"{COMPLETED_DAYS} days or more before it, so that people just referred do not count as refusing: both lengths are assumed. "
    "Ratings are the person's own, 1 not helpful to 5 very helpful, of those same starts; people who do not finish or do not "
    "rate may think otherwise. An end without a date does not count as completed."
)


def blocks(found: Needs, *, source: str) -> tuple[Block, ...]:
    """The block of the interventions; one of plain words where nothing, or hardly anything, was offered."""
    if found.offered.releases < SMALLEST_GROUP:
        text = TOO_FEW if found.offered.referrals else NONE
        return (Block("Interventions", "The fourteen kinds of intervention", "interventions", words=text),)
    kinds = sorted(found.interventions, key=lambda kind: -kind.referrals)
    heading, told = _heading(found), f"{_together(found)} {RULE}"
    chart = _chart(kinds)
    if not found.offered.taken_up.n:
        early = "Referrals to each kind of intervention, none of them old enough yet to say more"
        return (
            Block(heading, early, "interventions", table=chart.table, table_key=chart.key, words=told, source=source),
        )
    return (Block(heading, SUBTITLE, "interventions", chart, words=told + missing(chart), source=source),)


def _chart(kinds: list[Intervention]) -> Chart:
    offered = hide_small_counts({kind.name: kind.referrals for kind in kinds})
    people = hide_small_counts({kind.name: kind.people for kind in kinds})
    # Offers less people would say how few were referred to a kind twice.
    people |= {kind.name: HIDDEN for kind in kinds if 0 < kind.referrals - kind.people < SMALLEST_COUNT}
    taken_up, completed, helpful = (
        _of_shown(shown(of), offered)
        for of in zip(*((kind.taken_up, kind.completed, kind.helpful) for kind in kinds), strict=True)
    )
    series = (
        Dots("Taken up, of offers", taken_up, "offers"), Dots("Completed, of starts", completed, "starts"),
        Dots("Rated 4 or 5, of ratings", helpful, "ratings"),
    )  # fmt: skip
    table = pd.DataFrame(
        {"Intervention": [_label(kind.name) for kind in kinds], "Offered (referrals)": list(offered.values()), "To people": list(people.values())}
        | {dots.name: [say(rate) for rate in dots.rates] for dots in series}
        | {"Mean rating (1 to 5)": [_mean(kind, rate) for kind, rate in zip(kinds, helpful, strict=True)]}
    )  # fmt: skip
    figure = dot_figure(
        [f"{wrap(_label(kind.name))}<br>{spoken(offered[kind.name])} offered" for kind in kinds], series
    )
    said = "; ".join(
        f"{row.iloc[0]}: {spoken(row.iloc[1])} offered, {', '.join(f'{dots.name.lower()} {spoken(row[dots.name])}' for dots in series)}"
        for _, row in table.iterrows()
    )
    return Chart(figure, f"Each kind of intervention. {said}.", table, key_of(table))


def _of_shown(rates: tuple[Rate | None, ...], offered: dict[str, str]) -> tuple[Rate | None, ...]:
    """Nothing of a kind whose number of offers is hidden, since its n would tell it."""
    return tuple(None if cell == HIDDEN else rate for rate, cell in zip(rates, offered.values(), strict=True))


def _label(name: str) -> str:
    return name[:1].upper() + name[1:]


def _mean(kind: Intervention, helpful: Rate | None) -> str:
    if helpful is None:
        return HIDDEN
    mean = kind.mean_rating
    return "none yet" if mean is None else f"{mean:.2f}, n = {words.whole(helpful.n)}"


def _heading(found: Needs) -> str:
    [all_taken_up] = shown([found.offered.taken_up])
    if all_taken_up is None or not all_taken_up.n:
        return f"{words.whole(found.offered.referrals)} referrals to an intervention"
    return (
        f"{words.percent(all_taken_up.rate)} of {words.whole(all_taken_up.n)} offers of an intervention were taken up"
    )


def _together(found: Needs) -> str:
    """All kinds in one sentence, step by step."""
    everything = found.offered
    [taken_up], [completed], [helpful] = (
        shown([rate]) for rate in (everything.taken_up, everything.completed, everything.helpful)
    )
    reach = _reach(found)
    mean = "" if helpful is None or not helpful.n else f", mean {everything.mean_rating:.2f} of 5"
    return (
        f"{reach} Taken up: {say(taken_up, 'offers')}. Completed: {say(completed, 'starts')}. "
        f"Rated 4 or 5: {say(helpful, 'ratings')}{mean}."
    )


def _reach(found: Needs) -> str:
    """Releases with a referral; no number where all but 1 to 4 have one, which the page's discharges would tell."""
    referrals = f"{words.whole(found.offered.referrals)} in all"
    if 0 < found.releases - found.offered.releases < SMALLEST_COUNT:
        return f"Nearly all releases had a referral, {referrals}."
    return (
        f"{words.whole(found.offered.releases)} of {words.whole(found.releases)} releases had a referral, {referrals}."
    )
