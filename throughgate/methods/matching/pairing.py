"""Nearest-neighbour matching on the logit of the propensity score, k to 1, with or without replacement."""

from collections.abc import Callable
from dataclasses import dataclass
from numbers import Integral

import numpy as np
from numpy.typing import ArrayLike

from throughgate.methods.matching.propensity import DECIMALS, as_treated

NONE = -1
"""Stands where a treated person has no further match."""

UNITS = 10**DECIMALS
"""Logits are compared as whole numbers of their last decimal, so that ties and the caliper's edge are exact."""

MOST_LOGIT = 10**6
BEYOND = 4 * MOST_LOGIT * UNITS
"""Further from anybody than anybody is from another, and still a 64-bit number."""

Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Matching:
    """Who is matched to whom. Rows are people, counted from 0 in the order given.

    Attributes:
        treated: Rows of the treated, ascending.
        controls: For each of them (rows of `treated`) the rows of the controls, nearest first as they were taken, and
            NONE where there are fewer than the ratio.
        weights: For each person: 1 for a treated person with a match; for a control the sum of 1 / k over the treated
            it is matched to (k their controls), rescaled to mean 1 among controls kept; 0 for everybody left out.
        caliper: Widest distance allowed (logits); None for no limit.
        sd_logit: Standard deviation of the logit over everybody (n - 1).
        ratio: Controls asked for, for each treated person.
        is_with_replacement: Whether a control may be matched more than once.
    """

    treated: np.ndarray
    controls: np.ndarray
    weights: np.ndarray
    caliper: float | None
    sd_logit: float
    ratio: int
    is_with_replacement: bool

    @property
    def matches(self) -> np.ndarray:
        """Controls of each treated person (people)."""
        return (self.controls != NONE).sum(axis=1)

    @property
    def dropped(self) -> np.ndarray:
        """Rows of the treated without a match, ascending."""
        return self.treated[self.matches == 0]

    @property
    def n_treated(self) -> int:
        """Treated people with a match."""
        return int((self.matches > 0).sum())

    @property
    def kept_controls(self) -> np.ndarray:
        """Rows of the controls matched to anybody, ascending, each once."""
        return np.unique(self.controls[self.controls != NONE])

    @property
    def effective_controls(self) -> float:
        """Effective sample size of the controls, (sum w)^2 / sum w^2 (people); 0 where there are none."""
        weights = self.weights[self.kept_controls]
        return float(weights.sum() ** 2 / (weights @ weights)) if weights.size else 0.0

    @property
    def achieved_ratio(self) -> float:
        """Matches for each treated person with any; 0 where nobody has."""
        return float(self.matches.sum() / self.n_treated) if self.n_treated else 0.0

    @property
    def sets(self) -> np.ndarray | None:
        """For each person the number of its matched set, NONE for who is left out; None with replacement."""
        if self.is_with_replacement:
            return None
        numbers = np.full(self.weights.size, NONE)
        which, _ = np.nonzero(self.controls != NONE)
        numbers[self.controls[self.controls != NONE]] = which
        numbers[self.treated] = np.where(self.matches > 0, np.arange(self.treated.size), NONE)
        return numbers


def match(
    logit: ArrayLike,
    treated: ArrayLike,
    *,
    ratio: int = 1,
    caliper: float | None = 0.2,
    replace: bool = False,
    progress: Progress | None = None,
) -> Matching:
    """Matches each treated person to up to `ratio` controls at the nearest logit.

    Without replacement there are `ratio` rounds; in each the treated choose in turn, highest logit first (tie: lower
    row), the nearest control still free (tie: lower logit, then lower row). With replacement each takes the nearest of
    all. Distances are exact to 12 decimals of a logit, and one equal to the caliper is allowed.

    Args:
        logit: Logit of each person's propensity score; rounded to 12 decimals.
        treated: Whether each person received the service (0 or 1).
        ratio: Controls for each treated person, at most.
        caliper: Widest distance, in standard deviations of the logit over everybody (n - 1); None for no limit.
        replace: Whether a control may serve several treated people.
        progress: Told the share done (0 to 1) after each round.

    Returns:
        The matching. Nobody treated gives an empty one; without a control in reach everybody treated is dropped.

    Raises:
        ValueError: The lists differ in length, a logit is not a number within 1,000,000 of 0, the ratio is not a whole
            number from 1 up, or the caliper is not above 0.

    Source: Ho, Imai, King and Stuart 2011, doi:10.18637/jss.v042.i08 (MatchIt, nearest, by a distance matrix);
        Austin 2011, doi:10.1002/pst.433 (caliper of 0.2 sd).
    """
    values, is_treated = _checked(logit, treated, ratio, caliper)
    units = np.rint(values * UNITS).astype(np.int64)
    sd = float(np.std(np.round(values, DECIMALS), ddof=1)) if values.size > 1 else 0.0
    width = BEYOND // 2 if caliper is None else min(round(caliper * sd * UNITS), BEYOND // 2)
    ours, theirs = np.flatnonzero(is_treated), np.flatnonzero(~is_treated)
    choose = _nearest if replace else _nearest_free
    taken = choose(units[ours], units[theirs], ratio, width, progress or (lambda share: None))
    controls = np.append(theirs, NONE)[taken]
    weights = _weights(values.size, ours, controls)
    return Matching(ours, controls, weights, None if caliper is None else caliper * sd, sd, ratio, replace)


def _checked(logit: ArrayLike, treated: ArrayLike, ratio: int, caliper: float | None) -> tuple[np.ndarray, np.ndarray]:
    values, is_treated = np.asarray(logit, dtype=float), as_treated(treated)
    if values.shape != is_treated.shape:
        raise ValueError(f"logit and treated have shapes {values.shape} and {is_treated.shape}: pass two of one length")
    if not (np.abs(values) <= MOST_LOGIT).all():
        raise ValueError(
            f"a logit is {values[~(np.abs(values) <= MOST_LOGIT)][0]}: it must lie within {MOST_LOGIT} of 0"
        )
    if not isinstance(ratio, Integral) or ratio < 1:
        raise ValueError(f"ratio is {ratio}, but it must be a whole number from 1 up")
    if caliper is not None and not 0 < caliper < np.inf:
        raise ValueError(f"caliper is {caliper}, but it must be a number above 0, or None for no limit")
    return values, is_treated


def _nearest(ours: np.ndarray, theirs: np.ndarray, ratio: int, width: int, progress: Progress) -> np.ndarray:
    """Places in `theirs` of the nearest of each of `ours`, and NONE: from each logit outwards, all of `ours` at once."""
    taken = np.full((ours.size, ratio), NONE)
    # Two orders, since going down equal logits must still give the lower row first.
    up, down = np.argsort(theirs, kind="stable"), np.argsort(-theirs, kind="stable")
    above, below = np.append(theirs[up], BEYOND), np.append(theirs[down], -BEYOND)
    right = np.searchsorted(theirs[up], ours)
    left = theirs.size - right
    up, down = np.append(up, NONE), np.append(down, NONE)
    for turn in range(ratio):
        far_left, far_right = ours - below[left], above[right] - ours
        goes_left = far_left <= far_right
        within = np.minimum(far_left, far_right) <= width
        taken[:, turn] = np.where(within, np.where(goes_left, down[left], up[right]), NONE)
        left, right = left + (goes_left & within), right + (~goes_left & within)
        progress((turn + 1) / ratio)
    return taken


def _nearest_free(ours: np.ndarray, theirs: np.ndarray, ratio: int, width: int, progress: Progress) -> np.ndarray:
    """Places in `theirs` taken by each of `ours`, and NONE: round after round, nobody of `theirs` twice."""
    order = np.argsort(theirs, kind="stable")
    ascending = theirs[order]
    # Place 0 and the last are sentries, so `theirs` are numbered from 1 in this order.
    free = _Free([-BEYOND, *ascending.tolist(), BEYOND], [0, *(np.searchsorted(ascending, ascending) + 1).tolist()])
    start = (np.searchsorted(ascending, ours) + 1).tolist()
    logits = ours.tolist()
    turns = np.argsort(-ours, kind="stable").tolist()
    places = np.append(order, NONE)
    taken = np.full((ours.size, ratio), NONE)
    for turn in range(ratio):
        got = [free.take(logits[person], start[person], width) for person in turns]
        taken[turns, turn] = places[np.array(got, dtype=int) - 1] if got else NONE
        # Whoever found nobody finds nobody later: the free only grow fewer.
        turns = [person for person, place in zip(turns, got, strict=True) if place]
        progress((turn + 1) / ratio)
    return taken


class _Free:
    """Controls in ascending logit of which the nearest free one is found in next to no time, however many are taken.

    A free place points at itself in `up` and `down`; a taken one to a neighbour, and each search halves the way for
    the next one (union-find with path halving).
    """

    def __init__(self, logits: list[int], first: list[int]) -> None:
        self.logits = logits
        self.first = first  # of each place the first place with the same logit, where the lowest row is
        self.up = list(range(len(logits)))
        self.down = list(range(len(logits)))

    def take(self, logit: int, start: int, width: int) -> int:
        """The nearest free place within `width`, from then on taken; 0 where there is none.

        `start` is the first place whose logit is not below the one given.
        """
        right, left = _end(self.up, start), _end(self.down, start - 1)
        far_left, far_right = logit - self.logits[left], self.logits[right] - logit
        if min(far_left, far_right) > width:
            return 0
        place = _end(self.up, self.first[left]) if far_left <= far_right else right
        self.up[place], self.down[place] = place + 1, place - 1
        return place


def _end(pointers: list[int], place: int) -> int:
    while pointers[place] != place:
        pointers[place] = place = pointers[pointers[place]]
    return place


def _weights(people: int, ours: np.ndarray, controls: np.ndarray) -> np.ndarray:
    has = controls != NONE
    matches = has.sum(axis=1)
    share = np.repeat(1 / np.maximum(matches, 1), matches)
    weights = np.bincount(controls[has], weights=share, minlength=people).astype(
        float
    )  # of nobody it counts in integers
    kept = weights > 0
    weights[kept] /= weights[kept].mean() if kept.any() else 1
    weights[ours[matches > 0]] = 1
    return weights
