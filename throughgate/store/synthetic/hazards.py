"""The hazards of every group of people, calibrated on the published rates."""

from __future__ import annotations

import numpy as np

from throughgate.store.synthetic import figures
from throughgate.store.synthetic.calibration import Cell, Group, calibrate, weights_like
from throughgate.store.synthetic.outcomes import Chance, part_of
from throughgate.store.synthetic.people import BASELINE, BOND_1, COUNTED, POOL_1, young
from throughgate.store.synthetic.rows import Rows

Hazards = tuple[np.ndarray, np.ndarray, dict[int, float]]


def calibrate_population(people: Rows, percent: np.ndarray, chance: Chance, *, planted: bool) -> Hazards:
    """Log hazard and repeat rate of every person.

    Returns:
        Both, and for each group the log hazard (baseline, Peterborough, pool) or the effect on it (the cohorts)
        of people of 25 and over with short sentences.
    """
    count = len(people["group"])
    hazard, repeat, found = np.zeros(count), np.ones(count), {}
    is_young = young(people)
    reach = np.where(people["band"] > 0, figures.LONG_SENTENCE_EFFECT, 1.0) if planted else np.ones(count)
    for code, target in enumerate((figures.BASELINE_OUTCOME, *figures.COHORT_OUTCOME)):
        is_baseline, members = code == BASELINE, (people["group"] == code) & (people["standing"] == COUNTED)
        # The baseline is split by age in either file, so that chance alone sets the young apart in neither.
        cells = _cells(is_young[members], target, split=planted or is_baseline)
        gain = np.ones(count) if is_baseline else reach
        effect, rate = calibrate(_group(part_of(chance, members), cells, target, hazard[members], gain[members]))
        on_young, on_others = effect[is_young[members]][0], effect[~is_young[members]][0]
        everyone = np.ones(count, dtype=bool) if is_baseline else people["group"] == code
        hazard[everyone] += (np.where(is_young, on_young, on_others) * gain)[everyone]
        repeat[everyone], found[code] = rate, float(on_others)
    for place in (0, 1):
        _calibrate_bond(place, people, percent, chance, (hazard, repeat, found))
    return hazard, repeat, found


def _calibrate_bond(place: int, people: Rows, percent: np.ndarray, chance: Chance, hazards: Hazards) -> None:
    """Peterborough's cohort and its pool, the pool weighted to the cohort's risk."""
    hazard, repeat, found = hazards
    counted = people["standing"] == COUNTED
    bond, pool = ((people["group"] == code + place) & counted for code in (BOND_1, POOL_1))
    for code, members, target, weight in (
        (BOND_1 + place, bond, figures.PETERBOROUGH_OUTCOME[place], np.ones(int(bond.sum()))),
        (POOL_1 + place, pool, figures.POOL_OUTCOME[place], weights_like(percent[pool], percent[bond])),
    ):
        everyone, count = people["group"] == code, len(weight)
        cells = (Cell(np.ones(count, dtype=bool), target.reconvicted / 100 * weight.sum()),)
        group = _group(part_of(chance, members), cells, target, np.zeros(count), np.ones(count), weight)
        effect, repeat[everyone] = calibrate(group)
        hazard[everyone] = found[code] = float(effect[0])


def _cells(is_young: np.ndarray, target: figures.Outcome, *, split: bool) -> tuple[Cell, ...]:
    """Everyone, or the young, whom the service does not move, and the others, who carry all of the fall."""
    wanted = round(target.reconvicted / 100 * len(is_young))
    if not split:
        return (Cell(np.ones(len(is_young), dtype=bool), wanted),)
    among_young = round(figures.YOUNG_RECONVICTED / 100 * is_young.sum())
    return Cell(is_young, among_young), Cell(~is_young, wanted - among_young)


def _group(
    chance: Chance,
    cells: tuple[Cell, ...],
    target: figures.Outcome,
    base: np.ndarray,
    gain: np.ndarray,
    weight: np.ndarray | None = None,
) -> Group:
    weight = np.ones(len(base)) if weight is None else weight
    return Group(chance, cells, target.events / 100 * float(weight.sum()), base, gain, weight)
