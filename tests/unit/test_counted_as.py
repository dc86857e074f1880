"""A stand-in is never called a reconviction, and a frequency that the data cannot give is never shown."""

from __future__ import annotations

import pytest
from figures import AS_AT, CONTRACTS, DONCASTER, rates

from throughgate.results import ContractData
from throughgate.show import findings, summary, tables, text, trends, words
from throughgate.show.about import DEFINITIONS
from throughgate.show.measures import definitions, in_order

BROWARD = CONTRACTS["broward"]
CRC, CRS = CONTRACTS["crc"], CONTRACTS["crs"]
REOFFENDING = (rates(CRC.cohorts[0], 1480, 703, events=2953), rates(CRC.cohorts[1], 1500, 681, events=3200))
COHORTS = (rates(BROWARD.cohorts[0], 2486, 640), rates(BROWARD.cohorts[1], 2166, 521))


def test_broward_counts_charges_by_people_alone():
    assert [(measure.name, measure.box) for measure in in_order(BROWARD)] == [
        ("Charged again at least once", "Charged again")
    ]
    assert [measure.box for measure in in_order(DONCASTER)] == ["Reconvicted", "Events per 100"]


def test_its_finding_never_speaks_of_reconviction():
    """521 of 2,166 is 24.1%."""
    now = findings.standing(BROWARD, COHORTS)
    title, lead = findings.title(now), findings.lead(now, AS_AT)
    assert "rate of people charged again" in title
    assert "24.1%" in lead
    assert "were charged again at least once" in lead
    assert "reconvict" not in (title + lead).replace(BROWARD.notes[0], "")
    assert "events" not in lead


def test_its_table_has_no_column_of_events():
    assert list(summary.cohort_table(COHORTS, BROWARD, AS_AT).columns) == [
        "Cohort", "People", "Charged again (95% interval)", "Follow-up",
    ]  # fmt: skip


def test_its_charts_are_headed_by_what_is_counted():
    headings = " ".join((*trends.how_many(BROWARD), *trends.how_soon(BROWARD)))
    assert "How many people are charged again" in headings
    assert "reconvict" not in headings
    assert "how often" not in headings
    assert trends.how_many(DONCASTER)[0] == "How many people are reconvicted, and how often"


def test_proven_reoffending_reads_well_in_every_sentence():
    """703 of 1,480 is 47.5% and 681 of 1,500 is 45.4%: 2.1 points lower; 3,200 events are 213.3 for each 100."""
    now = findings.standing(CRC, REOFFENDING)
    title, lead = findings.title(now), findings.lead(now, AS_AT)
    assert title == "Cohort 1: not enough evidence that its proven reoffending rate differs from the baseline's"
    assert "45.4% (42.9% to 47.9%)** were proven to reoffend at least once" in lead
    assert "with 213.3 (" in lead
    assert "proven reoffending events for each 100 people" in lead
    assert "2.1 percentage points lower" in lead
    headings = [measure.name for measure in in_order(CRC)] + [*trends.how_many(CRC), *trends.how_soon(CRC)]
    assert "Proven reoffending events" in headings
    assert "the first qualifying conviction or out-of-court disposal (not of the offence)" in headings[-1]
    assert "reconvict" not in " ".join([title, lead, *headings, trends.above_the_rate(CRC)]).lower()


def test_who_counts_cautions_never_says_convicted_at_court_alone():
    said = dict(definitions(CRC, DEFINITIONS))
    assert {"Reconvicted", "Reconviction event"}.isdisjoint(said)
    assert "caution" in said["Proven to reoffend"]
    assert "out-of-court disposal" in said["Proven reoffending event"]
    assert not any("Out-of-court disposals do not count" in meaning for meaning in said.values())
    assert len(said) == len(DEFINITIONS)
    assert definitions(DONCASTER, DEFINITIONS) == DEFINITIONS


def test_a_contract_paid_by_volume_has_no_rate_in_any_sentence():
    now = findings.standing(CRS, ())
    title, lead = findings.title(now), findings.lead(now, AS_AT)
    assert title == "Northshire CRS is paid for referrals and starts, and measures no reconviction"
    assert "%" not in title + lead
    assert (in_order(CRS), summary.boxes(now)) == ((), ())


def test_its_definitions_and_windows_are_of_referrals():
    assert [name for name, _ in definitions(CRS, DEFINITIONS)] == ["Cohort", "Referral", "Start", "As at"]
    assert tables.window_table(CRS)["Referred"].tolist() == ["July 2012 to June 2013", "July 2013 to June 2014"]
    assert words.eligibility(CRS).startswith("Every referral received in a year counts")


@pytest.mark.parametrize(("contract", "says"), [("crs", True), ("doncaster", False)])
def test_the_command_says_so_too(contract, says):
    document = {"contract": contract, "as_at": "2014-06-30", "snapshot": "a1b2", "cohorts": []}
    printed = text.rates_table(document, ContractData(CONTRACTS[contract], None, None, is_synthetic=True))
    assert ("No reconviction is measured, so there are no rates." in printed) is says
    assert ("reconvicted" in printed.splitlines()[2]) is not says
