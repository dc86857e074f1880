"""The whole contract on the Scenario page, where its rule pools cohorts: projections made by hand."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from payment_cases import AS_AT, cohort, contract, paid, stated

from throughgate.methods.design import Setting
from throughgate.projection import FINAL, Projection
from throughgate.show.payment.seen import seen_of
from throughgate.show.scenario import boxes, sides, tables
from throughgate.show.scenario.sides import Side
from throughgate.show.scenario.total import Total, total_of

MILLION = 100_000_000
"""Pence."""


def payment(draws: dict[str, tuple[int, int]]):
    return paid(stated("events", "paid", 0, is_met=True), draws)


def projection(first: int, last: dict[str, tuple[int, int]] | None, *, rule: str = "events") -> Projection:
    """Cohort 1 is final and was paid so many pence; cohort 2, the last, is paid over draws."""
    terms = contract(rule)
    one = cohort(terms, "cohort-1", status=FINAL, payment=payment({"paid": (100, first)}))
    two = cohort(terms, payment=None if last is None else payment(last))
    return Projection(SimpleNamespace(terms=terms), terms, AS_AT, 1, "typed", (one, two))


CONTRACTED = projection(0, {"paid": (60, 6 * MILLION), "nothing": (40, 0)})
LOWER = projection(2 * MILLION, {"paid": (60, 4 * MILLION), "nothing": (40, MILLION // 2)})
"""With lower triggers cohort 1 earns £2m at once: of the last cohort's payment that much is not due a second time."""


def side(of: Projection, cohort_id: str = "cohort-2") -> Side:
    return Side(seen_of(of, cohort_id, ()), Setting(1571), None, total_of(of, ()))


def test_the_total_is_of_every_cohort_draw_by_draw():
    # 60% of £6m; £2m and 60% of £4m and 40% of £0.5m. The 80% range holds both ends of each.
    assert total_of(CONTRACTED, ()) == Total(360_000_000, 0, 600_000_000, is_final=False)
    assert total_of(LOWER, ()) == Total(460_000_000, 250_000_000, 600_000_000, is_final=False)


@pytest.mark.parametrize("cohort_id", ["cohort-1", "cohort-2"])
def test_lower_triggers_are_compared_over_the_whole_contract(cohort_id):
    before, after = side(CONTRACTED, cohort_id), side(LOWER, cohort_id)
    title = sides.title(before, after, is_changed=True)
    assert (
        title
        == "With these terms the department would expect to pay £4.6 million for all cohorts together (80% range £2.50m to £6.00m)"
    )
    lead = sides.lead(before, after, is_changed=True)
    assert (
        "**£1.0 million more for the provider** than as contracted, where the department would expect to pay £3.6"
        in lead
    )
    due = {
        "cohort-1": "Due with cohort 1, for its own events: the department would pay £2.0 million.",
        "cohort-2": "Due with cohort 2, which settles all cohorts together: the department would expect to pay £2.6 million (80% range £0.50m to £4.00m).",
    }
    assert due[cohort_id] in lead
    assert "alone" not in lead
    table = tables.projected_table(before, after).set_index("Figure")
    assert table.loc["All cohorts together: expected payment"].tolist() == ["£3,600,000", "£4,600,000"]
    assert table.loc["All cohorts together: its 80% range"].tolist() == ["£0 to £6,000,000", "£2,500,000 to £6,000,000"]
    assert boxes.boxes(before, after)[0] == (
        "All cohorts",
        "£4.60m",
        "expected, 80% range £2.50m to £6.00m; as contracted £3.60m",
    )
    assert boxes.boxes(before, after)[1][0] == f"Due with {cohort_id.replace('-', ' ')}"


def test_a_cohort_is_said_to_be_alone_while_another_cannot_be_told():
    open_end = projection(0, None)
    assert total_of(open_end, ()) is None
    before, after = side(open_end, "cohort-1"), side(projection(2 * MILLION, None), "cohort-1")
    assert sides.title(before, after, is_changed=True).endswith("would pay £2.0 million for cohort 1")
    assert "That is cohort 1 alone" in sides.lead(before, after, is_changed=True)
    assert not [box for box in boxes.boxes(before, after) if box[0] == "All cohorts"]


def test_a_rule_that_pays_each_cohort_apart_has_no_total():
    assert total_of(projection(0, {"paid": (100, MILLION)}, rule="threshold"), ()) is None
