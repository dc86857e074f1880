"""What the page Subgroups says, worked out once: groups in order, against what is expected of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from throughgate.methods.subgroups import Comparison, EventsEffect, GroupEffect, compare_events, compare_groups
from throughgate.show import words
from throughgate.show.group_names import name_of, place_of
from throughgate.show.three_way import is_clear
from throughgate.subgroups import Groups


@dataclass(frozen=True, eq=False)
class Seen:
    """The groups that may be shown, in the order of the screen, with their names, effects and (where asked) events.

    `overall` is the effect on everybody of the scope; None where it is 0 by itself, since nobody is compared with.
    """

    groups: Groups
    names: tuple[str, ...]
    comparison: Comparison
    overall: GroupEffect | None = None
    events: tuple[EventsEffect, ...] = ()

    @property
    def counted_as(self) -> str:
        """What a person counted is called: reconvicted, but for a stand-in."""
        return self.groups.terms.outcome.counted_as

    @property
    def reference_name(self) -> str:
        """Who is compared with, within a sentence; empty where nobody is."""
        return words.in_sentence(self.groups.reference_name)

    @property
    def against(self) -> str:
        """What groups are set against, to end "fewer than ..."."""
        if self.groups.reference is None:
            return "of everybody here at the same OGRS scores"
        return f"their OGRS scores lead to expect from {self.reference_name}"

    @cached_property
    def is_clear(self) -> tuple[bool, ...]:
        """Of each group whether it differs from what is expected though so many groups are looked at: by q, of the outcome asked."""
        effects = self.events or self.comparison.effects
        return tuple(is_clear(effect.q) for effect in effects)

    @property
    def people(self) -> int:
        """People of the groups shown."""
        return sum(group.counts.people for group in self.groups.shown)


def seen_of(groups: Groups) -> Seen:
    """The groups of an answer in order, compared with what their OGRS scores lead to expect."""
    shown = tuple(sorted(groups.shown, key=lambda group: place_of(group.values)))
    hidden, withheld = (tuple(sorted(values, key=place_of)) for values in (groups.hidden, groups.withheld))
    ordered = replace(groups, shown=shown, hidden=hidden, withheld=withheld)
    counts = [group.counts for group in shown]
    reference = groups.reference or groups.total
    has_events = groups.question.outcome == "frequency" and groups.terms.outcome.has_frequency
    return Seen(
        groups=ordered,
        names=tuple(name_of(groups.question.by, group.values) for group in shown),
        comparison=compare_groups(counts, groups.model, groups.reference),
        overall=compare_groups([groups.total], groups.model, groups.reference).effects[0] if groups.reference else None,
        events=compare_events(counts, reference) if has_events else (),
    )
