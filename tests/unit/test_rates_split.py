"""`throughgate rates --by` prints the quarters and months that Reconviction trends shows, and takes the figures of others out."""

from datetime import date

from throughgate.methods.reconviction import binary_rate, frequency
from throughgate.results import CohortRates, GroupRates
from throughgate.show.text_rates import hide_groups, shown_periods
from throughgate.terms import Cohort

AS_AT = date(2014, 6, 30)


def split(**people: tuple[int, int]) -> CohortRates:
    """A cohort of groups named by a day, each with its people and how many of them were reconvicted."""
    groups = tuple(
        GroupRates(name[1:].replace("_", "-"), n, binary_rate(n, again), frequency(n, again, again))
        for name, (n, again) in people.items()
    )
    n, again = (sum(of) for of in zip(*people.values(), strict=True))
    return CohortRates(COHORT, n, binary_rate(n, again), frequency(n, again, again), {}, True, groups)


COHORT = Cohort.model_construct(
    id="cohort-1", name="Cohort 1", kind="cohort", discharged_from=date(2012, 1, 1), discharged_to=date(2012, 6, 30)
)
QUARTERS = split(_2012_01_01=(60, 30), _2012_04_01=(60, 30))
MONTHS = split(
    _2012_01_01=(30, 15), _2012_02_01=(26, 11), _2012_03_01=(4, 4),
    _2012_04_01=(20, 10), _2012_05_01=(20, 10), _2012_06_01=(20, 10),
)  # fmt: skip


def test_a_small_month_takes_the_smallest_other_of_its_quarter_with_it():
    """March has 4 people; February, of 26, is the smaller of the two others. The next quarter is left alone."""
    shown = shown_periods([QUARTERS], [MONTHS], AS_AT, "month")
    assert shown == {"cohort-1": {"2012-01-01", "2012-04-01", "2012-05-01", "2012-06-01"}}


def test_quarters_are_shown_where_none_is_small():
    assert shown_periods([QUARTERS], [MONTHS], AS_AT, "quarter") == {"cohort-1": {"2012-01-01", "2012-04-01"}}


def test_months_of_a_hidden_quarter_are_hidden():
    small = split(_2012_01_01=(60, 30), _2012_04_01=(60, 3))
    assert shown_periods([small], [MONTHS], AS_AT, "month") == {}
    assert shown_periods([small], [MONTHS], AS_AT, "quarter") == {}


def test_a_hidden_group_keeps_its_name_alone():
    cohort = {"n": 98, "groups": [{"group": "Mixed", "n": 9, "rate": 0.5}, {"group": "White", "n": 43, "rate": 0.5}]}
    hide_groups(cohort, {"White"}, "reason")
    assert cohort == {
        "n": 98,
        "groups": [
            {"group": "Mixed", "n": None, "rate": None, "hidden": True},
            {"group": "White", "n": 43, "rate": 0.5},
        ],
        "hidden_because": "reason",
    }
