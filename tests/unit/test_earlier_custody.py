"""Made-up custody before the first sentence in the file: whom it is given to, and when it may lie."""

from __future__ import annotations

import numpy as np
import pytest

from throughgate.store.synthetic.earlier import earlier_custody, name_convictions

PEOPLE = 4000


def day(text):
    return np.datetime64(text, "D")


def made(total: int, *, born="1970-01-01", first=15, discharged=None) -> dict[str, np.ndarray]:
    """So many people sentenced on 1 January 2010, released a year on, of one history."""
    who = np.arange(PEOPLE)
    tables = {
        "person": {"birth_month": day(born), "known_on": day("2010-01-01")},
        "sanction_history": {"convicted_on": day("2010-01-01"), "sanctions_total": total, "age_at_first_sanction": first},
        "discharge": {"sentenced_on": day("NaT"), "received_on": day("2010-01-01"), "discharged_on": day(discharged or "2011-01-01")},
    }  # fmt: skip
    tables = {name: {c: np.full(PEOPLE, v) for c, v in columns.items()} | {"person": who} for name, columns in tables.items()}  # fmt: skip
    tables["sanction_history"]["person_id"] = np.char.add("P", who.astype(str))
    return earlier_custody(np.random.default_rng(1), tables)


@pytest.mark.parametrize(
    ("total", "share"), [(1, 0), (2, 0.40), (3, 0.40 + 0.14 * np.log(2)), (20, 0.40 + 0.14 * np.log(19)), (150, 0.95)]
)
def test_the_share_rises_with_sanctions(total, share):
    """0.40 at two, 0.14 more for each unit of log(sanctions - 1), never above 0.95; nobody at a first sanction."""
    # Four standard errors of a share of 4,000 people are at most 0.032.
    assert len(made(total)["person"]) / PEOPLE == pytest.approx(share, abs=0.032 if share else 0)


def test_it_lies_after_childhood_and_at_least_90_days_before_the_sentence():
    rows = made(20)
    assert rows["convicted_on"].max() <= day("2010-01-01") - 90
    assert rows["convicted_on"].min() >= day("1970-01-01") + round(16 * 365.25) - 1
    assert (rows["offence_on"] < rows["convicted_on"]).all()
    assert rows["known_on"].min() == day("2010-01-01")
    assert rows["is_custodial"].all()


@pytest.mark.parametrize(("born", "has"), [("1993-06-01", True), ("1993-11-01", False)])
def test_a_career_too_short_to_hold_one_holds_none(born, has):
    """Sixteen in June 2009 leaves 90 days before 2010; sixteen in November does not."""
    assert (len(made(20, born=born)["person"]) > 0) is has


def test_nothing_falls_after_a_release_before_the_sentence():
    assert made(20, discharged="2005-01-01")["convicted_on"].max() <= day("2005-01-01") - 90


def test_names_follow_those_already_given():
    parts = [{"person": np.arange(3)}, {"person": np.arange(2)}]
    name_convictions(np.random.default_rng(1), parts, after={"conviction": np.array([4, 9, 7])})
    assert sorted([*parts[0]["conviction_id"], *parts[1]["conviction_id"]]) == [f"C-{n:06d}" for n in range(11, 16)]
