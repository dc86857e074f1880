"""The finding of the page Comparison in a sentence, what it rests on, and its boxes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from throughgate.comparison.result import MatchedComparison
from throughgate.methods.disclosure import UNRELIABLE_BELOW
from throughgate.methods.matching import Effect
from throughgate.methods.subgroups import people_needed
from throughgate.show import words
from throughgate.show.comparison.hiding import about, events_effect, main_effect
from throughgate.show.comparison.love import worst_after
from throughgate.show.comparison.said import NO_P, limits, percent, signed, whole
from throughgate.show.three_way import PerHundred, three_way
from throughgate.terms import Contract

NOTHING = "No comparison group has been made yet"
ONLY_LATER = "No comparison group has been made from this day or an earlier one"
TOO_FEW = "Too few people of {cohort} have complete follow-up for a comparison that may be shown"
ALIKE = "in the matched comparison group"
DESIGN = (
    "**How strong this is.** The two groups were matched on what was known of people at discharge: criminal history, OGRS, "
    "sentence, age and other demographics. What is not measured (housing, family, wanting to stop, what else was on offer there) may differ, so a difference "
    "is an association and no proof that the service made it."
)


def nothing(terms: Contract, as_at: date, *, has_later: bool) -> tuple[str, str]:
    """Title and lead where there is nothing to compare: what to run."""
    if terms.outcome.headline == "volume":
        return "This contract is paid by volume: nobody's reconviction is counted, so there is nothing to compare", ""
    day = f" --as-at {as_at.isoformat()}" if has_later else ""
    why = (
        f"Comparison groups of {terms.name} are stored, but only from days later than {words.day(as_at)}, and a group made with later "
        "knowledge is not shown."
        if has_later
        else f"The data hold no comparison group of {terms.name}. A load leaves them behind, so after each load they are to be made again."
    )
    return ONLY_LATER if has_later else NOTHING, (
        f"{why} Run `throughgate match {terms.id}{day}` with the same `--data` folder as this dashboard; this page then shows what "
        "both groups did."
    )


def title(found: MatchedComparison, terms: Contract) -> str:
    """The finding on the contract's headline measure."""
    effect, ratio = main_effect(found), found.events_ratio
    if effect is None:
        return TOO_FEW.format(cohort=words.in_sentence(found.cohort.name))
    by_events = terms.outcome.headline == "frequency" and ratio is not None
    told = _of_events(ratio, found) if by_events else _of_people(effect, found, terms.outcome.counted_as)
    is_open = found.complete < found.people
    if told is None:
        counted = (
            "there were fewer reconviction events" if by_events else f"fewer people were {terms.outcome.counted_as}"
        )
        return f"It cannot {'yet ' * is_open}be told whether {counted} than {ALIKE}"
    return f"{'So far, ' * is_open}{told} than {ALIKE}"


def _of_people(effect: Effect, found: MatchedComparison, counted: str) -> str | None:
    if effect.low <= 0 <= effect.high or found.measured < UNRELIABLE_BELOW:
        return None
    side, size = "fewer" if effect.estimate < 0 else "more", abs(whole(effect.estimate)) or "less than 1"
    return f"{size} {side} in every 100 people were {counted}"


def _of_events(ratio: Effect, found: MatchedComparison) -> str | None:
    if ratio.low <= 1 <= ratio.high or found.measured < UNRELIABLE_BELOW:
        return None
    side, size = "fewer" if ratio.estimate < 1 else "more", abs(whole(100 * (ratio.estimate - 1))) or "less than 1"
    return f"{size}% {side} reconviction events"


def lead(found: MatchedComparison, terms: Contract) -> str:
    """What can be said and what cannot, how strong the design is, and of whom no outcome is known yet."""
    effect, events = main_effect(found), events_effect(found)
    said = [three_way(per_hundred(found, effect, 1))] if effect else []
    if events and terms.outcome.has_frequency:
        # What the contract is paid on comes first.
        place = 0 if terms.outcome.headline == "frequency" else 1
        said.insert(place, three_way(per_hundred(found, events, 100), "events"))
    if found.since[0]:
        said.append(made_earlier(found, terms))
    if found.complete < found.people:
        said.append(not_complete(found))
    if not found.made.is_same_terms:
        said.append(CHANGED)
    return "\n\n".join([*said, DESIGN])


CHANGED = "The contract's terms have changed since this group was made: run `throughgate match` once more."


def made_earlier(found: MatchedComparison, terms: Contract) -> str:
    """That the group was made on an earlier day, and how many of the cohort are not in it."""
    day = found.made.as_at
    return (
        f"**The group was made from what was known on {words.day(day)}.** {about(found.since[0]).capitalize()} people of {words.in_sentence(found.cohort.name)} "
        f"as known on {words.day(found.as_at)} were released or became known since, and are not in it: run `throughgate match {terms.id} --as-at {found.as_at.isoformat()}` "
        "to match them too."
    )


def per_hundred(found: MatchedComparison, effect: Effect, times: int) -> PerHundred:
    """A difference for every 100 people, of whom and against whom; `times` makes it so."""
    return PerHundred(
        points=times * effect.estimate,
        low=times * effect.low,
        high=times * effect.high,
        p=NO_P if effect.p is None else effect.p,
        n=effect.n_treated,
        needed=people_needed(effect.estimate, effect.se, effect.n_treated),
        of=f"people of {words.in_sentence(found.cohort.name)} with a match",
        against="in the comparison group",
        n_said=about(effect.n_treated),
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
    """Both figures of the contract's headline measure, their difference, and how alike the groups are."""
    is_events = terms.outcome.headline == "frequency"
    effect = events_effect(found) if is_events else main_effect(found)
    shown = [] if effect is None else _sides(found, effect, terms.outcome.counted_as, is_events=is_events)
    worst = worst_after(found)
    if worst is None:
        return shown
    return [*shown, ("Balance after matching", str(worst.reading_after).capitalize(), f"largest standardised difference {abs(worst.after):.2f}")]  # fmt: skip


def _sides(found: MatchedComparison, effect: Effect, counted: str, *, is_events: bool) -> list[tuple[str, str, str]]:
    of = "Events for every 100" if is_events else counted.capitalize()
    ours, theirs = (
        str(whole(100 * mean)) if is_events else percent(mean) for mean in (effect.treated, effect.controls)
    )
    if is_events:
        effect = replace(effect, **{name: 100 * getattr(effect, name) for name in ("estimate", "low", "high")})
    unit, long = ("", "events for every 100") if is_events else (" pp", words.PERCENTAGE_POINTS)
    return [
        (f"{of}: {words.in_sentence(found.cohort.name)}", ours, f"{about(effect.n_treated)} people with a match"),
        (f"{of}: comparison group", theirs, f"{about(effect.n_controls)} people, weighted"),
        ("Difference", f"{signed(effect.estimate)}{unit}", f"95% interval {limits(effect)} {long}"),
    ]
