"""Matched sets and balance: worked by hand, by a search through everybody, and what is refused."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughgate.methods.matching import NONE, check_balance, match, read_balance

PEOPLE = st.lists(st.tuples(st.integers(-8, 8), st.booleans()), min_size=2, max_size=40)
HOW = {"ratio": st.integers(1, 4), "caliper": st.sampled_from([None, 0.1, 0.2, 0.5, 1.0]), "replace": st.booleans()}


def sets(matching):
    return {row: near[near != NONE].tolist() for row, near in zip(matching.treated, matching.controls, strict=True)}


# --- who is matched to whom, by hand


@pytest.mark.parametrize("replaced", [False, True])
def test_the_nearest_is_taken(replaced):
    # A distribution of R once matched 0.50 to 0.30 although 0.51 was there.
    assert sets(match([0.30, 0.50, 0.51], [0, 1, 0], caliper=None, replace=replaced)) == {1: [2]}


@pytest.mark.parametrize("replaced", [False, True])
def test_equally_near_takes_the_lower_logit_then_the_lower_row(replaced):
    # Row 2 is treated at 0; controls at -1 (rows 3 and 5), +1 (rows 0 and 1) and 0 (rows 4 and 6).
    logit, treated = [1, 1, 0, -1, 0, -1, 0], [0, 0, 1, 0, 0, 0, 0]
    assert sets(match(logit, treated, ratio=6, caliper=None, replace=replaced)) == {2: [4, 6, 3, 5, 0, 1]}


@pytest.mark.parametrize("replaced", [False, True])
def test_ties_are_those_of_the_decimals_and_not_of_the_machine(replaced):
    # 0.9 - 0.8 is less than 0.8 - 0.7 in binary floating point, but both are 0.1.
    assert 0.9 - 0.8 < 0.8 - 0.7
    assert sets(match([0.9, 0.8, 0.7], [0, 1, 0], caliper=None, replace=replaced)) == {1: [2]}


@pytest.mark.parametrize("replaced", [False, True])
@pytest.mark.parametrize(
    ("logit", "caliper", "found"),
    [
        # sd of -1, 0, 1 is 1: both controls are 1 sd away.
        ([-1, 0, 1], 0.999999999999, []),
        ([-1, 0, 1], 1, [0, 2]),
        ([-1, 0, 1], 1.000000000001, [0, 2]),
        # sd of 0.6, 0.7, 0.8 is 0.1; in binary floating point 0.8 - 0.7 is more than 0.1.
        ([0.7, 0.8, 0.6], 0.99, []),
        ([0.7, 0.8, 0.6], 1, [0]),
        ([0.7, 0.8, 0.6], 2, [0, 2]),
    ],
)
def test_the_edge_of_the_caliper_is_within(replaced, logit, caliper, found):
    assert sets(match(logit, [0, 1, 0], ratio=2, caliper=caliper, replace=replaced)) == {1: found}


def test_the_highest_logit_chooses_first():
    # At 2 the control at 1.6 is nearest, and is taken before the person at 1, listed first, may ask.
    assert sets(match([1, 2, 1.6, 0], [1, 1, 0, 0], caliper=None)) == {0: [3], 1: [2]}
    assert sets(match([1, 2, 1.6, 0], [1, 1, 0, 0], caliper=None, replace=True)) == {0: [2], 1: [2]}


def test_of_equal_logits_the_lower_row_chooses_first():
    assert sets(match([1, 1, 2, 4], [1, 1, 0, 0], caliper=None)) == {0: [2], 1: [3]}


def test_everybody_has_one_match_before_anybody_has_two():
    assert sets(match([1, 2, 1.9, 1.8], [1, 1, 0, 0], ratio=2, caliper=None)) == {0: [3], 1: [2]}


def test_weights_by_hand():
    # Caliper 1 x sd of 0, 1, 2, 3 = 1.29. Row 1 is matched to rows 0 and 2, row 3 to row 2: shares of 1/2 and 3/2,
    # of which the mean is 1 already; they are worth 2^2 / (1/4 + 9/4) = 1.6 people.
    found = match([0, 1, 2, 3], [0, 1, 0, 1], ratio=2, caliper=1, replace=True)
    assert sets(found) == {1: [0, 2], 3: [2]}
    assert found.weights.tolist() == [0.5, 1, 1.5, 1]
    assert found.effective_controls == pytest.approx(1.6)
    assert (found.achieved_ratio, found.kept_controls.tolist(), found.sets) == (1.5, [0, 2], None)
    assert found.sd_logit == found.caliper == pytest.approx(math.sqrt(5 / 3))


def test_weights_are_rescaled_to_mean_1():
    # Without replacement and no limit: at 3 row 2 first, at 1 row 0; only two controls, so one each, weight 1;
    # with ratio 2 and a third control at 9, at 3 has rows 2 and 4: shares 1/2, 1/2 and 1 over mean 2/3.
    found = match([0, 1, 2, 3, 9], [0, 1, 0, 1, 0], ratio=2, caliper=None)
    assert sets(found) == {1: [0], 3: [2, 4]}
    assert found.weights == pytest.approx([1.5, 1, 0.75, 1, 0.75])
    assert found.sets.tolist() == [0, 0, 1, 1, 1]


def test_who_is_out_of_reach_is_dropped_and_counted():
    found = match([0, 0.1, 5, 20], [0, 1, 1, 0], caliper=0.2)
    assert sets(found) == {1: [0], 2: []}
    assert (found.dropped.tolist(), found.n_treated) == ([2], 1)
    assert found.weights.tolist() == [1, 1, 0, 0]
    assert found.sets.tolist() == [0, 0, NONE, NONE]


@pytest.mark.parametrize("replaced", [False, True])
def test_no_controls_and_nobody_treated(replaced):
    alone = match([1, 2], [1, 1], ratio=3, replace=replaced)
    assert (alone.dropped.tolist(), alone.n_treated, alone.effective_controls, alone.achieved_ratio) == (
        [0, 1],
        0,
        0,
        0,
    )
    assert alone.controls.tolist() == [[NONE] * 3] * 2
    assert alone.weights.tolist() == [0, 0]
    for logit in ([1, 2], [1], []):
        nobody = match(logit, [0] * len(logit), ratio=3, replace=replaced)
        assert (nobody.treated.size, nobody.controls.shape, nobody.dropped.size) == (0, (0, 3), 0)
        assert not nobody.weights.any()


def test_progress_is_told_after_each_round():
    for replaced in (False, True):
        told = []
        match([0, 1, 2], [0, 1, 0], ratio=4, replace=replaced, progress=told.append)
        assert told == [0.25, 0.5, 0.75, 1]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"logit": [0, 1, 2]}, "shapes"),
        ({"logit": [0, math.nan]}, "a logit is nan"),
        ({"logit": [0, -2e6]}, "-2000000"),
        ({"treated": [0, 2]}, "0 and 1"),
        ({"ratio": 0}, "ratio is 0"),
        ({"ratio": 1.5}, "ratio is 1.5"),
        ({"caliper": 0}, "caliper is 0"),
        ({"caliper": math.nan}, "caliper is nan"),
        ({"caliper": math.inf}, "caliper is inf"),
    ],
)
def test_unusable_matching_is_refused(given, words):
    whole = {"logit": [0, 1], "treated": [0, 1], **given}
    with pytest.raises(ValueError, match=words):
        match(**whole)


# --- who is matched to whom, against a search through everybody in whole numbers


def searched(logits, treated, ratio, width, replaced):
    """The matched sets, from a look at every control at each turn."""
    taken = {row: [] for row, flag in enumerate(treated) if flag}
    order = sorted(taken, key=lambda row: (-logits[row], row))
    for _, row in itertools.product(range(ratio), order):
        used = taken[row] if replaced else [c for near in taken.values() for c in near]
        near = [
            (abs(logits[c] - logits[row]), logits[c], c)
            for c, flag in enumerate(treated)
            if not flag and c not in used and abs(logits[c] - logits[row]) <= width
        ]
        taken[row] += [min(near)[2]] if near else []
    return taken


@given(PEOPLE, HOW["ratio"], HOW["caliper"], HOW["replace"])
def test_a_search_through_everybody_finds_the_same(people, ratio, caliper, replaced):
    logits, treated = zip(*people, strict=True)
    found = match(logits, treated, ratio=ratio, caliper=caliper, replace=replaced)
    width = math.inf if caliper is None else found.caliper
    assert sets(found) == searched(logits, treated, ratio, width, replaced)


@given(PEOPLE, HOW["ratio"], HOW["caliper"], HOW["replace"])
def test_what_holds_of_every_matching(people, ratio, caliper, replaced):
    logits, treated = (np.array(values) for values in zip(*people, strict=True))
    found = match(logits / 7, treated, ratio=ratio, caliper=caliper, replace=replaced)
    near = found.controls[found.controls != NONE]
    if not replaced:
        assert len(set(near)) == len(near)
    for row, controls in sets(found).items():
        assert len(set(controls)) == len(controls)
        assert not treated[controls].any()
        if caliper is not None:
            assert (np.abs(logits[controls] - logits[row]) / 7 <= found.caliper + 1e-12).all()
    kept = found.kept_controls
    assert found.weights[~treated].sum() == pytest.approx(kept.size)
    assert found.weights[treated].sum() == found.n_treated
    assert found.effective_controls <= kept.size + 1e-9
    assert (found.weights > 0).sum() == found.n_treated + kept.size


# --- balance


def test_standardised_differences_by_hand():
    # Treated rows 0 and 1, controls 2, 3 and 4 of which only 2 and 3 are matched.
    matching = match([0, 1, 0, 1, 9], [1, 1, 0, 0, 0])
    assert sets(matching) == {0: [2], 1: [3]}
    # flag: share 1/2 of the treated, s = 1/2; 1/3 then 1/2 of the controls. length: treated 10 and 14, s = sqrt(8);
    # controls 10, 8 and 30: mean 16, then 9.
    balance = check_balance(["flag", "length"], [[0, 10], [1, 14], [0, 10], [1, 8], [0, 30]], matching)
    flag, length = balance.covariates
    assert (flag.before, flag.after) == pytest.approx((1 / 3, 0))
    assert (length.before, length.after) == pytest.approx((-4 / math.sqrt(8), 3 / math.sqrt(8)))
    assert (length.treated_before, length.controls_before, length.treated_after, length.controls_after) == (
        12,
        16,
        12,
        9,
    )
    assert (flag.reading_before, flag.reading_after) == ("poor", "good")
    assert (balance.worst_before, balance.worst_after) == (length, length)


def test_a_covariate_the_treated_share():
    matching = match([0, 1, 0, 1], [1, 1, 0, 0])
    balance = check_balance(["same", "other"], [[1, 5], [1, 5], [1, 5], [1, 6]], matching)
    assert [row.before for row in balance.covariates] == [0, -math.inf]
    assert balance.worst_after.name == "other"
    assert balance.worst_after.reading_after == "poor"


def test_balance_without_a_match_has_only_a_before():
    balance = check_balance(["a"], [[1], [2], [3], [4]], match([0, 0.1, 50, 90], [1, 1, 0, 0], caliper=0.01))
    assert math.isnan(balance.covariates[0].after)
    assert (balance.covariates[0].reading_after, balance.worst_after) == (None, None)
    for treated in ([0, 0], [1, 1]):
        with pytest.raises(ValueError, match="has nobody"):
            check_balance(["a"], [[1], [2]], match([0, 1], treated))
    with pytest.raises(ValueError, match="shape"):
        check_balance(["a"], [[1], [2], [3]], match([0, 1], [0, 1]))


@pytest.mark.parametrize(
    ("difference", "reading"),
    [(0, "good"), (0.05, "good"), (-0.05, "good"), (0.0500001, "reasonable"), (-0.10, "reasonable"),
     (0.1000001, "poor"), (-math.inf, "poor"), (math.nan, None)],
)  # fmt: skip
def test_readings_of_the_justice_data_lab(difference, reading):
    assert read_balance(difference) == reading
