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

    def person(released: date, place: str, *moves, sentence=90, sanctions=5, **row) -> None:
        name = f"p{next(seen)}"
        put("person", person_id=name, sex="M", birth_month="1985-01-01")
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
    first = found.out.stretches[0]
    # All are of high risk from 1 January: about 0.9 sd above the pool, less 0.25, so above 10 in 12 to 25 moves.
    assert date(2012, 12, 29) <= first.starts_on <= date(2013, 1, 2)
    assert date(2013, 1, 12) <= first.ends_on <= date(2013, 1, 25)
    assert found.checks[0].id == f"transfers-out-{first.starts_on:%Y-%m}"
    assert not found.has_comparable
    assert {rate.prison for rate in found.rates} == {""}
    assert sum(rate.moved for rate in found.rates) == 182
    # Released to the last day that can be told, 28 April: all of them.
    assert sum(rate.n for rate in found.rates) == 182 + 4 * 182


def test_random_moves_are_as_usual(database, add):
    many(add, high_from=None)
    reader = opened(database)
    found = read_moves(reader, results.read_contract(reader, "doncaster").terms, AS_AT)
    assert [check.standing for check in found.checks] == ["as usual", "cannot tell", "as usual"]
    assert 0 < found.out.false_alarms.chance < 0.3


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
