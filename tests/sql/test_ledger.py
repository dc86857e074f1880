"""The second computation of a payment: money worked by hand, people typed in here, and the first computation beside it."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from types import SimpleNamespace

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from units import unit_of

from throughgate.ledger import Ledger, PeopleNotListed, ledger, list_episodes, may_list_people
from throughgate.ledger.counting import recount, recount_referrals
from throughgate.ledger.model import Counts
from throughgate.ledger.paying import Basis, paid, paid_by_volume, passed_on
from throughgate.methods.payment import Outcome, Settled, Volume, statement
from throughgate.projection import project
from throughgate.results import read_contract
from throughgate.show.ledger import tables
from throughgate.store.build import build
from throughgate.store.reader import Reader, query
from throughgate.terms import Contract, parse_terms

AS_AT = date(2014, 6, 30)
EMPTY = Reader(None, "typed", "", duckdb.connect())
FIGURES = {
    "threshold": {"threshold": "5", "cap": "10", "core-value": "20000000", "share-at-risk": "10", "slope": "400000"},
    "events": {"trigger-cohort": "10", "trigger-pooled": "7.5", "price": "20000", "most-paid": "13000000"},
    "three-way": {
        "confidence": "95", "maximum-annual-payment": "12000000", "fee-for-service": "10000000",
        "binary-payment": "1000000", "frequency-price": "1000",
    },
    "balancing": {"fee": "1000", "upfront-share": "70", "full-fall": "8"},
    "deduction": {"fee": "2000", "deduction": "750.25", "most-deducted": "30"},
    "volume": {"expected-conversion": "80", "hours-per-session": "1"},
}  # fmt: skip


def terms_of(rule: str, *, more: str = "", **changed: str) -> Contract:
    """A contract of one rule, its figures those of FIGURES but for the changed ones."""
    values = FIGURES[rule] | {name.replace("_", "-"): value for name, value in changed.items()}
    figures = "\n".join(
        f'[figures.{name}]\nvalue = "{value}"\nunit = "{unit_of(rule, name)}"\nsource = "s"\nstatus = "assumed"'
        for name, value in values.items()
    )
    bands = 'bands_on = "starts"\nbands = [{ from_count = 0, fee = "0" }, { from_count = 60, fee = "150000" }, { from_count = 90, fee = "180000.5" }]'
    text = f"""
name = "Typed in"
provider = "p"
summary = "s"
[eligibility]
custody_types = ["sentenced", "IPP"]
sex = "M"
sentence_days_below = 365
source = "s"
status = "assumed"
[outcome]
headline = "{"volume" if rule == "volume" else "binary"}"
follow_up_months = 12
conviction_months = 18
definition = "d"
source = "s"
status = "assumed"
{figures}
[payment]
rule = "{rule}"
source = "s"
status = "assumed"
{bands if rule == "volume" else ""}
{more}
[adjustment]
method = "{"reweighted-control" if rule == "events" else "none"}"
source = "s"
status = "assumed"
[[cohorts]]
id = "before"
name = "Before"
kind = "baseline"
discharged_from = 2010-01-01
discharged_to = 2010-12-31
establishments = ["HMP Here"]
source = "s"
status = "assumed"
[[cohorts]]
id = "cohort-1"
name = "Cohort 1"
kind = "cohort"
discharged_from = 2012-01-01
discharged_to = 2012-12-31
establishments = ["HMP Here", "HMP There"]
source = "s"
status = "assumed"
"""
    return parse_terms(text, contract_id="typed-in", file="typed-in.toml")


def pence(terms: Contract, outcome: Outcome) -> list[int]:
    """What the second computation pays, line by line."""
    counts = Counts(outcome.n, outcome.reconvicted, outcome.events, outcome.n)
    lines = paid(EMPTY, terms, outcome, Basis(counts, outcome.baseline, outcome.control_events))
    return [line.pence for line in lines]


BASELINE = Fraction(582, 1000)


@pytest.mark.parametrize(
    ("n", "reconvicted", "expected"),
    [
        (1000, 532, [0, 0]),  # a fall of exactly 5 points
        (1000, 533, [-200_000_000, 0]),  # 4.9
        (10_000, 5321, [-200_000_000, 0]),  # 4.99: 10% of 20 million pounds
        (1000, 525, [0, 28_000_000]),  # 5.7: 0.7 points at 400,000 pounds
        (1000, 549, [-200_000_000, 0]),  # 3.3
        (1000, 482, [0, 200_000_000]),  # exactly 10
        (1000, 462, [0, 200_000_000]),  # 12, paid as 10
        (1000, 1000, [-200_000_000, 0]),
        (3, 0, [0, 200_000_000]),  # a fall of 58.2
    ],
)
def test_threshold_to_the_penny(n, reconvicted, expected):
    assert pence(terms_of("threshold"), Outcome(n, reconvicted, baseline=BASELINE)) == expected


def test_a_threshold_on_a_baseline_without_end_is_exact():
    """Of 700 people 7/12 less 5 points is 373.33: 373 meet it. Of 600 it is 320 exactly: 320 meet it, 321 do not."""
    terms = terms_of("threshold")
    twelfths = Fraction(7, 12)
    assert pence(terms, Outcome(700, 373, baseline=twelfths))[0] == 0
    assert pence(terms, Outcome(700, 374, baseline=twelfths))[0] < 0
    assert pence(terms, Outcome(600, 320, baseline=twelfths)) == [0, 0]
    assert pence(terms, Outcome(600, 321, baseline=twelfths))[0] < 0


def test_half_a_penny_goes_away_from_nothing():
    """Half a point at a penny a point is half a penny: paid. A tenth of 5 pence is half a penny: reclaimed."""
    terms = terms_of("threshold", slope="0.01", core_value="0.05")
    assert pence(terms, Outcome(1000, 527, baseline=BASELINE)) == [0, 1]
    assert pence(terms, Outcome(1000, 582, baseline=BASELINE)) == [-1, 0]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (1395, [310_000_000, 0, 0]),  # 1,000 people against 1,550: exactly 10% fewer, 155 events at 20,000 pounds
        (1396, [0, 0, 0]),  # 9.94%
        (1420, [0, 0, 0]),  # 8.4%, Peterborough's first cohort
        (800, [1_500_000_000, -200_000_000, 0]),  # 750 averted come to 15 million, of which 13 are paid
    ],
)
def test_events_of_one_cohort(events, expected):
    outcome = Outcome(1000, events=events, control_events=Fraction(155, 100))
    assert pence(terms_of("events"), outcome) == expected


@pytest.mark.parametrize(
    ("events", "paid_before", "expected"),
    [
        # Cohort 1 fell by 8.4% (142 against 155); cohort 2 by 9.6%, so that together it is 9.0%: 130 + 149 events.
        (1401, 0, [558_000_000, 0, 0]),
        # What was paid for cohort 1 is not paid again.
        (1401, 100_000_000, [558_000_000, 0, -100_000_000]),
        # 2,000 people with a mean fall of 7.5% are 3,100 events less 232.5: 1,447 in the second cohort meet it, 1,448 do not.
        (1447, 0, [466_000_000, 0, 0]),
        (1448, 0, [0, 0, 0]),
    ],
)
def test_events_of_all_cohorts_together(events, paid_before, expected):
    earlier = (Settled(1000, 1420, Fraction(155, 100), paid_before),)
    outcome = Outcome(1000, events=events, control_events=Fraction(155, 100), earlier=earlier, is_last=True)
    assert pence(terms_of("events"), outcome) == expected


@pytest.mark.parametrize(
    ("reconvicted", "events", "expected"),
    [
        # Baseline 50%, 4 reoffences each, 1,000 people: sd 1.58 points, so a change of 30 people is none (1.90 sd), one of
        # 31 is significant (1.961 sd against 1.95996).
        (500, 2000, [1_000_000_000, 0, 0, 0]),
        (470, 1880, [1_000_000_000, 0, 0, 0]),
        (469, 1876, [1_000_000_000, 100_000_000, 0, 0]),
        (531, 2124, [1_000_000_000, -100_000_000, 0, 0]),
        # 100 reoffences fewer than 4 for each of 500: 100,000 pounds, and as much to deduct for 100 more.
        (500, 1900, [1_000_000_000, 0, 10_000_000, 0]),
        (500, 2100, [1_000_000_000, 0, -10_000_000, 0]),
        # 10 + 1 + 1.6 million are 12.6: 0.6 more than the maximum of the year.
        (400, 0, [1_000_000_000, 100_000_000, 160_000_000, -60_000_000]),
    ],
)
def test_three_way(reconvicted, events, expected):
    outcome = Outcome(1000, reconvicted, events, baseline=Fraction(1, 2), control_events=Fraction(4))
    assert pence(terms_of("three-way"), outcome) == expected


@pytest.mark.parametrize(
    ("reconvicted", "expected"),
    [
        (500, [70_000_000, 0]),  # 1,000 people at 1,000 pounds, 70% at once
        (520, [70_000_000, 0]),
        (480, [70_000_000, 7_500_000]),  # 2 of 8 points: a quarter of 300,000 pounds
        (421, [70_000_000, 29_625_000]),  # 7.9 points
        (420, [70_000_000, 30_000_000]),  # exactly 8
        (300, [70_000_000, 30_000_000]),
    ],
)
def test_balancing(reconvicted, expected):
    assert pence(terms_of("balancing"), Outcome(1000, reconvicted, baseline=Fraction(1, 2))) == expected


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (0, [20_000_000, 0, 0]),  # 100 people at 2,000 pounds
        (79, [20_000_000, -5_926_975, 0]),  # 59,269.75 pounds, less than 60,000
        (80, [20_000_000, -6_002_000, 2_000]),  # 60,020 pounds, of which 20 are given back
    ],
)
def test_deduction(events, expected):
    assert pence(terms_of("deduction"), Outcome(100, events=events)) == expected


@pytest.mark.parametrize(
    ("starts", "expected"), [(0, 0), (59, 0), (60, 15_000_000), (89, 15_000_000), (90, 18_000_050)]
)
def test_volume(starts, expected):
    lines = paid_by_volume(EMPTY, terms_of("volume"), Counts(200, 0, 0, 0, starts=starts))
    assert [line.pence for line in lines] == [expected]


def test_partners_share_reward_and_risk_but_no_fee():
    partner = '[[payment.partners]]\nname = "A partner"\nreward_share = "20"\nrisk_share = "2.5"\nsource = "s"\nstatus = "assumed"'
    terms = terms_of("threshold", more=partner)
    lines = paid(EMPTY, terms, Outcome(1000, 525, baseline=BASELINE), Basis(Counts(1000, 525, 0, 0), BASELINE, None))
    assert [(line.label, line.pence) for line in passed_on(EMPTY, terms, lines)] == [("A partner", 5_600_000)]
    lines = paid(EMPTY, terms, Outcome(1000, 582, baseline=BASELINE), Basis(Counts(1000, 582, 0, 0), BASELINE, None))
    assert [line.pence for line in passed_on(EMPTY, terms, lines)] == [-5_000_000]
    fees = terms_of("balancing", more=partner)
    counts = Basis(Counts(1000, 480, 0, 0), Fraction(1, 2), None)
    lines = paid(EMPTY, fees, Outcome(1000, 480, baseline=Fraction(1, 2)), counts)
    assert [line.pence for line in passed_on(EMPTY, fees, lines)] == [1_500_000]


shares = st.fractions(0, 1, max_denominator=3000)
sizes = st.integers(1, 4000)


@st.composite
def outcomes(draw) -> Outcome:
    n = draw(sizes)
    settled = st.builds(
        Settled,
        n=sizes,
        events=st.integers(0, 8000),
        control_events=st.fractions(0, 3, max_denominator=3000),
        paid_pence=st.integers(0, 10**9),
    )
    return Outcome(
        n=n,
        reconvicted=draw(st.integers(0, n)),
        events=draw(st.integers(0, 2 * n)),
        baseline=draw(shares),
        baseline_se=draw(st.sampled_from([0.0, 0.01])),
        control_events=draw(st.fractions(0, 3, max_denominator=3000)),
        earlier=tuple(draw(st.lists(settled, max_size=2))),
        is_last=draw(st.booleans()),
    )


@pytest.mark.parametrize("rule", [rule for rule in FIGURES if rule != "volume"])
def test_both_computations_pay_the_same_for_any_outcome(rule):
    terms = terms_of(rule)

    @settings(max_examples=40)
    @given(outcomes())
    def agree(outcome: Outcome) -> None:
        stated = statement(terms, outcome)
        first = [line.amount_pence for line in stated.lines if line.amount_pence]
        assert [amount for amount in pence(terms, outcome) if amount] == first

    agree()


@settings(max_examples=30)
@given(st.integers(0, 200))
def test_both_computations_pay_the_same_for_any_volume(starts):
    terms = terms_of("volume")
    (line,) = paid_by_volume(EMPTY, terms, Counts(200, 0, 0, 0, starts=starts))
    assert line.pence == statement(terms, Outcome(200, volume=Volume(200, starts))).total_pence


LISTS = {
    "own_scores": [20.0, 60.0, None],
    "own_people": [1, 2, 1],
    "base_scores": [40.0, 80.0, None],
    "base_people": [1, 1, 2],
    "highest": None,
}


@pytest.mark.parametrize(("is_one_way", "own", "expected"), [
    (False, [20.0, 60.0, None], Fraction(-40, 300)),  # mean 140/3 per cent against 60
    (True, [20.0, 60.0, None], Fraction(-40, 300)),
    (False, [90.0, 90.0, None], Fraction(30, 100)),
    (True, [90.0, 90.0, None], Fraction(0)),  # one way: a riskier cohort moves nothing
    (False, [None, None, None], Fraction(0)),  # nobody with a score
    (False, [0.0, 0.0, None], Fraction(-595, 1000)),  # a score of nothing stands half a point inside
])  # fmt: skip
def test_the_contract_rule_moves_a_baseline_by_the_difference_of_means(is_one_way, own, expected):
    row = query(EMPTY, "ledger/adjust_mean_ogrs", is_one_way=is_one_way, **LISTS | {"own_scores": own}).iloc[0]
    assert Fraction(int(row["numerator"]), int(row["denominator"])) == expected


def test_a_recalibration_moves_a_baseline_by_the_difference_of_expected_rates():
    """With intercept 0 and slope 1 the curve gives back the risk: (20 + 60 + 60 + 70) / 4 less (40 + 80 + 70 + 70) / 4."""
    written = {"intercept": 0.0, "slope": 1.0, "unknown_rate": 0.7}
    row = query(EMPTY, "ledger/adjust_recalibration", **written, **LISTS).iloc[0]
    assert Fraction(int(row["numerator"]), int(row["denominator"])) == Fraction(-125, 1000)


def test_a_slope_and_an_intercept_bend_the_curve():
    """Risk 0.8 has odds of 4: half the log-odds are odds of 2, and ln 2 more are 4, a rate of 0.8; 0.2 gives 0.5 / 1.5 x 2."""
    written = {"intercept": 0.6931471805599453, "slope": 0.5, "unknown_rate": 0.0}
    lists = {"own_scores": [80.0], "own_people": [1], "base_scores": [20.0], "base_people": [5], "highest": None}
    row = query(EMPTY, "ledger/adjust_recalibration", **written, **lists).iloc[0]
    assert int(row["numerator"]) == 300_000


def test_a_control_is_weighted_by_bands_of_five_points():
    """Own: 3 people at 12 per cent (band 10 to 15), 1 at 50, 1 without a score.

    Control: band 10 to 15 has 10 people, 2 reconvicted, 3 events; 45 to 50 has 4, 2, 6; 55 to 60 has 5, 5, 20; no one
    without a score, so that the whole control, 9 of 19 and 29 events, stands for the last. 50 takes the lower of two
    bands as near. Rate: (3 x 0.2 + 0.5 + 9/19) / 5; events (3 x 0.3 + 1.5 + 29/19) / 5.
    """
    lists = {
        "own_scores": [12.0, 50.0, None], "own_people": [3, 1, 1], "highest": None,
        "base_scores": [10.0, 47.0, 59.0], "base_people": [10, 4, 5], "base_reconvicted": [2, 2, 5], "base_events": [3, 6, 20],
    }  # fmt: skip
    rows = query(EMPTY, "ledger/adjust_control", **lists)
    row = rows.iloc[0]
    bands = {row.risk_from: (row.own_people, row.people, row.events) for row in rows.fillna(-1).itertuples()}
    assert bands == {10: (3, 10, 3), 45: (0, 4, 6), 50: (1, 0, 0), 55: (0, 5, 20), -1: (1, 0, 0)}
    rate, events = (
        Fraction(int(row[name]), int(row["denominator"])) for name in ("rate_numerator", "events_numerator")
    )
    assert abs(rate - (Fraction(11, 10) + Fraction(9, 19)) / 5) < Fraction(1, 10**14)
    assert abs(events - (Fraction(24, 10) + Fraction(29, 19)) / 5) < Fraction(1, 10**14)


RELEASE = {"establishment": "HMP Here", "custody_type": "sentenced", "sentence_days": 90, "discharged_on": "2012-03-01"}


@pytest.fixture
def released(database, put):
    """Thirteen people, most of whom test one rule: CHANGED and CONVICTIONS tell which."""
    for person in "abcdefghijklm":
        put("person", person_id=person, sex=None if person == "f" else "F" if person == "e" else "M")
    for person in "abcdefghijk":
        put("discharge", discharge_id=f"d{person}", person_id=person, **RELEASE | CHANGED.get(person, {}))
    # a comes back in June, which does not count again; l counts by a second release, the first being on remand.
    put("discharge", discharge_id="da2", person_id="a", **RELEASE | {"discharged_on": "2012-06-01"})
    put("discharge", discharge_id="dl1", person_id="l", **RELEASE | {"custody_type": "remand"})
    put("discharge", discharge_id="dl2", person_id="l", **RELEASE | {"discharged_on": "2012-09-01"})
    # m's release was recorded as sentenced and corrected to deported in May.
    put("discharge", discharge_id="dm", person_id="m", **RELEASE)
    put("discharge", discharge_id="dm", person_id="m", known_on="2012-05-01", **RELEASE | {"exclusion": "deported"})
    for number, (person, offence, convicted, more) in enumerate(CONVICTIONS):
        put(
            "conviction",
            **{"conviction_id": f"c{number}", "person_id": person, "offence_on": offence, "convicted_on": convicted}
            | {"disposal": "fine"}
            | more,
        )
    database.execute("INSERT INTO load (source, is_synthetic) VALUES ('typed in', true)")
    build(database, (terms_of("threshold"),))
    return Reader(None, "typed", "", database)


CHANGED = {
    "d": {"custody_type": "remand"},
    "g": {"sentence_days": 365},
    "h": {"sentence_days": None},
    "i": {"establishment": "HMP Elsewhere"},
    "j": {"exclusion": "breach of court order"},
    "k": {"discharged_on": "2012-12-31", "establishment": "HMP There", "sentence_days": 364},
}
CONVICTIONS = (
    # a: the day of release; the last day of twelve months, convicted on the last of eighteen; two on one day are one.
    ("a", "2012-03-01", "2012-04-02", {}),
    ("a", "2013-02-28", "2013-08-31", {}),
    ("a", "2012-07-01", "2013-08-31", {}),
    # b: an offence on the anniversary, a conviction a day late, a caution, an offence before the release.
    ("b", "2013-03-01", "2013-04-01", {}),
    ("b", "2012-06-01", "2013-09-01", {}),
    ("b", "2012-06-01", "2012-07-01", {"disposal": "caution"}),
    ("b", "2012-02-29", "2012-03-20", {}),
    # c: known late, on 1 May 2014.
    ("c", "2012-05-01", "2012-06-01", {"known_on": "2014-05-01"}),
    # j is left out, whatever happens.
    ("j", "2012-05-01", "2012-06-01", {}),
    # k: out on the last day of the window.
    ("k", "2013-12-30", "2014-06-29", {}),
)
LEFT_OUT = {
    "not sentenced": 1, "sex not in the contract": 1, "sex not known": 1, "sentence too long for the contract": 1,
    "sentence length not known": 1, "breach of court order": 1, "deported": 1,
}  # fmt: skip


def counted(reader: Reader, as_at: date) -> Counts:
    terms = terms_of("threshold")
    return recount(reader, terms, terms.cohort("cohort-1"), as_at).counts


def test_people_are_counted_afresh(released):
    """a, b, c, k and l count; a, c and k were reconvicted, a twice. k and l are followed to the end by 30 June 2014."""
    assert counted(released, AS_AT) == Counts(5, 3, 4, 5, LEFT_OUT)


KNOWN = {
    # k's eighteen months are over on 30 June; the conviction of the day before counts from that day on.
    date(2014, 6, 29): Counts(5, 3, 4, 4, LEFT_OUT),
    date(2014, 6, 28): Counts(5, 2, 3, 4, LEFT_OUT),
    date(2014, 4, 30): Counts(5, 1, 2, 4, LEFT_OUT),
    # a's second date is a day ahead.
    date(2013, 8, 30): Counts(5, 1, 1, 0, LEFT_OUT),
    # Before September l stands by the release on remand, and k is not out.
    date(2012, 8, 31): Counts(3, 1, 1, 0, LEFT_OUT | {"not sentenced": 2}),
    # On 30 April m's correction is not known.
    date(2012, 4, 30): Counts(
        4, 1, 1, 0, {r: n + (r == "not sentenced") for r, n in LEFT_OUT.items() if r != "deported"}
    ),
    date(2012, 2, 29): Counts(0, 0, 0, 0),
}


def test_only_what_was_known_counts_and_member_at_counts_the_same(released):
    for as_at, expected in KNOWN.items():
        assert counted(released, as_at) == expected, as_at
        rows = released.connection.execute(
            "SELECT count(*), count(*) FILTER (WHERE is_reconvicted), coalesce(sum(events), 0), "
            "count(*) FILTER (WHERE is_mature) FROM member_at(?) WHERE reason_left_out IS NULL",
            [as_at],
        ).fetchone()
        assert rows == (expected.n, expected.reconvicted, expected.events, expected.followed), as_at


def test_cautions_count_where_the_contract_says_so(released):
    terms = terms_of("threshold")
    outcome = terms.outcome.model_copy(update={"counts_out_of_court": True})
    found = recount(released, terms.model_copy(update={"outcome": outcome}), terms.cohort("cohort-1"), AS_AT).counts
    assert (found.reconvicted, found.events) == (4, 5)


def listed(reader: Reader, as_at: date = AS_AT):
    contract = read_contract(reader, "typed-in")
    return list_episodes(reader, contract, contract.terms.cohort("cohort-1"), as_at)


def test_the_list_has_every_release_once_with_its_reason(released):
    rows = listed(released)
    assert len(rows) == 14  # thirteen people less i, who was elsewhere, and a second release each of a and l
    assert rows["is_in"].sum() == 5
    assert rows["stands_for_person"].sum() == 12 == rows["person"].nunique()
    assert rows.loc[rows["is_in"], ["is_reconvicted", "events"]].sum().tolist() == [3, 4]
    by_reason = rows.loc[rows["stands_for_person"] & ~rows["is_in"], "reason"].value_counts().to_dict()
    assert by_reason == LEFT_OUT
    others = rows.loc[~rows["stands_for_person"], "reason"].tolist()
    assert sorted(others) == ["already counted from an earlier release", "not sentenced"]
    assert rows.loc[rows["is_in"], "reason"].isna().all()


def test_a_row_tells_when_somebody_was_reconvicted(released):
    rows = listed(released)
    twice = rows[rows["events"] == 2].iloc[0]
    assert [str(twice[name])[:10] for name in ("discharged_on", "first_offence_on", "first_convicted_on")] == [
        "2012-03-01", "2012-03-01", "2012-04-02",
    ]  # fmt: skip


def test_a_pseudonym_is_none_of_the_source_and_holds_from_day_to_day(released):
    late, early = listed(released), listed(released, date(2012, 8, 31))
    assert set(late["person"]) == {f"P{number:05d}" for number in range(1, 13)}
    assert not {"person_id", "discharge_id", "conviction_id"} & set(late.columns)
    assert early[early["events"] == 1]["person"].tolist() == late[late["events"] == 2]["person"].tolist()
    other = Reader(None, "another snapshot", "", released.connection)
    assert listed(other)["person"].nunique() == 12
    assert (
        listed(other)[["person", "discharged_on", "reason"]].to_csv()
        != late[["person", "discharged_on", "reason"]].to_csv()
    )


def test_real_people_are_not_listed(released):
    contract = read_contract(released, "typed-in")
    real = SimpleNamespace(is_synthetic=False, terms=contract.terms)
    assert may_list_people(released, contract)
    assert not may_list_people(released, real)
    with pytest.raises(PeopleNotListed, match="Typed in"):
        list_episodes(released, real, contract.terms.cohort("cohort-1"), AS_AT)


def test_one_real_source_among_them_is_enough_not_to_list(released):
    """The contract's own mark is for any of its sources; the list wants all of them, and one of no load is not marked."""
    contract = read_contract(released, "typed-in")
    released.connection.execute("INSERT INTO load (source, is_synthetic) VALUES ('courts', false)")
    released.connection.execute(
        "INSERT INTO sanction_history (person_id, convicted_on, known_on, source) VALUES ('a', '2012-01-01', '2012-01-01', 'typed in')"
    )
    for table in ("discharge", "person", "conviction", "sanction_history"):
        for source in ("courts", "of no load"):
            released.connection.execute(f"UPDATE {table} SET source = '{source}' WHERE person_id = 'a'")
            assert not may_list_people(released, contract), table
            with pytest.raises(PeopleNotListed):
                list_episodes(released, contract, contract.terms.cohort("cohort-1"), AS_AT)
        released.connection.execute(f"UPDATE {table} SET source = 'typed in'")
    assert contract.is_synthetic
    assert may_list_people(released, contract)


@pytest.fixture
def referrals(database, put) -> Reader:
    """Six referrals; r3 is of the next year, r4 elsewhere, r5 known in 2013; r2 has not started."""
    base = {"contract_ref": "HMP Here", "organisation_id": "T", "date_referral_received": "2012-07-02"}
    started = {"date_of_first_action_plan_approval": "2012-07-20", "date_of_first_attended_session": "2012-08-01"}
    planned = {"count_of_sessions_expected": 8, "count_of_sessions_attended": 6}
    for number, changed in enumerate(
        (started | planned, {}, {"date_referral_received": "2013-01-01"}, {"contract_ref": "HMP Elsewhere"}),
        start=1,
    ):
        put("crs_referral", referral_id=f"r{number}", referral_ref=f"AA000{number}AC", **base | changed)
    put("crs_referral", referral_id="r5", referral_ref="AA0005AC", known_on="2013-01-01", **base)
    put("crs_referral", referral_id="r6", referral_ref="AA0006AC", **base | {"date_referral_received": "2012-12-31"})
    database.execute("INSERT INTO load (source, is_synthetic) VALUES ('typed in', true)")
    build(database, (terms_of("volume"),))
    return Reader(None, "typed", "", database)


REFERRED = {
    date(2012, 7, 1): (0, 0),
    date(2012, 7, 31): (2, 0),
    date(2012, 8, 1): (2, 1),
    date(2012, 12, 31): (3, 1),
    date(2013, 1, 1): (4, 1),
}


def test_referrals_are_counted_afresh_and_listed(referrals):
    contract = read_contract(referrals, "typed-in")
    cohort = contract.terms.cohort("cohort-1")
    for as_at, expected in REFERRED.items():
        found = recount_referrals(referrals, cohort, as_at)
        assert (found.n, found.starts) == expected, as_at
        rows = list_episodes(referrals, contract, cohort, as_at)
        assert (len(rows), int(rows["is_started"].sum())) == expected, as_at
        assert not {"referral_id", "referral_ref"} & set(rows.columns)
        assert rows["referral"].str.fullmatch(r"R0000[1-5]").all()
        assert rows.loc[rows["is_started"], "sessions"].tolist() == [6] * expected[1]


@pytest.fixture
def paid_for(released) -> Reader:
    """The same people under the rule deduction: 5 people at 2,000 pounds, 4 events at 750.25, at most 30% deducted."""
    released.connection.execute(
        "UPDATE contract SET terms_json = ?", [alone(terms_of("deduction")).model_dump_json()]
    )  # The cohort is the same; only what is paid differs, and it is set against nobody.
    return released


def alone(terms: Contract) -> Contract:
    return terms.model_copy(update={"cohorts": terms.paid_on})


def followed_down(reader: Reader, as_at: date = AS_AT) -> Ledger:
    projection = project(reader, read_contract(reader, "typed-in"), as_at)
    return ledger(reader, projection, "cohort-1")


def test_a_payment_is_followed_down_to_its_rows(paid_for):
    """10,000 pounds less 3,001, of which 1 is given back: 7,000."""
    found = followed_down(paid_for)
    assert found.is_final
    assert found.statement.total_pence == found.second.total_pence == 700_000
    assert [line.pence for line in found.second.lines] == [1_000_000, -300_100, 100]
    assert found.counts == found.second.counts == Counts(5, 3, 4, 5, LEFT_OUT)
    assert (len(found.episodes), found.disagreements) == (14, ())
    compared = {check.what: check.second for check in found.checks}
    assert compared["Payment"] == 700_000
    assert compared["Left out: deported"] == 1
    assert compared["Rows of the list that are in"] == 5


def test_every_row_is_in_a_count(paid_for):
    """Twelve people by fourteen releases: l counts by the second, so that two releases but one person are not sentenced."""
    table = tables.counts_table(followed_down(paid_for)).set_index("What")
    shown = {what: tuple(table.loc[what]) for what in table.index if table.loc[what, tables.RELEASES]}
    assert shown == {
        "**Counted**": ("**5**", "**5**"),
        **{f"Left out: {reason}": (str(n), str(n)) for reason, n in LEFT_OUT.items()},
        "Left out: not sentenced": ("1", "2"),
        "Left out: already counted from an earlier release": ("0", "1"),
        "**Together**": ("**12**", "**14**"),
    }


def test_counts_still_followed_up_are_not_priced(paid_for):
    """k, out on 31 December 2012, is followed to 30 June 2014: a day before that nothing is due, by either computation."""
    found = followed_down(paid_for, date(2014, 6, 29))
    assert not found.is_final
    assert found.cohort.outcome is not None
    assert found.statement is None
    assert found.second.lines is None
    assert not [check for check in found.checks if check.measured == "pence"]
    assert {check.what for check in found.checks} >= {"People counted", "Reconviction events", "Left out: deported"}
    assert not found.disagreements


def test_a_disagreement_is_told_with_both_figures_and_logged(paid_for, tmp_path):
    """The first computation loses one of a's two court dates: 3 events, 2,250.75 pounds deducted."""
    paid_for.connection.execute("DELETE FROM cohort_event WHERE convicted_on = DATE '2012-04-02'")
    kept = Reader(tmp_path / "snapshots" / "typed.duckdb", "typed", "", paid_for.connection)
    found = followed_down(kept)
    differ = {check.what: (check.first, check.second) for check in found.disagreements}
    assert differ["Reconviction events"] == (3, 4)
    assert differ["Payment"] == (774_925, 700_000)
    assert differ["Events in these rows"] == (3, 4)
    assert "People reconvicted" not in differ
    logged = [json.loads(line) for line in (tmp_path / "logs" / "throughgate.jsonl").read_text().splitlines()]
    assert {(line["figure"], line["first"], line["second"]) for line in logged} >= {("Payment", "774925", "700000")}
    assert {line["cohort"] for line in logged} == {"cohort-1"}


def test_people_not_listed_are_counted_all_the_same(paid_for):
    paid_for.connection.execute("UPDATE conviction SET source = 'courts'")
    found = followed_down(paid_for)
    assert found.episodes is None
    assert not found.disagreements
    assert found.second.total_pence == 700_000
