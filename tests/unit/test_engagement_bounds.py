"""An attacker on the Engagement page: what is shown, as linear equations, must not settle a count of 1 to 4 that is hidden.

He takes as known what the tables show and nothing else, knows that the parts of a split, and the quarters, make up everybody,
that nobody has a step who could not have had it, and that a handover in time is one at any time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pytest
from figures import DONCASTER
from scipy.optimize import Bounds, LinearConstraint, milp

from throughgate.methods.reconviction import binary_rate
from throughgate.service.engagement import EVERYBODY, SPLITS, Engagement, Quarter, Step
from throughgate.show.engagement import quarters, steps

MOST = 20_000
STARTS = (date(2011, 10, 1), date(2012, 1, 1), date(2012, 4, 1), date(2012, 7, 1))
SETS = {"split by area": SPLITS[0], "split by licence": SPLITS[1]}


@dataclass
class Attack:
    """Whole numbers not below nought, tied by equations: `value` is of those that are shown, None of the others."""

    names: dict[tuple, int] = field(default_factory=dict)
    value: list[int | None] = field(default_factory=list)
    ties: list[tuple[dict[int, int], float, float]] = field(default_factory=list)

    def add(self, name: tuple, shown: int | None) -> None:
        """A number by its name; one that is shown in another table is not forgotten."""
        at = self.names.setdefault(name, len(self.value))
        if at == len(self.value):
            self.value.append(shown)
        elif shown is not None:
            self.value[at] = shown

    def tie(self, parts: dict[tuple, int], low: float = 0, high: float = 0) -> None:
        """The sum of numbers times their factors lies from low to high."""
        self.ties.append(({self.names[name]: by for name, by in parts.items()}, low, high))

    def range_of(self, parts: dict[tuple, int]) -> tuple[int, int]:
        """The least and the most that a sum of the numbers can be."""
        rows, aim = np.zeros((len(self.ties), len(self.value))), np.zeros(len(self.value))
        for row, (factors, _, _) in zip(rows, self.ties, strict=True):
            row[list(factors)] = list(factors.values())
        aim[[self.names[name] for name in parts]] = list(parts.values())
        limits = [LinearConstraint(rows, [low for _, low, _ in self.ties], [high for _, _, high in self.ties])]
        reach = Bounds([v or 0 for v in self.value], [MOST if v is None else v for v in self.value])
        ends = [milp(side * aim, constraints=limits, bounds=reach, integrality=np.ones(aim.size)) for side in (1, -1)]
        assert all(end.success for end in ends), "what is shown contradicts itself"
        return round(ends[0].fun), round(-ends[1].fun)


def attack(found: Engagement) -> Attack:
    """What the tables of the steps and of their quarters show: n and how many had it, of each group and quarter."""
    made, shown = Attack(), steps.shown_steps(found)
    for step in found.steps:
        cells = shown.get(step.name, dict.fromkeys(step.by_group))
        drawn = step.name in quarters.DRAWN or step.name == "local"
        points = quarters.points(step) if drawn else [quarters.Point(q.start, None, True) for q in step.quarters]
        cells = cells | {point.start: point.share for point in points}
        for name, share in cells.items():
            made.add((step.name, name, "n"), None if share is None else share.n)
            made.add((step.name, name, "kept"), None if share is None else share.reconvicted)
            made.tie({(step.name, name, "n"): 1, (step.name, name, "kept"): -1}, 0, np.inf)
        for whole in (*SPLITS, [point.start for point in points]):
            for what in ("n", "kept"):
                made.tie({(step.name, part, what): 1 for part in whole} | {(step.name, EVERYBODY, what): -1})
    if found.step("handover ever") is not None:
        for group in found.step("handover").by_group:
            made.tie({("handover ever", group, "n"): 1, ("handover", group, "n"): -1})
            made.tie({("handover ever", group, "kept"): 1, ("handover", group, "kept"): -1}, 0, np.inf)
    return made


def settled(found: Engagement) -> list[str]:
    """Every count of 1 to 4, had it or not, that follows from what is shown."""
    made, told = attack(found), []
    for step in found.steps:
        for name in [*step.by_group, *(quarter.start for quarter in step.quarters)]:
            n, kept = (step.name, name, "n"), (step.name, name, "kept")
            asked = {"had it": {kept: 1}, "had it not": {n: 1, kept: -1}, "could have": {n: 1}}
            if step.name == "handover ever":
                asked["had it late"] = {kept: 1, ("handover", name, "kept"): -1} if name in step.by_group else {kept: 1}
            for what, parts in asked.items():
                if what != "had it late" and all(made.value[made.names[part]] is not None for part in parts):
                    continue  # Shown as it is; that nothing small is shown is for the rule itself.
                low, high = made.range_of(parts)
                if low == high and 0 < low < 5:
                    told.append(f"{step.name}, {name}, {what}: {low}")
    return told


def parts_of(total: int, weights: tuple[float, ...], dice: np.random.Generator) -> list[int]:
    return [int(part) for part in dice.multinomial(total, weights)]


def made_up(dice: np.random.Generator) -> Engagement:
    """Handovers of few people by area, licence and quarter, in numbers at which something is nearly always hidden."""
    n = int(dice.integers(10, 120))
    few = (0.75, 0.2, 0.05)
    sizes = [parts_of(n, few, dice), parts_of(n, (0.5, 0.42, 0.08), dice), parts_of(n, (0.4, 0.35, 0.2, 0.05), dice)]
    kept = int(dice.integers(0, n + 1))
    had = [_drawn(size, kept, dice) for size in sizes]
    late = int(dice.integers(0, n - kept + 1) // 4)
    ever = [
        _drawn([s - k for s, k in zip(size, of, strict=True)], late, dice) for size, of in zip(sizes, had, strict=True)
    ]
    ever = [[a + b for a, b in zip(*pair, strict=True)] for pair in zip(had, ever, strict=True)]
    return Engagement((_step("handover", sizes, had), _step("handover ever", sizes, ever)), {}, (), None, (), 0)


def _drawn(sizes: list[int], kept: int, dice: np.random.Generator) -> list[int]:
    """How many of each part are among `kept` people drawn from all of them."""
    return [int(of) for of in dice.multivariate_hypergeometric(sizes, kept)]


def _step(name: str, sizes: list[list[int]], kept: list[list[int]]) -> Step:
    groups = {EVERYBODY: binary_rate(sum(sizes[0]), sum(kept[0]))}
    for split, n, of in zip(SPLITS, sizes, kept, strict=False):
        groups |= {part: binary_rate(*pair) for part, *pair in zip(split, n, of, strict=True)}
    by_quarter = [Quarter(*of, True) for of in zip(STARTS, map(binary_rate, sizes[2], kept[2]), strict=True) if of[1].n]
    return Step(name, groups, tuple(by_quarter), 0)


@pytest.mark.parametrize("seed", range(6))
def test_nothing_small_follows_from_what_is_shown(seed):
    assert settled(made_up(np.random.default_rng(seed))) == []


def test_the_attacker_finds_what_a_careless_page_would_show(monkeypatch):
    """Without the rule of two, the 3 of 12 elsewhere follow from 113 of 188 and 116 of 200."""
    sizes, kept = [[188, 12, 0], [200, 0, 0], [100, 60, 30, 10]], [[113, 3, 0], [116, 0, 0], [58, 36, 17, 5]]
    of = Engagement((_step("handover", sizes, kept),), {}, (), None, (), 0)
    assert settled(of) == []
    careless = steps.shown_steps(of)
    careless["handover"]["local"] = of.steps[0].by_group["local"]
    monkeypatch.setattr(steps, "shown_steps", lambda _: careless)
    assert settled(of) == ["handover, not local, had it: 3"]


def test_the_tables_show_what_the_attacker_is_given():
    """A cell is hidden for the attacker where, and only where, the table of the groups has a c."""
    of = made_up(np.random.default_rng(1))
    table = steps.group_table(steps.shown_steps(of), steps.names(DONCASTER))
    cells = list(steps.shown_steps(of)["handover"].values())
    assert (table.iloc[0] == "c").sum() == sum(share is None for share in cells) > 0
