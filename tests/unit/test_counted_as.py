"""A stand-in is never called a reconviction, and a frequency that the data cannot give is never shown."""

from __future__ import annotations

from figures import AS_AT, CONTRACTS, DONCASTER, rates

from throughgate.show import findings, summary, trends
from throughgate.show.measures import in_order

BROWARD = CONTRACTS["broward"]
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
