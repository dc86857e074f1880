"""A stored comparison group read back, on tables typed in here; every expected value worked by hand.

Doncaster's cohort 1: a, b, c have a match, d has none. Baseline 2009: p and q for a, r for b, s and t for c, u for nobody. So the
weights of controls are 1/2, 1/2, 1, 1/2, 1/2, which is 5/6 or 5/3 after rescaling to mean 1.
"""

from __future__ import annotations

import json
import math
from datetime import date

import pytest

from throughgate import results
from throughgate.comparison import find_stored, read_comparison
from throughgate.methods.matching import e_value
from throughgate.methods.reconviction import frequency
from throughgate.store.build import build
from throughgate.store.reader import Reader, query
from throughgate.terms import read_all_terms

COMPLETE, BEFORE_COMPLETE = date(2014, 6, 30), date(2013, 3, 31)
MADE = date(2013, 1, 31)
SETS = {"a": 0, "p": 0, "q": 0, "b": 1, "r": 1, "c": 2, "s": 2, "t": 2}
WEIGHTS = {"a": 1, "b": 1, "c": 1, "p": 5 / 6, "q": 5 / 6, "r": 5 / 3, "s": 5 / 6, "t": 5 / 6}
TREATED, CONTROLS = "abcd", "pqrstu"
IS_LOCAL = "acpqs"
"""Cohort 2 of 4 local, compared 3 of 6; matched 2 of 3, and weighted (1/2 + 1/2 + 1/2) of 3."""
MODEL = {
    "names": ["released locally"], "coefficients": [0.5], "se": [0.25], "intercept": -1.0, "intercept_se": 0.1,
    "sd_logit": 1.0, "caliper_logits": 0.2, "achieved_ratio": 5 / 3, "left_out": {"sanction history or OGRS not known": [0, 2]},
}  # fmt: skip
CONVICTIONS = {
    # a: day 31 for an indictable offence with custody, then again; c: day 60, either way, without.
    "a": [("2012-02-01", "indictable", True), ("2012-04-01", "summary", False)],
    "c": [("2012-03-01", "either way", False)],
    "p": [("2009-02-01", "summary", False)],
    "r": [("2009-02-11", "either way", True), ("2009-03-01", "either way", False), ("2009-04-01", "summary", False)],
    "u": [("2009-02-01", "summary", True)],
}


@pytest.fixture
def reader(database, put) -> Reader:
    for person in TREATED + CONTROLS:
        put("person", person_id=person, sex="M")
        put(
            "discharge", discharge_id=f"d{person}", person_id=person, establishment="HMP Doncaster", custody_type="sentenced", sentence_days=90,
            discharged_on="2012-01-01" if person in TREATED else "2009-01-01", is_local_release=person in IS_LOCAL,
        )  # fmt: skip
    for person, found in CONVICTIONS.items():
        for number, (day, severity, is_custodial) in enumerate(found):
            put(
                "conviction", conviction_id=f"{person}{number}", person_id=person, offence_on=day, convicted_on=day, severity=severity,
                is_custodial=is_custodial, disposal="custody" if is_custodial else "fine",
            )  # fmt: skip
    database.execute("INSERT INTO load (source, is_synthetic) VALUES ('typed in', true)")
    build(database, read_all_terms())
    return Reader(None, "typed", "", database)


def store(reader: Reader, **changed: object) -> None:
    """Put the matching of the docstring into the file."""
    values = {
        "match_id": "m", "contract_id": "doncaster", "cohort_id": "cohort-1", "compared_id": "baseline-2009", "as_at": MADE,
        "matched_at": "2026-11-22T11:30:00+00:00", "terms_sha256": "of then", "ratio": 2, "caliper": 0.2, "is_with_replacement": False,
        "seed": None, "model_json": json.dumps(MODEL),
    } | changed  # fmt: skip
    names = ", ".join(values)
    reader.connection.execute(
        f"INSERT INTO matching ({names}) VALUES ({', '.join('?' * len(values))})", list(values.values())
    )
    for person in TREATED + CONTROLS:
        cohort = "cohort-1" if person in TREATED else "baseline-2009"
        number = reader.connection.execute(
            "SELECT DISTINCT person_number FROM cohort_member WHERE person_id = ? AND contract_id = 'doncaster' AND cohort_id = ?",
            [person, cohort],
        ).fetchone()[0]
        matched_set = None if values["is_with_replacement"] else SETS.get(person)
        row = [values["match_id"], number, person, person in TREATED, 0.0, WEIGHTS.get(person, 0), matched_set]
        reader.connection.execute("INSERT INTO matched_person VALUES (?, ?, ?, ?, ?, ?, ?)", row)


def doncaster(reader: Reader) -> results.ContractData:
    return results.read_contract(reader, "doncaster")


def test_both_groups_by_hand(reader):
    """Cohort 2 of 3. Compared (1/2 x 1 + 1 x 1) / 3 = 1/2, and events (1/2 x 1 + 1 x 3) / 3."""
    store(reader)
    found = read_comparison(reader, doncaster(reader), COMPLETE, "cohort-1")
    rate, events = found.measures["reconvicted"], found.measures["events"].effect
    assert (rate.effect.treated, rate.effect.controls) == pytest.approx((2 / 3, 1 / 2))
    assert rate.effect.estimate == pytest.approx(100 / 6)
    assert (rate.n_treated, rate.n_controls, rate.had_treated, rate.had_controls) == (3, 5, 2, 2)
    assert (events.treated, events.controls) == pytest.approx((1, 3.5 / 3))
    assert (found.people, found.complete, found.measured) == (4, 4, 3)
    assert (found.kept.dropped, found.kept.controls, found.kept.controls_kept) == (1, 6, 5)
    # (sum w)^2 / sum w^2 with 1/2, 1/2, 1, 1/2, 1/2: 9 / 2.
    assert found.kept.effective_controls == pytest.approx(4.5)


def test_the_error_goes_by_matched_set(reader):
    """Sets of rates: a's treated 1 - 2/3 and controls' share less theirs, by the sandwich, worked out by hand.

    Weight x residual / sum: a +1/9, b -2/9, c +1/9. Controls, with sums of weights 5: p (5/6)(1/2)/5 = 1/12, q -1/12, r (5/3)(1/2)/5 = 1/6, s, t -1/12
    each, taken off. Sets: 1/9 - 0, -2/9 - 1/6 = -7/18, 1/9 + 1/6 = 5/18. Squares (4 + 49 + 25) / 324 = 78 / 324, times 3/2 x 7/6.
    """
    store(reader)
    effect = read_comparison(reader, doncaster(reader), COMPLETE, "cohort-1").measures["reconvicted"].effect
    assert effect.se == pytest.approx(100 * (78 / 324 * 3 / 2 * 7 / 6) ** 0.5)


def test_with_replacement_the_error_goes_by_person(reader):
    """Squares of the same eight: (1 + 4 + 1) / 81 + (1 + 1 + 4 + 1 + 1) / 144, times 8/6."""
    store(reader, is_with_replacement=True)
    effect = read_comparison(reader, doncaster(reader), COMPLETE, "cohort-1").measures["reconvicted"].effect
    assert effect.se == pytest.approx(100 * ((6 / 81 + 8 / 144) * 8 / 6) ** 0.5)


def test_what_only_those_reconvicted_have(reader):
    """a after 31 days and c after 60; p after 31 with weight 1/2 and r after 41 with weight 1: 113 / 3."""
    store(reader)
    measures = read_comparison(reader, doncaster(reader), COMPLETE, "cohort-1").measures
    assert (measures["days"].effect.treated, measures["days"].effect.controls) == pytest.approx((45.5, 113 / 3))
    assert (measures["days"].n_treated, measures["days"].n_controls) == (2, 2)
    assert measures["first indictable"].effect.treated == pytest.approx(1 / 2)
    assert measures["first either way"].effect.controls == pytest.approx(2 / 3)
    assert measures["summary events"].effect.controls == pytest.approx(1)
    assert (measures["first custodial"].effect.treated, measures["first custodial"].effect.controls) == pytest.approx(
        (1 / 2, 2 / 3)
    )


def test_balance_and_counts_of_a_yes_no_covariate(reader):
    store(reader)
    found = read_comparison(reader, doncaster(reader), COMPLETE, "cohort-1")
    (row,) = [row for row in found.balance.covariates if row.name == "released locally"]
    means = row.treated_before, row.controls_before, row.treated_after, row.controls_after
    assert means == pytest.approx((1 / 2, 1 / 2, 2 / 3, 1 / 2))
    # The cohort's standard deviation before matching is 1/2.
    assert row.after == pytest.approx((2 / 3 - 1 / 2) / (1 / 2))
    (level,) = [level for level in found.levels if level.name == "released locally"]
    assert (level.treated, level.matched, level.controls, level.kept) == (2, 2, 3, 3)


def test_raw_is_of_everybody(reader):
    """2 of 4, and p, r and u of 6. Without scores nothing is adjusted."""
    store(reader)
    found = read_comparison(reader, doncaster(reader), COMPLETE, "cohort-1")
    assert (found.own.reconvicted, found.own.n, found.theirs.reconvicted, found.theirs.n) == (2, 4, 3, 6)
    assert found.raw.points == pytest.approx(0)
    assert found.adjusted is None


def test_before_the_follow_up_is_complete_nobody_has_an_outcome(reader):
    """People out on 1 January 2012 are followed for 18 months, to July 2013."""
    store(reader)
    found = read_comparison(reader, doncaster(reader), BEFORE_COMPLETE, "cohort-1")
    assert (found.complete, found.measured) == (0, 0)
    assert found.measures["reconvicted"].effect is None
    assert found.raw is None
    assert found.kept.matched == 3


@pytest.mark.parametrize(("as_at", "is_found"), [("2013-01-30", False), ("2013-01-31", True), ("2013-02-01", True)])
def test_a_group_made_from_a_later_day_is_not_shown(reader, as_at, is_found):
    store(reader)
    day = date.fromisoformat(as_at)
    assert (read_comparison(reader, doncaster(reader), day, "cohort-1") is not None) == is_found


def test_nothing_is_stored(reader):
    assert read_comparison(reader, doncaster(reader), COMPLETE, "cohort-1") is None


def test_the_latest_group_of_a_cohort_is_taken(reader):
    store(reader)
    store(reader, match_id="later", as_at=date(2013, 6, 30), ratio=3)
    assert read_comparison(reader, doncaster(reader), COMPLETE, "cohort-1").made.ratio == 3
    assert read_comparison(reader, doncaster(reader), BEFORE_COMPLETE, "cohort-1").made.ratio == 2


def test_how_it_was_made(reader):
    store(reader)
    made = read_comparison(reader, doncaster(reader), COMPLETE, "cohort-1").made
    assert [(term.name, term.coefficient) for term in made.model] == [("(intercept)", -1.0), ("released locally", 0.5)]
    assert (made.as_at, made.is_same_terms, made.seed) == (MADE, False, None)
    assert made.left_out == {"sanction history or OGRS not known": (0, 2)}


def test_people_stored_that_are_not_those_of_the_file_are_refused(reader):
    store(reader)
    reader.connection.execute("DELETE FROM matched_person WHERE person_id = 'u'")
    with pytest.raises(ValueError, match="throughgate match"):
        read_comparison(reader, doncaster(reader), COMPLETE, "cohort-1")


def test_no_query_gives_an_id(reader):
    store(reader)
    weights = query(reader, "comparison/weights", match_id="m")
    outcomes = query(
        reader, "comparison/outcomes", contract_id="doncaster", cohort_id="cohort-1", compared_id="baseline-2009", as_at=COMPLETE,
        score="ogrs3-one-year",
    )  # fmt: skip
    assert not {column for frame in (weights, outcomes) for column in frame if column.endswith("_id")}
    assert len(weights) == len(outcomes) == 10


def test_events_for_every_hundred_are_set_side_by_side(reader):
    """2 + 1 events of 4 people, and 1 + 3 + 1 of 6: 75 less 83 1/3 for every 100. Without scores nothing is adjusted."""
    store(reader)
    found = read_comparison(reader, doncaster(reader), COMPLETE, "cohort-1")
    assert found.raw_events.points == pytest.approx(75 - 500 / 6)
    own, theirs = frequency(4, 3, 5), frequency(6, 5, 11)
    below = math.hypot(75 - own.low, theirs.high - 500 / 6)
    assert found.raw_events.low == pytest.approx(75 - 500 / 6 - below)
    assert found.adjusted_events is None
    assert found.events_e_value.estimate == pytest.approx(e_value(*(getattr(found.events_ratio, n) for n in ("estimate", "low", "high"))).estimate)  # fmt: skip


def test_who_came_since_the_group_was_made_is_counted(reader):
    """Everybody was known of on the day the group was made; a new person is out on 1 March 2012 and known from then."""
    store(reader)
    assert read_comparison(reader, doncaster(reader), COMPLETE, "cohort-1").since == (0, 0)
    reader.connection.execute(
        "INSERT INTO cohort_member SELECT * REPLACE (999 AS person_number, 999 AS member_id, DATE '2013-02-01' AS known_from) FROM cohort_member "
        "WHERE person_id = 'a' AND contract_id = 'doncaster'"
    )
    assert read_comparison(reader, doncaster(reader), COMPLETE, "cohort-1").since == (1, 0)
    assert read_comparison(reader, doncaster(reader), MADE, "cohort-1").since == (0, 0)


@pytest.mark.parametrize(
    ("as_at", "expected"), [("2013-01-30", ((), True)), ("2013-01-31", (("cohort-1",), True)), ("2013-06-30", (("cohort-1", "cohort-2"), False))]
)  # fmt: skip
def test_which_groups_are_stored_by_a_day(reader, as_at, expected):
    store(reader)
    _store_row(reader, "cohort-2", "2013-06-30")
    found = find_stored(reader, doncaster(reader), date.fromisoformat(as_at))
    assert (found.cohort_ids, found.has_later) == expected


def test_the_latest_cohort_with_complete_follow_up_leads(reader):
    """Cohort 1's window ends on 30 September 2012, and its people are followed to July 2013; of cohort 2 nobody is known."""
    store(reader)
    _store_row(reader, "cohort-3", "2012-01-31")
    _store_row(reader, "cohort-2", "2012-01-31")
    assert find_stored(reader, doncaster(reader), BEFORE_COMPLETE).cohort_ids == ("cohort-1", "cohort-2", "cohort-3")
    reader.connection.execute("UPDATE cohort_member SET cohort_id = 'cohort-2' WHERE cohort_id = 'cohort-1'")
    assert find_stored(reader, doncaster(reader), date(2014, 6, 30)).cohort_ids[0] == "cohort-2"
    assert find_stored(reader, doncaster(reader), BEFORE_COMPLETE).cohort_ids[0] == "cohort-1"


def _store_row(reader: Reader, cohort: str, day: str) -> None:
    reader.connection.execute(
        "INSERT INTO matching (match_id, contract_id, cohort_id, as_at) VALUES (?, 'doncaster', ?, ?)",
        [cohort, cohort, day],
    )
