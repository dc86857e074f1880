"""Each kind of change, planted alone in two tiny typed-in files, lands in its own part and moves nothing else.

An invented town: 40 people of 2010 before it, 20 of them convicted; 40 of 2011 in it, 17 convicted: 42.5 per cent, 7.5
points lower, of which 2.5 beyond the target earn 250 pounds. A conviction counts within three months of discharge, so on 30 June 2011 both are complete and every figure is a count.
Everybody's score is 50, so a change of the mix by scores is nought until scores change.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from test_projection_by_hand import town

from throughgate.movements import PARTS, Movements, Standpoint, figures_of, read_movements
from throughgate.movements.levels import level_on, moved_on
from throughgate.movements.model import OTHER_PEOPLE
from throughgate.projection import project
from throughgate.projection.counts import on
from throughgate.results import AsAtError, ContractData
from throughgate.store import mixed
from throughgate.store.build import build
from throughgate.store.mixed import Between
from throughgate.store.reader import QueryError, Reader
from throughgate.store.schema import BY_NAME, SQL_TYPE, TABLES
from throughgate.terms import Contract

COHORTS = ("base baseline 2010-01-01 2010-01-31", "own cohort 2011-01-01 2011-01-31")
EARLIER, LATER = date(2011, 5, 31), date(2011, 6, 30)
TERMS = town("threshold", *COHORTS, has_scores=True)
BY_MEAN = town("threshold", *COHORTS, has_scores=True, method="mean-ogrs")
DEARER = town("threshold", *COHORTS, has_scores=True, figures={"slope": 200})
SHORTER = TERMS.model_copy(update={"eligibility": TERMS.eligibility.model_copy(update={"sentence_days_below": 365})})
METHOD, TERM, RESCORED, LATE, ELIGIBLE, FOLLOWED, RELEASED, MIX = PARTS

Rows = list[tuple[str, dict[str, object]]]


def discharge(who: str, cohort: str, day: str, **more: object) -> tuple[str, dict[str, object]]:
    row = {
        "discharge_id": who, "person_id": who, "establishment": cohort, "discharged_on": day, "custody_type": "sentenced",
        "sentence_days": 90, "risk_score": 50, "known_on": day, "source": "typed in",
    }  # fmt: skip
    return "discharge", row | more


def conviction(who: str, day: str, *, late: int = 0) -> tuple[str, dict[str, object]]:
    held = date.fromisoformat(day)
    return "conviction", {
        "conviction_id": f"{who}-{day}", "person_id": who, "disposal": "fine", "convicted_on": held, "offence_on": held - timedelta(5),
        "known_on": held + timedelta(late), "source": "typed in",
    }  # fmt: skip


def people(prefix: str = "", **of_own: object) -> Rows:
    rows: Rows = []
    for cohort, year, convicted in (("base", 2010, 20), ("own", 2011, 17)):
        more = of_own if cohort == "own" else {}
        for n in range(40):
            rows.append(discharge(f"{prefix}{cohort}{n}", cohort, f"{year}-01-05", **more))
            if n < convicted:
                rows.append(conviction(f"{prefix}{cohort}{n}", f"{year}-02-10"))
    return rows


@pytest.fixture(scope="module")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Standpoint]:
    folder, kept = tmp_path_factory.mktemp("it's"), {}

    def made(rows: Rows, day: date = LATER, terms: Contract = TERMS) -> Standpoint:
        key = (repr(rows), terms.model_dump_json())
        if key not in kept:
            kept[key] = opened(folder / f"{len(kept)}.duckdb", rows, terms)
        return Standpoint(kept[key], ContractData(terms, date(2010, 1, 5), LATER, False), day)

    return made


def opened(path: Path, rows: Rows, terms: Contract) -> Reader:
    with duckdb.connect(str(path)) as connection:
        for table in TABLES:
            columns = ", ".join(f"{column.name} {SQL_TYPE[column.type]}" for column in table.all_columns)
            connection.execute(f"CREATE TABLE {table.name} ({columns})")
        for name in ("discharge", "conviction"):
            columns = [column.name for column in BY_NAME[name].all_columns]
            typed = pd.DataFrame([row for table, row in rows if table == name], dtype=object).reindex(columns=columns)
            connection.register("typed", typed)
            connection.execute(f"INSERT INTO {name} SELECT * FROM typed")
            connection.unregister("typed")
        connection.execute("CREATE TABLE load (source VARCHAR, is_synthetic BOOLEAN, complete_to DATE)")
        build(connection, (terms,))
    return Reader(path, path.stem, "", duckdb.connect(str(path), read_only=True))


def again(stood: Standpoint, day: date) -> Standpoint:
    return Standpoint(stood.reader, stood.contract, day)


def moved(movements: Movements) -> dict[str, dict[str, str]]:
    """By measure, the parts that are not nought; whatever they are, they add up."""
    assert [cohort.cohort.id for cohort in movements.cohorts] == ["own"]
    told = {}
    for movement in movements.cohorts[0].movements:
        assert sum(part.by for part in movement.parts) == movement.after - movement.before
        told[movement.measure] = {part.name: str(part.by) for part in movement.parts if part.by}
    assert set(told) == {"people", "so-far", "final-rate", "change", "payment"}
    return {measure: parts for measure, parts in told.items() if parts}


def test_the_same_file_on_the_same_day_has_not_moved(stand):
    stood = stand(people())
    found = read_movements(stood, stood)
    assert moved(found) == {}
    assert {m.measure: m.after for m in found.cohorts[0].movements} | {"payment": None} == {
        "people": 40, "so-far": Decimal("42.5"), "final-rate": Decimal("42.5"), "change": Decimal("-7.5"), "payment": None,
    }  # fmt: skip


def test_a_conviction_that_the_earlier_file_did_not_hold_is_a_late_one(stand):
    """18 of 40 is 45 per cent: 2.5 points more of everything, and the 250 pounds earned beyond the target are gone."""
    found = moved(read_movements(stand(people()), stand([*people(), conviction("own30", "2011-02-10")])))
    points = {name: {LATE: "2.5000"} for name in ("so-far", "final-rate", "change")}
    assert found == points | {"payment": {LATE: "-25000"}}


def test_a_projected_level_is_the_median_that_every_page_has(stand):
    """Half-way through the follow-up, where the mean of the draws is another; the way there ends at the same."""
    after = stand(people(), date(2011, 3, 31))
    (told,) = (c for c in project(after.reader, after.contract, after.as_at).cohorts if c.cohort.id == "own")
    assert told.final_rate.mean > told.final_rate.p50
    level = {m.measure: m.after for m in read_movements(after, after).cohorts[0].movements}
    assert level["final-rate"] == round(Decimal(repr(100 * told.final_rate.p50)), 4)
    assert level["change"] == round(Decimal(repr(told.change_points.p50)), 4)
    assert figures_of(after)["own"]["final-rate"] == str(level["final-rate"])
    assert (
        moved_on(level_on(after.reader, TERMS, after.as_at), on(after.as_at)).values["own"]["final-rate"]
        == level["final-rate"]
    )


def test_a_conviction_recorded_late_in_one_file_moves_a_final_rate(stand):
    stood = stand([*people(), conviction("own30", "2011-02-10", late=120)])
    found = moved(read_movements(again(stood, EARLIER), stood))
    points = {name: {LATE: "2.5000"} for name in ("so-far", "final-rate", "change")}
    assert found == points | {"payment": {LATE: "-25000"}}


def test_a_late_conviction_of_the_group_before_moves_the_change_alone(stand):
    """21 of 40 before: 52.5 per cent, so the change is 2.5 points further down, and worth 250 pounds more."""
    found = moved(read_movements(stand(people()), stand([*people(), conviction("base30", "2010-02-10")])))
    assert found == {"change": {LATE: "-2.5000"}, "payment": {LATE: "25000"}}


@pytest.mark.parametrize("is_one_file", [True, False])
def test_somebody_who_turns_out_not_to_count_is_a_correction(stand, is_one_file):
    """17 of 39 is 43.5897 per cent."""
    gone = discharge("own39", "own", "2011-01-05", exclusion="deported", known_on="2011-06-10")
    later = stand([*people(), gone])
    found = moved(read_movements(again(later, EARLIER) if is_one_file else stand(people()), later))
    assert found["people"] == {ELIGIBLE: "-1"}
    assert found["so-far"] == found["final-rate"] == found["change"] == {ELIGIBLE: "1.0897"}


@pytest.mark.parametrize("is_one_file", [True, False])
def test_other_scores_of_the_same_people_are_a_re_scoring(stand, is_one_file):
    """10 steps of 100 more a head raise the baseline by 10 points, so the change falls by as much."""
    corrected = [discharge(f"own{n}", "own", "2011-01-05", risk_score=60, known_on="2011-06-10") for n in range(40)]
    if is_one_file:
        later = stand([*people(), *corrected], terms=BY_MEAN)
        found = moved(read_movements(again(later, EARLIER), later))
    else:
        found = moved(read_movements(stand(people(), terms=BY_MEAN), stand(people(risk_score=60), terms=BY_MEAN)))
    assert found["change"] == {RESCORED: "-10.0000"}
    assert set(found) == {"change", "payment"}
    assert set(found["payment"]) == {RESCORED}


def test_another_way_of_adjusting_is_a_changed_method(stand):
    found = moved(read_movements(stand(people(risk_score=60)), stand(people(risk_score=60), terms=BY_MEAN)))
    assert found["change"] == {METHOD: "-10.0000"}
    assert set(found) == {"change", "payment"}
    assert set(found["payment"]) == {METHOD}


def test_another_figure_is_changed_terms(stand):
    found = moved(read_movements(stand(people()), stand(people(), terms=DEARER)))
    assert found == {"payment": {TERM: "25000"}}


def test_a_limit_that_leaves_somebody_out_is_changed_terms_and_no_correction(stand):
    longer = discharge("own39", "own", "2011-01-05", sentence_days=400)
    rows = [row for row in people() if row[1].get("discharge_id") != "own39"] + [longer]
    found = moved(read_movements(stand(rows), stand(rows, terms=SHORTER)))
    assert found["people"] == {TERM: "-1"}
    assert found["so-far"] == {TERM: "1.0897"}


def test_what_was_told_otherwise_at_the_time_is_a_changed_method(stand):
    stood = stand(people())
    assert figures_of(stood)["own"]["so-far"] == "42.5000"
    found = read_movements(stood, stood, told={"own": {"so-far": "42.0000"}})
    assert moved(found) == {"so-far": {METHOD: "0.5000"}}
    assert found.cohorts[0].movements[1].before == Decimal("42.0000")


def test_people_released_since_are_new_releases(stand):
    """40 more of 12 March, none convicted: 17 of 80 is 21.25 per cent. None of it is anybody's new follow-up."""
    terms = town("threshold", COHORTS[0], "own cohort 2011-01-01 2011-03-31", has_scores=True)
    rows = people() + [discharge(f"new{n}", "own", "2011-03-12") for n in range(40)]
    stood = stand(rows, terms=terms)
    found = read_movements(again(stood, date(2011, 3, 5)), again(stood, date(2011, 3, 20)))
    people_moved, so_far = found.cohorts[0].movements[:2]
    assert [(part.name, part.by) for part in people_moved.parts if part.by] == [(RELEASED, 40)]
    assert [(part.name, part.by) for part in so_far.parts if part.by] == [(RELEASED, Decimal("-21.2500"))]


def test_a_conviction_since_is_new_follow_up(stand):
    stood = stand([*people(), conviction("own20", "2011-03-08")])
    found = read_movements(again(stood, date(2011, 3, 5)), again(stood, date(2011, 3, 20)))
    so_far = found.cohorts[0].movements[1]
    assert [(part.name, part.by) for part in so_far.parts if part.by] == [(FOLLOWED, Decimal("2.5000"))]


def test_files_of_other_people_are_not_called_corrections(stand):
    found = read_movements(stand(people()), stand([*people("x"), conviction("xown30", "2011-02-10")]))
    assert not found.shares_people
    assert moved(found)["so-far"] == {OTHER_PEOPLE: "2.5000"}


def test_the_later_day_must_not_be_before_the_earlier(stand):
    stood = stand(people())
    with pytest.raises(AsAtError, match="2011-06-30 is after 2011-05-31"):
        read_movements(stood, again(stood, EARLIER))


def test_a_file_that_a_load_took_away_is_told_without_a_path_and_nothing_stays_open(stand, tmp_path, monkeypatch):
    path = stand(people()).reader.path
    opened: list[duckdb.DuckDBPyConnection] = []
    connect = duckdb.connect
    monkeypatch.setattr(mixed.duckdb, "connect", lambda **asked: opened.append(connect(**asked)) or opened[-1])
    between = Between(tmp_path / "gone.duckdb", path, TERMS.id, EARLIER, LATER)
    with pytest.raises(QueryError, match="gone.duckdb and ") as told, mixed.side_by_side(between):
        pass
    assert str(tmp_path) not in str(told.value)
    assert str(path.parent) not in str(told.value)
    with pytest.raises(duckdb.ConnectionException):
        opened[0].execute("SELECT 1")


def test_two_files_beside_each_other_spill_nothing_of_people_to_a_disk(stand):
    path = stand(people()).reader.path
    with mixed.side_by_side(Between(path, path, TERMS.id, EARLIER, LATER)) as both:
        assert both.connection.execute("SELECT current_setting('temp_directory')").fetchall() == [("",)]
