"""All dimensions at one look: boxes, the table of dimensions, and which groups differ by more than chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from throughgate.gate import ALL, Allowed, Question
from throughgate.results import ContractData
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.equity import forest, said
from throughgate.show.group_names import value_name
from throughgate.show.three_way import SELDOM_CHANCE, three_way
from throughgate.subgroups import Groups
from throughgate.subgroups.equity import DIMENSIONS, Dimension, everybody

Answers = Mapping[str, Groups | str]
"""By factor the groups that may be shown, or in words why nothing is."""

METHOD = (
    "Each group's share of people reconvicted is set against what its people's OGRS scores lead one to expect; only people whose follow-up is complete "
    "are counted. The scores do not hold everything in which groups differ, and people without a score are taken as such people were before."
)
NOT_ASKED = (
    "What is shown of groups is remembered, so that no later answer gives a few people away; what is asked for here may keep something else from being "
    "shown. On this day and of these people nothing is asked until you press Show."
)
WAITING = "Equity of outcome: press Show to compare the groups"
VOLUME = "This contract is paid by volume, and nobody's reconviction is counted, so outcomes cannot be compared here. Choose another contract."


def scopes(contract: ContractData) -> dict[str, str]:
    """Whose groups can be looked at, by name in links: all cohorts first, then each."""
    own = {cohort.id: cohort.name for cohort in contract.terms.paid_on}
    return ({ALL: "All cohorts together"} if len(own) > 1 else {}) | own


def questions(contract: ContractData, as_at: date, scope: str) -> tuple[Question, ...]:
    """One question a dimension; none of gender where the contract counts one sex alone."""
    factors = [f for f in DIMENSIONS if f != "sex" or contract.terms.eligibility.sex is None]
    return tuple(Question(contract.terms.id, as_at, scope, (factor,)) for factor in factors)


def refused(answers: Mapping[str, Allowed | str]) -> dict[str, str]:
    """The dimensions of which nothing is shown, with the reason."""
    return {factor: answer for factor, answer in answers.items() if isinstance(answer, str)}


def title(dimensions: Sequence[Dimension]) -> str:
    """The finding in a sentence."""
    if not said.pairs(dimensions):
        return "Nothing can be said yet about equity of outcome"
    apart = [DIMENSIONS[d.factor].rpartition(": ")[2].lower() for d in dimensions if said.is_apart(d)]
    clear = _counted(dimensions)[1]
    if not apart and not clear:
        return "No difference in outcome between groups can be told from chance"
    if not apart:
        lie = "1 group lies" if clear == 1 else f"{clear} groups lie"
        return f"No difference between groups can be told from chance, though {lie} away from what is expected"
    *first, last = apart
    return f"Outcomes differ between groups by {', '.join(first) + ' and ' if first else ''}{last} by more than chance"


def lead(dimensions: Sequence[Dimension], reasons: Mapping[str, str]) -> str:
    """The warning, the clearest group in three-way words, and how groups are compared; else why there are none."""
    if not said.pairs(dimensions):
        return next(iter(reasons.values()), said.nothing_to_compare(dimensions[0]) if dimensions else "")
    return f"{said.EXPLORATORY}\n\n{said.clearest(dimensions)}\n\n{METHOD}"


def boxes(dimensions: Sequence[Dimension]) -> list[tuple[str, str, str]]:
    """People, groups, how many stand out, and the dimension whose groups lie furthest apart."""
    groups, clear = _counted(dimensions)
    if groups == 0:
        return []
    of = dimensions[0].groups
    made = [
        ("People compared", words.whole(of.total.people), f"Follow-up complete, of {words.people(of.everybody)} in these cohorts"),
        ("Groups compared", words.whole(groups), "Of all dimensions; one person is in a group of each"),
        ("Away from expected", words.whole(clear), "Groups with q of 0.05 or less, over all groups"),
    ]  # fmt: skip
    apart = [(d.comparison.spread, d) for d in dimensions if d.comparison and d.comparison.spread]
    if apart:
        spread, dimension = max(apart, key=lambda pair: pair[0].sd_points)
        note = f"{DIMENSIONS[dimension.factor]}; standard deviation beyond chance, {words.equals('q', dimension.spread_q or 0)}"
        made.append(("Furthest apart", words.short_gap(spread.sd_points), note))
    return made


def _counted(dimensions: Sequence[Dimension]) -> tuple[int, int]:
    found = said.pairs(dimensions)
    return len(found), sum(said.is_more_than_chance(effect) for _, _, effect in found)


def blocks(contract: ContractData, dimensions: Sequence[Dimension], *, source: str) -> list[Block]:
    """The table of dimensions, and the groups that stand out in three-way words."""
    if not said.pairs(dimensions):
        return []
    return [
        Block(
            heading="Which groups lie apart, and which lie away from what is expected", key="equity-overview", table=dimension_table(contract, dimensions),
            subtitle="Each dimension: how far its groups lie apart beyond chance, and whether they changed differently since the people compared with",
            words=_standing_out(dimensions), source=source,
        )
    ]  # fmt: skip


def dimension_table(contract: ContractData, dimensions: Sequence[Dimension]) -> pd.DataFrame:
    """One row a dimension: groups shown and hidden, spread with its test, interaction test, and who stands out."""
    rows = [_row(dimension) for dimension in dimensions]
    if said.one_sex(contract):
        rows.insert(0, (DIMENSIONS["sex"], "1", *["nothing to compare"] * 3))
    columns = [
        "Dimension",
        "Groups shown",
        "Spread beyond chance (test)",
        "Changed differently (test)",
        "Groups away from expected",
    ]
    return pd.DataFrame(rows, columns=columns)


def _row(dimension: Dimension) -> tuple[str, str, str, str, str]:
    kept = len(dimension.groups.hidden) + len(dimension.groups.withheld)
    shown = f"{len(dimension.shown)}" + (f", {kept} not shown" if kept else "")
    if dimension.comparison is None:
        return DIMENSIONS[dimension.factor], shown, *["nothing to compare"] * 3
    spread, test = dimension.comparison.spread, dimension.interaction
    clear = [
        value_name(dimension.factor, value) for _, value, e in said.pairs([dimension]) if said.is_more_than_chance(e)
    ]
    return (
        DIMENSIONS[dimension.factor], shown,
        f"{spread.sd_points:.1f} points ({words.equals('q', dimension.spread_q or 0)})" if spread else "cannot be tested",
        f"p = {words.rough_p(test.p)}".replace("= <", "<") if test else "cannot be tested", ", ".join(clear) or "none",
    )  # fmt: skip


def _standing_out(dimensions: Sequence[Dimension]) -> str:
    clear = [one for one in said.pairs(dimensions) if said.is_more_than_chance(one[2])]
    groups = len(said.pairs(dimensions))
    if not clear:
        apart = " Groups of a dimension may differ as a whole though none of them can be singled out." * any(
            map(said.is_apart, dimensions)
        )
        return f"No group stands out once it is counted how many were looked at.{apart} That does not show that outcomes are equal: small groups can hide large differences."
    clear.sort(key=lambda one: one[2].p)
    listed = "\n".join(
        f"- {three_way(said.per_hundred(*one)).removesuffix(SELDOM_CHANCE).strip().removesuffix('.')} ({words.equals('q', one[2].q)})."
        for one in clear
    )
    return f"{len(clear)} of {groups} groups lie{'s' * (len(clear) == 1)} away from what is expected of them by more than chance. {_together(dimensions[0])}\n\n{listed}"


def _together(dimension: Dimension) -> str:
    all_of = everybody(dimension)
    return (
        f"That by itself is no inequality: everybody's rate together is {words.against(all_of.points, 'expected')} (95% interval {words.points_range(all_of)}), and the "
        "larger a group the sooner such a difference shows. Whether groups differ from each other is what the spread tells."
    )


def dimension_blocks(
    contract: ContractData, dimensions: Sequence[Dimension], reasons: Mapping[str, str], *, source: str
) -> list[Block]:
    """Every dimension in its order: its forest, or in its place why nothing is shown."""
    made = {block.key: block for block in forest.blocks(dimensions, source=source)}
    told = dict(reasons) | ({"sex": said.one_sex(contract)} if said.one_sex(contract) else {})
    for factor, why in told.items():
        made[f"equity-{factor}"] = Block(heading=DIMENSIONS[factor], subtitle=why, key=f"equity-{factor}", is_part=True)
    return [made[f"equity-{factor}"] for factor in DIMENSIONS if f"equity-{factor}" in made]
