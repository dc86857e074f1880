"""The finding of the page Comparison in a sentence, what it rests on, and its boxes."""

from __future__ import annotations

from throughgate.comparison.result import MatchedComparison
from throughgate.methods.disclosure import UNRELIABLE_BELOW
from throughgate.methods.matching import Effect
from throughgate.methods.subgroups import people_needed
from throughgate.show import words
from throughgate.show.comparison.hiding import count, events_effect, main_effect, say_count
from throughgate.show.comparison.said import NO_P, between, percent, signed, whole
from throughgate.show.three_way import PerHundred, three_way
from throughgate.terms import Contract

NOTHING = "No comparison group has been made yet"
TOO_FEW = "Too few people of {cohort} have complete follow-up for a comparison that may be shown"
ALIKE = "a comparison group matched on history and demographics"
DESIGN = (
    "**How strong this is.** The two groups were matched on what was known of people at discharge: criminal history, OGRS, "
    "sentence, age and other demographics. What is not measured (housing, family, wanting to stop, what else was on offer there) may differ, so a difference "
    "is an association and no proof that the service made it."
)


def nothing(terms: Contract, cohort_id: str | None = None) -> tuple[str, str]:
    """Title and lead where there is nothing to compare: what to run."""
    if terms.outcome.headline == "volume":
        return "This contract is paid by volume: nobody's reconviction is counted, so there is nothing to compare", ""
    of = f"{terms.name}, {words.in_sentence(terms.cohort(cohort_id).name)}" if cohort_id else terms.name
    return NOTHING, (
        f"No comparison group of {of} is stored in these data from this day or an earlier one. Run `throughgate match {terms.id}` "
        "with the same `--data` folder as this dashboard; this page then shows what both groups did."
    )


def title(found: MatchedComparison, terms: Contract) -> str:
    """The finding on the contract's headline measure, with how strong the design is."""
    effect, ratio = main_effect(found), found.events_ratio
    if effect is None:
        return TOO_FEW.format(cohort=words.in_sentence(found.cohort.name))
    by_events = terms.outcome.headline == "frequency" and ratio is not None
    told = _of_events(ratio, found) if by_events else _of_people(effect, found, terms.outcome.counted_as)
    return f"So far, {told}" if found.complete < found.people else f"{told[:1].upper()}{told[1:]}"


def _of_people(effect: Effect, found: MatchedComparison, counted: str) -> str:
    if effect.low <= 0 <= effect.high or found.measured < UNRELIABLE_BELOW:
        return f"whether fewer people were {counted} than in {ALIKE} cannot be told"
    side, size = "fewer" if effect.estimate < 0 else "more", abs(whole(effect.estimate)) or "less than 1"
    return f"{size} {side} in every 100 people were {counted} than in {ALIKE}"


def _of_events(ratio: Effect, found: MatchedComparison) -> str:
    if ratio.low <= 1 <= ratio.high or found.measured < UNRELIABLE_BELOW:
        return f"whether there were fewer reconviction events than in {ALIKE} cannot be told"
    side, size = "fewer" if ratio.estimate < 1 else "more", abs(whole(100 * (ratio.estimate - 1))) or "less than 1"
    return f"{size}% {side} reconviction events than in {ALIKE}"


def lead(found: MatchedComparison, terms: Contract) -> str:
    """What can be said and what cannot, how strong the design is, and of whom no outcome is known yet."""
    effect, events = main_effect(found), events_effect(found)
    said = [three_way(per_hundred(found, effect, 1))] if effect else []
    if events and terms.outcome.has_frequency:
        said.append(three_way(per_hundred(found, events, 100), "events"))
    if found.complete < found.people:
        said.append(not_complete(found))
    if not found.made.is_same_terms:
        said.append(CHANGED)
    return "\n\n".join([*said, DESIGN])


CHANGED = "The contract's terms have changed since this group was made: run `throughgate match` once more."


def per_hundred(found: MatchedComparison, effect: Effect, times: int) -> PerHundred:
    """A difference for every 100 people, of whom and against whom; `times` makes it so."""
    return PerHundred(
        points=times * effect.estimate,
        low=times * effect.low,
        high=times * effect.high,
        p=NO_P if effect.p is None else effect.p,
        n=count(found, effect.n_treated, 0),
        needed=people_needed(effect.estimate, effect.se, effect.n_treated),
        of=f"people of {words.in_sentence(found.cohort.name)} with a match",
        against="in the comparison group",
    )


def not_complete(found: MatchedComparison) -> str:
    """Who has no outcome yet."""
    share = percent(found.complete / found.people)
    if found.complete == 0:
        return (
            f"Nobody's follow-up was complete on {words.day(found.as_at)}, so nobody has an outcome yet; how alike the two groups are "
            "can be seen below."
        )
    return (
        f"Only people whose follow-up was complete on {words.day(found.as_at)} have an outcome here: {share} of the cohort. Those still "
        "followed up are left out on both sides, so the figures will move."
    )


def boxes(found: MatchedComparison, terms: Contract) -> list[tuple[str, str, str]]:
    """Both shares, their difference, and how alike the groups are."""
    effect, counted = main_effect(found), terms.outcome.counted_as
    shown = []
    if effect is not None:
        shown = [
            (f"{counted.capitalize()}: {words.in_sentence(found.cohort.name)}", percent(effect.treated), f"n = {say_count(found, effect.n_treated, 0)} with a match"),
            (f"{counted.capitalize()}: comparison group", percent(effect.controls), f"n = {say_count(found, effect.n_controls, 1)}, weighted"),
            ("Difference", f"{signed(effect.estimate)} pp", f"95% interval {between(effect.low, effect.high)} percentage points"),
        ]  # fmt: skip
    worst = found.balance.worst_after
    if worst is None:
        return shown
    return [*shown, ("Balance after matching", str(worst.reading_after).capitalize(), f"largest standardised difference {abs(worst.after):.2f}")]  # fmt: skip
