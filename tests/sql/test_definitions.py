"""Exclusions, edges, scores and timing on typed-in tables, expected counts worked by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from throughgate import results
from throughgate.fairness.definitions import read_definitions
from throughgate.store.build import build
from throughgate.store.reader import Reader, query
from throughgate.terms import read_all_terms

AS_AT = date(2014, 6, 30)
EDGE = date(2012, 10, 1)


@pytest.fixture
def add(database, put):
    """Somebody released from Doncaster; `offences` are days from the anniversary, each convicted some days later."""
    seen = iter(range(100_000))

    def person(released: date, offences=(), lag: int = 60, disposal: str = "fine", known=None, sex="M", **row) -> None:
        name = f"p{next(seen)}"
        put("person", person_id=name, sex=sex, birth_month="1985-01-01")
        put(
            "sanction_history", person_id=name, convicted_on="2010-01-04", age_at_first_sanction=18, sanctions_total=9,
            violent_sanctions=0, offence_code="02800",
        )  # fmt: skip
        values = {"custody_type": "sentenced", "sentence_days": 90, "establishment": "HMP Doncaster"} | row
        put("discharge", discharge_id=f"d{name}", person_id=name, discharged_on=released, **values)
        for at, days in enumerate(offences):
            on = released.replace(year=released.year + 1) + timedelta(days)
            put(
                "conviction",
                conviction_id=f"{name}{at}",
                person_id=name,
                offence_on=on,
                convicted_on=on + timedelta(lag + at),
                disposal=disposal,
                **({} if known is None else {"known_on": on + timedelta(known)}),
            )

    return person


@pytest.fixture
def opened(database):
    def reader() -> Reader:
        database.execute("INSERT INTO load (source, is_synthetic) VALUES ('typed in', true)")
        build(database, read_all_terms())
        return Reader(None, "typed", "", database)

    return reader


def read(reader: Reader, as_at: date = AS_AT):
    return read_definitions(reader, results.read_contract(reader, "doncaster").terms, as_at)


def check(found, name: str):
    return next(each for each in found.checks if each.id == name)


def test_releases_are_counted_on_either_side_of_an_edge(add, opened):
    for days in (-71, -70, -15, -14, -1, 0, 13, 14, 69, 70):
        add(EDGE + timedelta(days))
    add(EDGE, custody_type="remand")
    edges = query(opened(), "fairness/edges", contract_id="doncaster", as_at=AS_AT).set_index("edge_on")
    assert edges.loc["2012-10-01"].tolist() == [2, 2, 2, 2]
    assert "2014-10-01" not in {str(day.date()) for day in edges.index}


@pytest.mark.parametrize(
    ("row", "counted"), [({"sentence_days": 365}, 1), ({"sex": "F"}, 1), ({"exclusion": "deported"}, 2)]
)
def test_the_limits_of_the_terms_hold_at_an_edge(add, opened, row, counted):
    """Peterborough counts men sentenced to less than 365 days; its second cohort starts on 1 July 2012."""
    for values in ({"sentence_days": 364}, row):
        add(date(2012, 7, 1), establishment="HMP Peterborough", **values)
    edges = query(opened(), "fairness/edges", contract_id="peterborough", as_at=AS_AT).set_index("edge_on")
    assert edges.loc["2012-07-01", "near_after"] == counted


def spread(add, near_before: int, near_after: int) -> None:
    for number in range(280):
        add(EDGE - timedelta(15 + number % 56))
        add(EDGE + timedelta(14 + number % 56))
    for number in range(near_before):
        add(EDGE - timedelta(1 + number % 14))
    for number in range(near_after):
        add(EDGE + timedelta(number % 14))


@pytest.mark.parametrize(
    ("before", "after", "standing"), [(70, 70, "as usual"), (105, 35, "unusual"), (35, 105, "unusual")]
)
def test_bunching_at_an_edge(add, opened, before, after, standing):
    spread(add, before, after)
    reader = opened()
    found = read(reader)
    edge = check(found, "definition-edge-2012-10-01")
    assert (edge.standing, edge.starts_on, edge.ends_on) == (standing, date(2012, 9, 17), date(2012, 10, 14))
    assert found.edges[0].ratio.ratio == pytest.approx(before / after, rel=0.01)
    # 70 days after the edge and 7 for recording are over on 17 December.
    assert check(read(reader, date(2012, 12, 16)), edge.id).standing == "cannot tell"
    assert check(read(reader, date(2012, 12, 17)), edge.id).standing == standing


@pytest.mark.parametrize(
    ("offences", "lag", "disposal", "weeks"),
    [
        ((-57, -56, -50), 60, "fine", {-8: 2}),
        ((-1,), 60, "fine", {-1: 1}),
        ((0, 6, 7), 60, "fine", {0: 2, 1: 1}),
        ((55, 56), 60, "fine", {7: 1}),
        ((3,), 183, "fine", {0: 1}),
        ((3,), 184, "fine", {}),
        ((3,), 60, "caution", {}),
    ],
)
def test_offences_are_counted_by_week_from_the_anniversary(add, opened, offences, lag, disposal, weeks):
    add(date(2011, 11, 1), offences, lag, disposal)
    rows = query(opened(), "fairness/anniversary", contract_id="doncaster", as_at=AS_AT)
    assert {row.week: row.events for row in rows.itertuples() if row.events} == weeks
    assert rows["people"].tolist() == [1] * 16


@pytest.mark.parametrize(("known", "events"), [(183, 1), (184, 0)])
def test_a_conviction_counts_only_where_it_was_known_in_time(add, opened, known, events):
    """Reached after 60 days; known 183 days from the offence, or one day later, which a longer follow-up would see more of."""
    add(date(2011, 11, 1), (3,), known=known)
    rows = query(opened(), "fairness/anniversary", contract_id="doncaster", as_at=AS_AT)
    assert rows["events"].sum() == events


def test_only_people_followed_long_enough_count(add, opened):
    # The anniversary, 56 days and 183 days: 239 days before 30 June 2014 is 3 November 2013.
    add(date(2012, 11, 3))
    add(date(2012, 11, 4))
    rows = query(opened(), "fairness/anniversary", contract_id="doncaster", as_at=AS_AT)
    assert rows["people"].unique().tolist() == [1]


@pytest.mark.parametrize(
    # P(X >= 23 of 30) = 0.0026, P(X >= 24 of 30) = 0.00072; 29 are too few to tell.
    ("before", "after", "standing"),
    [(5, 24, "cannot tell"), (7, 23, "as usual"), (6, 24, "unusual"), (24, 6, "as usual")],
)
def test_too_many_people_with_offences_after_the_anniversary(add, opened, before, after, standing):
    for number in range(after):
        add(date(2012, 1, 2), (number % 28,))
    for number in range(before):
        add(date(2012, 1, 2), (-1 - number % 28,))
    assert check(read(opened()), "definition-anniversary-cohort-1").standing == standing


def test_a_person_with_many_offences_counts_once(add, opened):
    add(date(2012, 1, 2), (1, 2, 3, 4, -3))
    add(date(2012, 1, 2), (1, -3))
    rows = query(opened(), "fairness/anniversary", contract_id="doncaster", as_at=AS_AT).set_index("week")
    assert (rows.loc[0, "more_after"], rows.loc[0, "more_before"]) == (1, 0)
    assert rows["more_after"].sum() == 1
    # The first person's offences of days 1 and -3 are dealt with on one day: one event, dated by the earlier.
    assert rows["events"].sum() == 6


def test_exclusions_by_cohort_and_quarter(add, opened):
    for number in range(100):
        add(date(2011, 11, 1), exclusion="deported" if number < 30 else None)
        add(date(2012, 11, 1), exclusion="immigration removal" if number < 5 else None)
    add(date(2012, 11, 1), custody_type="remand")
    found = read(opened())
    assert [(each.cohort, each.starts_on, each.n, each.reasons) for each in found.quarters] == [
        ("Cohort 1", date(2011, 10, 1), 100, (30, 0, 0, 0)),
        ("Cohort 2", date(2012, 10, 1), 100, (0, 5, 0, 0)),
    ]
    assert [(each.out, each.n) for each in found.excluded] == [(30, 100), (5, 100)]
    assert check(found, "definition-exclusions-share-cohort-1").standing == "unusual"
    assert check(found, "definition-exclusions-share-cohort-1").false_alarm == 0.002
    # Everybody has one OGRS, and five left out are too few.
    assert check(found, "definition-exclusions-risk-cohort-1").standing == "cannot tell"
    assert check(found, "definition-exclusions-risk-cohort-2").standing == "cannot tell"


@pytest.mark.parametrize(
    ("more", "names"), [(0, []), (2, ["definition-scores-high-2012-02"]), (-2, ["definition-scores-low-2012-02"])]
)
def test_recorded_scores_above_and_below(add, opened, more, names):
    for day in range(60):
        add(date(2012, 1, 2) + timedelta(day), risk_scheme="OGRS3 one year, per cent")
    reader = opened()
    reader.connection.execute(
        """UPDATE discharge SET risk_score = ogrs3_one_year_percent
            + CASE WHEN discharged_on BETWEEN '2012-02-01' AND '2012-02-10' THEN ? ELSE 0 END
        FROM discharge_score WHERE discharge_score.discharge_id = discharge.discharge_id""",
        [more],
    )
    found = read(reader)
    assert found.scores_high.n == 60
    assert [each.id for each in found.checks if each.standing == "unusual"] == names
    if names:
        # Two points less 0.25 are 1.75 a step: above 10 at the sixth.
        unusual = check(found, names[0])
        assert (unusual.starts_on, unusual.ends_on) == (date(2012, 2, 1), date(2012, 2, 6))


def test_false_alarms_are_drawn_from_outside_the_climbs(add, opened):
    """21 days of 5 points too many alarm every third day (3 x 4.75); all others agree, so no draw of those climbs."""
    for day in range(60):
        add(date(2012, 1, 2) + timedelta(day), risk_scheme="OGRS3 one year, per cent")
    reader = opened()
    reader.connection.execute(
        """UPDATE discharge SET risk_score = ogrs3_one_year_percent
            + CASE WHEN discharged_on BETWEEN '2012-02-01' AND '2012-02-21' THEN 5 ELSE 0 END
        FROM discharge_score WHERE discharge_score.discharge_id = discharge.discharge_id"""
    )
    assert read(reader).scores_high.false_alarms.chance == pytest.approx(1 / 1001)


def test_exclusions_by_reason_and_risk(add, opened):
    """12 left out of each of two reasons: of the same OGRS as half of those who count, or of that of the other half."""
    for number in range(100):
        add(date(2011, 11, 1), sentence_days=90 if number % 2 else 91)
    for number in range(24):
        add(date(2011, 11, 1), exclusion=("deported", "immigration removal")[number % 2])
    reader = opened()
    reader.connection.execute(
        """UPDATE discharge_score SET ogrs3_one_year_percent = CASE
            WHEN exclusion = 'deported' THEN 60 WHEN exclusion IS NULL AND sentence_days = 90 THEN 60 ELSE 40 END
        FROM discharge WHERE discharge.discharge_id = discharge_score.discharge_id"""
    )
    reasons = {one.reason: one for one in read(reader).excluded[0].reasons}
    assert [one.out for one in reasons.values()] == [12, 12, 0, 0]
    # Of those who count half have 60 and half 40: a mean of 50.
    assert reasons["deported"].ogrs.difference == pytest.approx(10)
    assert reasons["immigration removal"].ogrs.difference == pytest.approx(-10)
    assert reasons["time served on remand"].ogrs is None
