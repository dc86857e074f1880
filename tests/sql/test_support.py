"""Who gets how much: the queries of parking and cherry-picking on people typed in here, worked by hand.

All are released from Doncaster on 10 January 2013, in its second cohort, after twenty weeks on pathway 3.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from throughgate.fairness.support import read_support
from throughgate.store.build import build
from throughgate.store.reader import Reader, query
from throughgate.terms import read_all_terms

OUT = date(2013, 1, 10)
ALLOCATED = OUT - timedelta(140)
LATE = date(2014, 6, 30)
DONCASTER = next(terms for terms in read_all_terms() if terms.id == "doncaster")
SCOPE = {"contract_id": "doncaster", "cohort_id": None}


@pytest.fixture
def person(put):
    """person("a", sanctions=40) puts in somebody with a case manager; more sanctions, higher OGRS."""
    put("worker", worker_id="w2", role="custody case manager", establishment="HMP Doncaster", started_on="2011-10-01")
    put("worker", worker_id="w1", role="custody case manager", establishment="HMP Doncaster", started_on="2011-11-01")
    put("worker", worker_id="w0", role="custody case manager", establishment="HMP Hull", started_on="2011-01-01")

    def add(name: str, sanctions: int = 5, out: date = OUT, received: date = ALLOCATED - timedelta(9)) -> None:
        put("person", person_id=name, sex="M", birth_month="1985-01-01")
        put(
            "sanction_history", person_id=name, convicted_on="2012-01-02", age_at_first_sanction=18,
            sanctions_total=sanctions, violent_sanctions=0, offence_code="02800",
        )  # fmt: skip
        put(
            "discharge", discharge_id=f"d{name}", person_id=name, establishment="HMP Doncaster", received_on=received,
            discharged_on=out, custody_type="sentenced", risk_of_harm="low", sentence_days=300,
        )  # fmt: skip
        put("allocation", discharge_id=f"d{name}", pathway=3, started_on=ALLOCATED, worker_id="w1")

    return add


@pytest.fixture
def met(put):
    """met("a", day, minutes) puts in a contact so many days after release, or before it where the day is below 0."""
    turn = iter(range(1000))

    def add(name: str, day: int, minutes: int = 30, *, attended: bool = True, **row) -> None:
        usual = ("custody case manager", "custody") if day < 0 else ("community case manager", "community")
        values = {"contact_id": str(next(turn)), "role": usual[0], "setting": usual[1], "purpose": "one to one"} | row
        put(
            "contact", discharge_id=f"d{name}", contacted_on=OUT + timedelta(day), attended=attended,
            minutes=minutes, worker_id="w1", **values,
        )  # fmt: skip

    return add


@pytest.fixture
def reader(database) -> Reader:
    """What was put in; built by `read` on the first question."""
    return Reader(None, "typed", "", database)


@pytest.fixture
def ask(reader, database):
    """ask("hours", as_at) gives the rows of a query."""

    def answer(name: str, as_at: date = LATE, **more):
        if not database.execute(
            "SELECT count(*) FROM duckdb_functions() WHERE function_name = 'service_at'"
        ).fetchone()[0]:
            database.execute("INSERT INTO load (source, is_synthetic) VALUES ('typed in', true)")
            build(database, read_all_terms())
        return query(reader, f"fairness/{name}", as_at=as_at, **more)

    return answer


def test_minutes_of_kept_contacts_count_a_person_once(person, met, ask):
    person("a", 2), person("b", 40)
    met("a", -100, 40), met("a", -90, 60), met("a", -80, 0, attended=False), met("b", -100, 30)
    met("b", -95, 90, role="orderly"), met("b", -94, 90, known_on=LATE + timedelta(1))
    rows = ask("contact_moments", contract_id="doncaster").set_index("look")
    minutes, hours = rows.loc["minutes"], rows.loc["hours"]
    # w2 started first at Doncaster, so w1 is case manager 2; 50 and 30 minutes, so vv = 10^2 + 10^2; less for the higher OGRS.
    assert (minutes["number"], minutes["stratum"], minutes["n"], minutes["vv"]) == (2, 3, 2, 200)
    # One unit of u is half the difference of OGRS: uv = -20 u, uu = 2 u^2, so uv^2 = 200 uu.
    assert minutes["uv"] < 0
    assert minutes["uv"] ** 2 == pytest.approx(200 * minutes["uu"])
    assert minutes["uuvv"] == pytest.approx(100 * minutes["uu"])
    # Hours in four weeks: 100 and 30 minutes of 20 weeks: 1/3 and 1/10 hours; pathway 3, twenty whole weeks.
    assert (hours["stratum"], hours["n"]) == (3020, 2)
    assert hours["vv"] == pytest.approx((1 / 3 - 1 / 10) ** 2 / 2)


def test_a_corrected_contact_counts_as_it_stood_on_the_day(person, met, ask):
    person("a", 2), person("b", 40)
    (
        met("a", -100, 40, contact_id="x"),
        met("a", -100, 50, contact_id="x", known_on=OUT + timedelta(5)),
        met("b", -100, 30),
    )
    # Before the correction 40 and 30 minutes: 2 x 5^2; after it 50 and 30: 2 x 10^2.
    for as_at, spread in ((OUT + timedelta(4), 50), (OUT + timedelta(5), 200)):
        rows = ask("contact_moments", as_at, contract_id="doncaster").set_index("look")
        assert rows.loc["minutes", ["n", "vv"]].tolist() == [2, spread]


def test_hours_against_needs_compare_people_assessed(person, met, put, ask):
    person("a"), person("b"), person("c")
    met("a", -100, 60), met("c", -100, 90)
    for name, needs in (("a", ("debt", "health")), ("b", ())):
        for need in ("debt", "health"):
            put(
                "assessment",
                discharge_id=f"d{name}",
                assessment_type="full",
                assessed_on=ALLOCATED,
                need=need,
                has_need=need in needs,
            )
    rows = ask("contact_moments", contract_id="doncaster").set_index("look").loc["needs"]
    # Nobody assessed c. a: two needs, an hour in five times four weeks; b: none and none. u is 1 and -1, v 0.1 and -0.1.
    assert rows[["stratum", "n"]].tolist() == [3020, 2]
    assert rows[["uu", "uv", "vv", "uuuu"]].tolist() == pytest.approx([2, 0.2, 0.02, 2])


def test_hours_by_band_and_needs(person, met, put, ask):
    person("a"), person("b"), person("c", out=ALLOCATED + timedelta(13))
    met("a", -100, 60), met("c", -139, 60)
    put("assessment", discharge_id="da", assessment_type="triage", assessed_on=ALLOCATED, need="debt", has_need=True)
    put("assessment", discharge_id="da", assessment_type="full", assessed_on=ALLOCATED, need="debt", has_need=True)
    put("assessment", discharge_id="da", assessment_type="full", assessed_on=ALLOCATED, need="health", has_need=True)
    rows = ask("hours", **SCOPE)
    # a: an hour in five times four weeks, two needs; b: none and nobody looked; c was there under 14 days.
    assert rows[["n", "hours"]].sum().tolist() == pytest.approx([2, 0.2])
    assert sorted(rows["needs"]) == ["2 or 3", "not assessed"]
    assert rows.set_index("needs").loc["2 or 3", "hours_squared"] == pytest.approx(0.04)


@pytest.mark.parametrize(("day", "hours"), [(0, 0.5), (83, 0.5), (84, 0.0)])
def test_hours_after_release_are_of_the_first_twelve_weeks(person, met, ask, day, hours):
    person("a")
    met("a", day)
    met("a", 5, role="probation")
    rows = ask("hours_after", **SCOPE)
    assert (rows["n"].tolist(), rows["hours"].tolist(), rows["is_engaged"].tolist()) == ([1], [hours], [True])
    assert ask("hours_after", OUT + timedelta(83), **SCOPE).empty


def test_contact_before_and_after_a_first_reconviction(person, met, put, ask):
    person("a"), person("b"), person("c")
    met("a", 1), met("a", 30), met("a", 40), met("b", 27), met("b", 40), met("c", 28)
    offence = {"offence_on": OUT + timedelta(9), "disposal": "fine"}
    put("conviction", conviction_id="1", person_id="a", convicted_on=OUT + timedelta(40), **offence)
    rows = ask("decay", OUT + timedelta(50), ratios=None, **SCOPE).set_index("day")
    # c was met only on the 29th day, and so is not followed. a's conviction is known on its day, the 41st.
    assert rows.index.tolist() == list(range(28, 51))
    assert rows.loc[39, ["people", "reconvicted", "days_before", "days_after"]].tolist() == [2, 1, 2, 0]
    assert rows.loc[40, ["days_before", "days_after", "contacts_before", "contacts_after"]].tolist() == [1, 1, 1, 1]
    assert rows[["contacts_before", "contacts_after"]].sum().tolist() == [2, 1]
    # Only day 40 compares: ratio 1, a contact expected of each, so nobody has a residual but for other days' nought.
    assert rows["residuals_squared"].isna().all()
    assert ask("decay", OUT + timedelta(50), ratios=[1.0] * 4, **SCOPE)["residuals_squared"].unique() == pytest.approx(
        [0.0]
    )
    # At ratio 2 day 40 expects 2 / 3 each before: a (1 - 4 / 3) / 2 = -1 / 6, b -2 (1 - 2 / 3) / 2 = -1 / 3: 1 / 36 + 4 / 36.
    assert ask("decay", OUT + timedelta(50), ratios=[2.0] * 4, **SCOPE)["residuals_squared"].unique() == pytest.approx(
        [5 / 36]
    )


def test_contact_is_compared_within_pathway_and_its_error_counted_by_person(person, met, put, ask):
    person("a"), person("b"), person("c"), person("d")
    # c and d are on pathway 2 in the end.
    for name in "cd":
        put("allocation", discharge_id=f"d{name}", pathway=2, started_on=ALLOCATED + timedelta(9), worker_id="w1")
    for name in "abcd":
        met(name, 1)
    met("a", 40), met("b", 40), met("c", 40), met("d", 40)
    for name in "ac":
        put(
            "conviction", conviction_id=name, person_id=name, convicted_on=OUT + timedelta(40),
            offence_on=OUT + timedelta(9), disposal="fine",
        )  # fmt: skip
    rows = ask("decay", OUT + timedelta(40), ratios=[None, None, 1.0, 2.0], **SCOPE)
    last = rows[rows["day"] == 40]
    assert last[["pathway", "people", "reconvicted"]].to_numpy().tolist() == [[2, 2, 1], [3, 2, 1]]
    assert (
        last[["days_before", "days_after", "contacts_before", "contacts_after"]].to_numpy().tolist()
        == [[1, 1, 1, 1]] * 2
    )
    # At ratio 1 pathway 2 has no residual; at 2 pathway 3 has -1 / 6 and -1 / 3, as above.
    assert last["residuals_squared"].tolist() == pytest.approx([0, 5 / 36])
    assert last["all_residuals_squared"].tolist() == pytest.approx([5 / 36] * 2)


def test_somebody_in_two_cohorts_is_one_for_the_error(person, met, put, ask):
    person("a"), person("b")
    later = OUT + timedelta(300)  # in the third cohort
    put(
        "discharge", discharge_id="d2", person_id="b", establishment="HMP Doncaster", received_on=later - timedelta(99),
        discharged_on=later, custody_type="sentenced", risk_of_harm="low", sentence_days=300,
    )  # fmt: skip
    put("allocation", discharge_id="d2", pathway=3, started_on=later - timedelta(90), worker_id="w1")
    met("a", 1), met("a", 40), met("b", 1), met("b", 40), met("2", 301), met("2", 340)
    put(
        "conviction",
        conviction_id="1",
        person_id="a",
        convicted_on=OUT + timedelta(40),
        offence_on=OUT + timedelta(9),
        disposal="fine",
    )
    rows = ask("decay", OUT + timedelta(340), ratios=[2.0] * 4, **SCOPE)
    assert rows["people"].unique().tolist() == [3]
    # Day 40: A = 1 of R = 1, B = 2 of S = 2, so 3 / 4 expected of one not yet reconvicted, 3 / 2 of a. Weights: after 2 / 3, before
    # 2 x 1 / 3. a: 2 / 3 (1 - 3 / 2) = -1 / 3. b in either cohort: -2 / 3 (1 - 3 / 4) = -1 / 6, together -1 / 3.
    assert rows["all_residuals_squared"].unique() == pytest.approx([1 / 9 + 1 / 9])


def test_offered_nothing_is_no_referral_for_a_need_found(person, put, ask):
    for name in "abcd":
        person(name)
        for need in ("debt", "health"):
            put(
                "assessment",
                discharge_id=f"d{name}",
                assessment_type="full",
                assessed_on=ALLOCATED,
                need=need,
                has_need=need == "debt",
            )
    referral = {"intervention": "debt advice", "referred_on": ALLOCATED + timedelta(9)}
    put("referral", referral_id="1", discharge_id="da", need="debt", **referral)
    put("referral", referral_id="2", discharge_id="db", need="health", **referral)  # for a need that was not found
    put("referral", referral_id="3", discharge_id="dc", **referral)  # does not say for which
    put("referral", referral_id="4", discharge_id="dd", need="debt", **referral | {"referred_on": LATE + timedelta(1)})
    rows = ask("nothing", **SCOPE)
    assert rows[["needs", "n", "nothing"]].to_numpy().tolist() == [["1", 4, 2]]
    offered = ask("offered", handover_to=56, **SCOPE)
    of_needs = offered[(offered["given"] == "offered") & (offered["measure"] == "needs")]
    assert of_needs[["is_yes", "n", "total", "squares"]].to_numpy().tolist() == [[False, 2, 2, 2], [True, 2, 2, 2]]


@pytest.mark.parametrize(("within", "yes"), [(8, 0), (9, 1)])
def test_allocated_and_handed_over(person, met, ask, within, yes):
    person("a")
    met("a", -50, purpose="handover", role="community case manager", setting="custody", attended=False)
    more = {"contract_id": "doncaster", "triage_only_below": 56}
    rows = ask("offer_moments", allocated_within=within, handover_to=139, **more).set_index("look")
    assert rows["yes"].to_dict() == {"allocated": yes, "handover": 1}
    assert "handover" not in ask("offer_moments", allocated_within=within, handover_to=140, **more)["look"].tolist()


def test_allocated_looks_at_arrivals_from_the_day_the_first_cohort_opened(person, ask):
    person("a", received=date(2011, 9, 30)), person("b", received=date(2011, 10, 1))
    more = {"contract_id": "doncaster", "triage_only_below": 56, "handover_to": 56}
    rows = ask("offer_moments", allocated_within=14, **more)
    assert rows.loc[rows["look"] == "allocated", "n"].sum() == 1


def test_engaged_by_quarter_and_risk(person, met, ask):
    person("a"), person("b")
    met("a", 3)
    rows = ask("engaged_by_risk", **SCOPE)
    assert rows[["is_engaged", "n", "is_complete"]].to_numpy().tolist() == [[False, 1, True], [True, 1, True]]
    assert not ask("engaged_by_risk", date(2014, 3, 31), **SCOPE)["is_complete"].any()
    assert ask("engaged_by_risk", OUT + timedelta(27), **SCOPE).empty


def test_few_people_cannot_be_told_of(person, met, reader, ask):
    person("a", 2), person("b", 40)
    met("a", -100), met("b", -100, 40), met("a", 1), met("b", 2)
    ask("decay", ratios=None, **SCOPE)
    found = read_support(reader, DONCASTER, LATE)
    assert {check.standing for check in found.checks} == {"cannot tell"}
    assert "parking-case-manager-2-cohort-2" in {check.id for check in found.checks}
    crc = next(terms for terms in read_all_terms() if terms.id == "crc")
    assert read_support(reader, crc, LATE).checks == ()
