"""Moves near release on typed-in tables, expected counts worked by hand; the boundaries of eight weeks and of recording."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from throughgate import results
from throughgate.fairness.moves import read_moves
from throughgate.show.fairness import transfers
from throughgate.store.build import build
from throughgate.store.reader import Reader, query
from throughgate.terms import read_all_terms

AS_AT = date(2013, 6, 30)
TOLD_TO = date(2013, 4, 28)
START = date(2012, 10, 1)


@pytest.fixture
def add(database, put):
    """Somebody released, with a history that scores, and a move if one is given."""
    seen = iter(range(100_000))

    def person(released: date, place: str, *moves, sentence=90, sanctions=5, sex="M", **row) -> None:
        name = f"p{next(seen)}"
        put("person", person_id=name, sex=sex, birth_month="1985-01-01")
        put(
            "sanction_history", person_id=name, convicted_on="2011-01-04", age_at_first_sanction=18,
            sanctions_total=sanctions, violent_sanctions=0, offence_code="02800",
        )  # fmt: skip
        values = {"custody_type": "sentenced", "sentence_days": sentence, "received_on": "2011-01-05"} | row
        put("discharge", discharge_id=f"d{name}", person_id=name, establishment=place, discharged_on=released, **values)
        for at, (moved, start, end) in enumerate(moves):
            put(
                "transfer",
                transfer_id=f"t{name}-{at}",
                person_id=name,
                moved_on=moved,
                from_establishment=start,
                to_establishment=end,
            )

    return person


def opened(database) -> Reader:
    database.execute("INSERT INTO load (source, is_synthetic) VALUES ('typed in', true)")
    build(database, read_all_terms())
    return Reader(None, "typed", "", database)


def moved_out(database):
    return query(opened(database), "fairness/moved_out", contract_id="doncaster", as_at=AS_AT, told_to=TOLD_TO)


HERE, AWAY = "HMP Doncaster", "HMP Hatfield"


@pytest.mark.parametrize(
    ("days", "moved", "counted"),
    [(0, date(2013, 1, 7), 1), (56, date(2013, 1, 7), 1), (57, date(2013, 1, 7), 0), (20, TOLD_TO, 1), (20, TOLD_TO + timedelta(1), 0),
     (20, date(2011, 10, 1), 1), (20, date(2011, 9, 30), 0)],
)  # fmt: skip
def test_a_move_counts_within_eight_weeks_of_release_in_the_contract(database, add, days, moved, counted):
    add(moved + timedelta(days), AWAY, (moved, HERE, AWAY))
    found = moved_out(database)
    assert found["people"].sum() == counted
    assert found["elsewhere"].isna().all()


@pytest.mark.parametrize("row", [{"custody_type": "remand"}, {"exclusion": "deported"}, {"known_on": date(2013, 7, 1)}])
def test_who_cannot_count_or_is_not_known_is_left_out(database, add, row):
    add(date(2013, 2, 1), AWAY, (date(2013, 1, 7), HERE, AWAY), **row)
    assert moved_out(database)["people"].sum() == 0


def test_the_next_release_counts_and_its_sentence(database, add):
    for sentence in (364, 365, 1460, 1461, None):
        add(date(2013, 2, 1), AWAY, (date(2013, 1, 7), HERE, AWAY), sentence=sentence)
    assert moved_out(database).groupby("sentence_band")["people"].sum().to_dict() == {0: 1, 1: 2, 2: 2}


@pytest.mark.parametrize("row", [{"sentence": 365}, {"sentence": None}, {"sex": "F"}])
def test_the_limits_of_the_terms_hold_for_moves_and_releases(database, add, row):
    for values in ({"sentence": 364}, row):
        add(date(2012, 2, 20), AWAY, (date(2012, 2, 1), "HMP Peterborough", AWAY), **values)
        add(date(2012, 2, 20), "HMP Peterborough", **values)
    reader = opened(database)
    asked = {"contract_id": "peterborough", "as_at": AS_AT}
    assert query(reader, "fairness/moved_out", told_to=TOLD_TO, **asked)["people"].sum() == 1
    assert query(reader, "fairness/released", **asked)["people"].sum() == 1


@pytest.mark.parametrize(
    ("known_from", "percent", "band", "found"),
    [
        (AS_AT, 99, "Very high", [(99, "Very high")]),
        (AS_AT + timedelta(1), 99, "Very high", "the first"),
        (AS_AT, None, "Very high", []),
        (AS_AT, 99, None, [(99, None)]),
    ],
)
def test_the_newest_score_known_counts_as_a_whole(database, add, known_from, percent, band, found):
    add(date(2013, 2, 1), AWAY, (date(2013, 1, 7), HERE, AWAY))
    add(date(2013, 2, 1), HERE)
    reader = opened(database)
    first = reader.connection.execute("SELECT DISTINCT ogrs3_one_year_percent, ogrs3_band FROM discharge_score")
    first = [tuple(row) for row in first.fetchall()]
    reader.connection.execute(
        "INSERT INTO discharge_score SELECT * REPLACE (CAST(? AS DATE) AS known_from, ? AS ogrs3_one_year_percent, "
        "? AS ogrs3_band) FROM discharge_score",
        [known_from, percent, band],
    )
    asked = {"contract_id": "doncaster", "as_at": AS_AT}
    moved = query(reader, "fairness/moved_out", told_to=TOLD_TO, **asked)
    for counted in (moved, query(reader, "fairness/released", **asked)):
        rows = (
            counted[["ogrs_percent", "risk_band"]]
            .astype(object)
            .where(counted[["ogrs_percent", "risk_band"]].notna(), None)
        )
        assert [tuple(row) for row in rows.to_numpy()] == (first if found == "the first" else found)


def test_released_here_and_brought_in(database, add):
    add(date(2013, 2, 1), HERE, (date(2012, 12, 3), AWAY, HERE))
    add(date(2013, 2, 1), HERE)
    add(date(2013, 2, 1), HERE, (date(2011, 9, 30), AWAY, HERE), received_on="2011-09-01")
    add(date(2013, 2, 1), "HMP Peterborough")
    found = query(opened(database), "fairness/released", contract_id="doncaster", as_at=AS_AT)
    assert found["elsewhere"].isna().all()
    assert (found["people"].sum(), found["brought_in"].sum()) == (3, 1)


def many(add, *, high_from: date | None) -> None:
    """For 26 weeks from START: 8 released here and 2 moved out each weekday-less day, half of few and half of many sanctions."""
    for day in range(182):
        on = START + timedelta(day)
        for turn in range(4):
            add(on, HERE, sanctions=(2, 40)[turn % 2])
        many_out = 40 if high_from and on >= high_from else (2, 40)[day % 2]
        add(on + timedelta(30), AWAY, (on, HERE, AWAY), sanctions=many_out)


def test_high_risk_moved_out_is_found_and_dated(database, add):
    many(add, high_from=date(2013, 1, 1))
    reader = opened(database)
    found = read_moves(reader, results.read_contract(reader, "doncaster").terms, AS_AT)
    assert found.out.n == 182
    # One move a day. In December high and low take turns, and half of all are high: z is +1 or -1, the sum 0 before the 31st,
    # a high day: (0.5 - 0.003) / 0.5 - 0.25 = 0.74. From January 3 of 5 are high, z = sqrt(2 / 3) = 0.816, each step 0.566:
    # 0.74 + 17 x 0.566 = 10.4 on 17 January, and from 0 again 18 x 0.566 = 10.2: 4 and 22 February, 12 and 30 March. Each
    # climb begins the day after an alarm, so that all are one stretch.
    (only,) = found.out.stretches
    assert (only.starts_on, only.ends_on) == (date(2012, 12, 31), date(2013, 3, 30))
    assert found.checks[0].id == "transfers-out-2012-12"
    assert not found.has_comparable
    assert {rate.prison for rate in found.rates} == {""}
    assert sum(rate.moved for rate in found.rates) == 182
    # Released to the last day that can be told, 28 April: all of them.
    assert sum(rate.n for rate in found.rates) == 182 + 4 * 182
    # October to December: 46 of 92 moves and 184 of 368 releases are of either group, and its z; then all 90 moves are of one,
    # so that quarter, with none of the other, is joined with the first.
    (joined,) = found.periods
    assert (joined.starts_on, joined.ends_on) == (date(2012, 10, 1), date(2013, 3, 31))
    assert sorted((joined.lower, joined.higher)) == [(46, 46 + 364), (136, 136 + 364)]


def test_random_moves_are_as_usual(database, add):
    many(add, high_from=None)
    reader = opened(database)
    found = read_moves(reader, results.read_contract(reader, "doncaster").terms, AS_AT)
    assert [check.standing for check in found.checks] == ["as usual", "cannot tell", "as usual"]
    assert 0 < found.out.false_alarms.chance < 0.3


def test_people_brought_in_are_drawn_from_those_released(database, add):
    """All released are of high risk, so no draw of them climbs; were the 20 moved out in the pool, some would."""
    for number in range(200):
        add(date(2013, 2, 1 + number % 28), HERE, (date(2012, 11, 5), AWAY, HERE), sanctions=40)
    for number in range(20):
        add(date(2013, 3, 1), AWAY, (date(2013, 2, 1 + number), HERE, AWAY), sanctions=2)
    reader = opened(database)
    found = read_moves(reader, results.read_contract(reader, "doncaster").terms, AS_AT)
    assert found.brought_in.n == 200
    assert found.brought_in.false_alarms.chance == pytest.approx(1 / 1001)


@pytest.mark.parametrize(("moves", "is_comparable"), [(9, False), (10, True)])
def test_a_prison_with_enough_moves_is_set_beside(database, add, moves, is_comparable):
    for _ in range(12):
        add(date(2013, 2, 1), HERE)
        add(date(2013, 2, 1), "HMP Leeds")
        add(date(2013, 2, 1), AWAY, (date(2013, 1, 7), HERE, AWAY))
    for _ in range(moves):
        add(date(2013, 2, 1), AWAY, (date(2013, 1, 7), "HMP Leeds", AWAY))
    reader = opened(database)
    found = read_moves(reader, results.read_contract(reader, "doncaster").terms, AS_AT)
    assert found.has_comparable == is_comparable
    here = {rate.prison: (rate.moved, rate.n) for rate in found.rates}
    assert here == {"": (12, 24)} | ({"HMP Leeds": (10, 22)} if is_comparable else {})


def test_a_contract_without_moves_cannot_tell(database, add):
    add(date(2013, 2, 1), HERE)
    reader = opened(database)
    for contract in ("doncaster", "peterborough", "crs"):
        found = read_moves(reader, results.read_contract(reader, contract).terms, AS_AT)
        assert {check.standing for check in found.checks} == {"cannot tell"}
        (block,) = transfers.blocks(found, source="")
        assert block.chart is None
        assert {signal.section for signal in transfers.signals(found)} == {block.heading}
