"""The queries of the pages on tables typed in here, expected counts worked by hand.

Doncaster's baseline: five people. a reconvicted twice (June and December 2009), b reconvicted once, known late
(1 May 2010), c not reconvicted, d deported, e on remand.
"""

from __future__ import annotations

from datetime import date

import pytest

from throughgate import results
from throughgate.store.build import build
from throughgate.store.reader import QueryError, Reader, query
from throughgate.terms import read_all_terms

FIRST_KNOWN_EVENTS = date(2010, 3, 31)
ALL_KNOWN = date(2011, 6, 30)


@pytest.fixture
def reader(database, put) -> Reader:
    for person, sex in zip("abcde", "MMFMM", strict=True):
        put("person", person_id=person, sex=sex)
    base = {"establishment": "HMP Doncaster", "custody_type": "sentenced", "sentence_days": 90}
    put("discharge", discharge_id="da", person_id="a", discharged_on="2009-03-02", **base)
    put("discharge", discharge_id="db", person_id="b", discharged_on="2009-03-31", **base)
    put("discharge", discharge_id="dc", person_id="c", discharged_on="2009-11-02", **base)
    put("discharge", discharge_id="dd", person_id="d", discharged_on="2009-04-01", exclusion="deported", **base)
    put("discharge", discharge_id="de", person_id="e", discharged_on="2009-04-02", **{**base, "custody_type": "remand"})
    put(
        "conviction",
        conviction_id="1",
        person_id="a",
        offence_on="2009-05-01",
        convicted_on="2009-06-01",
        disposal="fine",
    )
    put(
        "conviction",
        conviction_id="2",
        person_id="a",
        offence_on="2009-08-01",
        convicted_on="2009-12-01",
        disposal="custody",
    )
    put(
        "conviction",
        conviction_id="3",
        person_id="b",
        offence_on="2009-08-01",
        convicted_on="2010-01-04",
        disposal="fine",
        known_on="2010-05-01",
    )
    put(
        "conviction",
        conviction_id="4",
        person_id="d",
        offence_on="2009-08-01",
        convicted_on="2010-01-04",
        disposal="fine",
    )
    database.execute("INSERT INTO load (source, is_synthetic) VALUES ('typed in', true)")
    build(database, read_all_terms())
    return Reader(None, "typed", "", database)


def doncaster(reader: Reader, as_at: date, grouped_by: str | None = None) -> results.CohortRates:
    contract = results.read_contract(reader, "doncaster")
    return results.cohort_rates(reader, contract.terms, as_at, grouped_by=grouped_by)[0]


def test_rates_by_cohort_when_all_is_known(reader):
    rates = doncaster(reader, ALL_KNOWN)
    assert (rates.binary.n, rates.mature, rates.binary.reconvicted) == (3, 3, 2)
    assert (rates.frequency.events, rates.frequency.events_per_100) == (3, 100.0)
    assert rates.excluded == {"deported": 1, "not sentenced": 1}
    assert rates.is_final


def test_rates_by_cohort_before_a_late_record_is_known(reader):
    rates = doncaster(reader, FIRST_KNOWN_EVENTS)
    assert (rates.binary.n, rates.mature, rates.binary.reconvicted, rates.frequency.events) == (3, 0, 1, 2)
    assert not rates.is_final


@pytest.mark.parametrize(
    ("grouped_by", "expected"),
    [
        ("month", {"2009-03-01": (2, 2), "2009-11-01": (1, 0)}),
        ("quarter", {"2009-01-01": (2, 2), "2009-10-01": (1, 0)}),
        ("sex", {"M": (2, 2), "F": (1, 0)}),
        ("sentence-length", {"under 12 months": (3, 2)}),
        ("pathway", {"": (3, 2)}),
        ("ogrs-band", {"": (3, 2)}),
    ],
)
def test_rates_by_group(reader, grouped_by, expected):
    groups = doncaster(reader, ALL_KNOWN, grouped_by).groups
    assert {g.name: (g.binary.n, g.binary.reconvicted) for g in groups} == expected


@pytest.mark.parametrize("grouped_by", results.GROUPINGS)
def test_every_grouping_adds_up_to_its_cohort(reader, grouped_by):
    rates = doncaster(reader, ALL_KNOWN, grouped_by)
    assert sum(group.binary.n for group in rates.groups) == rates.binary.n
    assert sum(group.frequency.events for group in rates.groups) == rates.frequency.events


def test_follow_up_days_when_all_is_known(reader):
    """a: 2 March to 1 June is 91 days; b: 31 March 2009 to 4 January 2010 is 279; c is followed for 18 months, 545 days."""
    curve = results.survival_curves(reader, results.read_contract(reader, "doncaster").terms, ALL_KNOWN)[
        "baseline-2009"
    ]
    assert curve.time.tolist() == [91, 279, 545]
    assert curve.n_event.tolist() == [1, 1, 0]
    assert curve.n_risk.tolist() == [3, 2, 1]


def test_follow_up_stops_at_the_as_at_date(reader):
    """On 31 March 2010 b is followed for 365 days and c, out on 2 November, for 149."""
    curve = results.survival_curves(reader, results.read_contract(reader, "doncaster").terms, FIRST_KNOWN_EVENTS)[
        "baseline-2009"
    ]
    assert curve.time.tolist() == [91, 149, 365]
    assert curve.n_event.tolist() == [1, 0, 0]


def test_the_contract_knows_the_dates_its_data_reach(reader):
    contract = results.read_contract(reader, "HMP DONCASTER")
    assert (contract.first_discharged_on, contract.latest_known_on) == (date(2009, 3, 2), date(2010, 5, 1))
    assert contract.is_synthetic
    assert contract.as_at_dates()[:2] == [date(2010, 5, 1), date(2010, 4, 30)]


def test_no_rate_is_read_after_the_data_end(reader):
    with pytest.raises(results.AsAtError, match="2010-05-02.*2010-05-01"):
        results.read_contract(reader, "doncaster").check_as_at(date(2010, 5, 2))


def test_a_contract_without_people_says_so(reader):
    with pytest.raises(results.AsAtError, match="no data are loaded for Broward County"):
        results.read_contract(reader, "broward").check_as_at(None)


def test_discharges_that_no_contract_counts_are_told(reader, put):
    """A name spelt otherwise than in the terms must not vanish; a correction does not count twice."""
    elsewhere = {"discharge_id": "dx", "person_id": "a", "custody_type": "sentenced", "discharged_on": "2009-05-05"}
    put("discharge", **elsewhere, establishment="HMP DONCASTER")
    put("discharge", **elsewhere, establishment="HMP DONCASTER", known_on="2009-06-01")
    uncounted = results.data_report(reader).uncounted
    assert uncounted.to_dict("records") == [{"source": "typed in", "establishment": "HMP DONCASTER", "discharges": 1}]


def test_a_failing_query_names_its_file(reader):
    with pytest.raises(QueryError, match=r"queries/trends/rates_by_cohort\.sql"):
        query(reader, "trends/rates_by_cohort")
    with pytest.raises(QueryError, match=r"queries/trends/no_such\.sql"):
        query(reader, "trends/no_such")
