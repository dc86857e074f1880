"""Names of dimensions and groups, and the words that say what a comparison tells."""

from __future__ import annotations

from collections.abc import Sequence

from throughgate.methods.disclosure import UNRELIABLE_BELOW
from throughgate.methods.subgroups import GroupEffect
from throughgate.results import NOT_KNOWN, ContractData
from throughgate.show import words
from throughgate.show.corrected import corrected
from throughgate.show.group_names import value_name
from throughgate.show.three_way import SELDOM_CHANCE, PerHundred, is_clear
from throughgate.subgroups.equity import DIMENSIONS, Dimension

SEXES = {"M": "men", "F": "women"}
EXPLORATORY = (
    "**Exploratory.** Many groups are looked at, so some stand out by chance alone. Nothing here is an effect of the service, and no "
    "contract pays by it."
)


def people_of(factor: str, value: str) -> str:
    """A group within a sentence: people aged 21 to 24."""
    if value == NOT_KNOWN:
        return f"people whose {DIMENSIONS[factor].rpartition(': ')[2].lower()} is not known"
    patterns = {
        "sex": SEXES.get(value, value), "age-band": f"people aged {value}", "ethnicity": f"people of ethnicity {value}",
        "release-area": f"people released to {value}", "local": "people released locally" if value == "local" else "people released elsewhere",
        "sentence-length": f"people with a sentence of {value}", "offence-group": f"people with the offence group {value}",
    }  # fmt: skip
    return patterns[factor]


def against(dimension: Dimension) -> str:
    """What a group is set against, to follow "fewer than"."""
    of = words.in_sentence(dimension.groups.reference_name)
    return f"people with the same OGRS scores {f'in {of}' if of else 'in these cohorts'} lead one to expect"


def per_hundred(dimension: Dimension, value: str, effect: GroupEffect) -> PerHundred:
    """A group's difference as the three-way wording takes it."""
    return PerHundred(
        effect.points, effect.low, effect.high, effect.p, effect.rate.n, effect.people_needed,
        people_of(dimension.factor, value), against(dimension),
    )  # fmt: skip


def pairs(dimensions: Sequence[Dimension]) -> list[tuple[Dimension, str, GroupEffect]]:
    """Every group compared, with its dimension and its value."""
    return [
        (dimension, group.values[0], effect)
        for dimension in dimensions
        for group, effect in zip(dimension.shown, dimension.effects, strict=bool(dimension.effects))
    ]


def is_more_than_chance(effect: GroupEffect) -> bool:
    """Whether it stands out after correction for all the groups looked at."""
    return is_clear(effect.q)


def is_apart(dimension: Dimension) -> bool:
    """Whether its groups lie further apart than chance, after correction for the dimensions looked at."""
    return dimension.spread_q is not None and is_clear(dimension.spread_q)


def spread_words(dimension: Dimension) -> str:
    """How far the groups lie apart beyond chance, with its test, to begin a sentence."""
    spread = dimension.comparison.spread if dimension.comparison else None
    if spread is None or dimension.spread_q is None:
        return "How far the groups lie apart beyond chance cannot be worked out"
    test = f"standard deviation beyond chance {words.percentage_points(spread.sd_points)}, {words.equals('q', dimension.spread_q)} over the dimensions"
    if not is_apart(dimension):
        return f"It cannot be told that the groups lie further apart than chance would put them ({test})"
    return f"The groups lie further apart than chance would put them ({test})"


def changed_words(dimension: Dimension) -> str:
    """Whether the change since the compared people differs between groups, to end the sentence."""
    test, since = dimension.interaction, words.in_sentence(dimension.groups.reference_name)
    if test is None:
        return "whether one changed more than another cannot be tested"
    p = f"p {words.rough_p(test.p)}" if test.p < 0.01 else f"p = {words.rough_p(test.p)}"
    if not is_clear(test.p):
        return f"it cannot be told that one changed more than another since {since} ({p})"
    return f"some changed more than others since {since} ({p})"


def dimension_words(dimension: Dimension) -> str:
    """What a dimension tells, in one sentence."""
    return f"{spread_words(dimension)}, and {changed_words(dimension)}."


def hidden_words(dimension: Dimension) -> str:
    """Which groups may not be shown, and why; empty where every one is."""
    names = [
        [value_name(dimension.factor, v[0]) for v in which]
        for which in (dimension.groups.hidden, dimension.groups.withheld)
    ]
    hidden = f"Hidden so that nobody can be recognised: {', '.join(names[0])}." if names[0] else ""
    kept = f"Withheld: {', '.join(names[1])}; {dimension.groups.because}." if names[1] else ""
    return " ".join(filter(None, (hidden, kept)))


def nothing_to_compare(dimension: Dimension) -> str:
    """Why a dimension of one group tells nothing."""
    if not dimension.shown:
        return f"No group may be shown, so nothing can be said. {hidden_words(dimension)}".strip()
    if dimension.factor == "sex" and not hidden_words(dimension):
        return _one_sex(dimension.shown[0].values[0], "These data hold")
    only = people_of(dimension.factor, dimension.shown[0].values[0])
    rest = hidden_words(dimension) or f"These data hold {only} only, so nothing can be said of anybody else."
    return f"There is nothing to compare. {rest}"


def clearest(dimensions: Sequence[Dimension]) -> str:
    """The group least likely to be chance in three-way words, with its place among all groups looked at."""
    found = pairs(dimensions)
    if not found:
        return ""
    enough = [one for one in found if one[2].rate.n >= UNRELIABLE_BELOW] or found
    dimension, value, effect = min(enough, key=lambda one: one[2].p)
    told = corrected(per_hundred(dimension, value, effect), effect.q, len(found)).removesuffix(SELDOM_CHANCE).strip()
    stands = (
        f" After correction for all {len(found)} groups looked at it still stands out ({words.equals('q', effect.q)})."
    )
    return f"The clearest group: {told[:1].lower()}{told[1:]}{stands * is_more_than_chance(effect)}"


def one_sex(contract: ContractData) -> str:
    """What to say of gender where the contract counts one sex alone; empty where it counts both."""
    sex = contract.terms.eligibility.sex
    return _one_sex(sex, "This contract counts") if sex else ""


def _one_sex(sex: str, told: str) -> str:
    others = "women" if sex == "M" else "men"
    return f"{told} {SEXES.get(sex, sex)} only, so nothing can be said about {others}."
