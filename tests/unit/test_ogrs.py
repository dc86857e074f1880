"""OGRS3 and OGRS4 against public vectors, worked official cases and the official service's own rounding."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughgate.methods import ogrs
from throughgate.methods.ogrs import category_indexes, round_half_up, score_ogrs3, score_ogrs4
from throughgate.methods.ogrs_coefficients import OGRS3_CATEGORIES, OGRS3_COEFFICIENTS, OGRS4_CATEGORIES

REFERENCE = Path(__file__).parent / "reference"
CODES = Path(__file__).parents[2] / "data" / "ogrs" / "offence_codes.csv"
# Names in the vectors that are shorter than those of the code table.
LONG_NAMES = {
    "Absconding or bail": "Absconding or bail offences",
    "Taking & driving away": "Taking & driving away and related offences",
    "Other motoring (coef +0.2622)": "Other motoring",
}


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def column(rows, name):
    return np.array([int(row[name]) for row in rows])


def one_ogrs3(**changes):
    person = {
        "sex": "M",
        "age_at_conviction": 30,
        "age_at_first_sanction": 21,
        "age_at_follow_up": 30,
        "sanctions_total": 2,
        "category": 0,
    } | changes
    coefficients = person.pop("coefficients", "official")
    return score_ogrs3(coefficients=coefficients, **{name: [value] for name, value in person.items()})


def one_ogrs4(**changes):
    person = {
        "sex": "M",
        "age_at_follow_up": 31,
        "age_at_first_sanction": 20,
        "age_at_current_sanction": 30,
        "sanctions_total": 2,
        "violent_sanctions": 2,
        "offence_free_months": 36,
        "category": OGRS4_CATEGORIES.index("VEHICLE_RELATED_THEFT"),
    } | changes
    return score_ogrs4(**{name: [value] for name, value in person.items()})


def ogrs3_vectors(coefficients):
    rows = read(REFERENCE / "ogrs3_vectors.csv")
    names = [LONG_NAMES.get(row["offence_category"], row["offence_category"]) for row in rows]
    scores = score_ogrs3(
        sex=np.array([row["sex"] for row in rows]),
        age_at_conviction=column(rows, "age_at_conviction"),
        age_at_first_sanction=column(rows, "age_at_first_sanction"),
        age_at_follow_up=column(rows, "age_at_follow_up"),
        sanctions_total=column(rows, "previous_sanctions") + 1,
        category=category_indexes(names, OGRS3_CATEGORIES),
        coefficients=coefficients,
    )
    return rows, scores


def test_ogrs3_nine_decimal_vectors():
    rows, scores = ogrs3_vectors("nine-decimals")
    assert len(rows) == 19
    assert scores.one_year_probability == pytest.approx([float(row["p_one_year"]) for row in rows], abs=1e-9)
    assert scores.two_year_probability == pytest.approx([float(row["p_two_year"]) for row in rows], abs=1e-9)
    assert set(scores.error) == {""}


@pytest.mark.parametrize("coefficients", ["official", "nine-decimals"])
def test_ogrs3_whole_percents_of_the_vectors(coefficients):
    rows, scores = ogrs3_vectors(coefficients)
    expected = [row[f"percent_1y_2y_{coefficients.replace('-', '_')}"] for row in rows]
    found = zip(scores.one_year_percent, scores.two_year_percent, strict=True)
    assert [f"{one} / {two}" for one, two in found] == expected


@pytest.mark.parametrize(
    ("sanctions", "ages", "category", "percents", "band"),
    [
        # HMPPS fixtures, codes 11618, 09230 and 02700; ages at conviction, first sanction and follow-up.
        (2, (30, 21, 30), "Other offence", (9, 17), "Low"),
        (22, (33, 17, 44), "Drug import/export/production", (35, 52), "Medium"),
        (1, (40, 40, 60), "Soliciting or prostitution", (7, 13), "Low"),
    ],
)
def test_worked_official_cases(sanctions, ages, category, percents, band):
    conviction, first, follow_up = ages
    score = one_ogrs3(
        sanctions_total=sanctions,
        age_at_conviction=conviction,
        age_at_first_sanction=first,
        age_at_follow_up=follow_up,
        category=OGRS3_CATEGORIES.index(category),
    )
    assert (score.one_year_percent[0], score.two_year_percent[0], score.band[0]) == (*percents, band)


def test_official_rounds_the_copas_rate_to_five_decimals():
    # ln(2 / 19) is -2.2512917986; the service multiplies 1.25112 by -2.25129.
    logit = 1.40256 - 1.326 + 0.46306 + 1.25112 * -2.25129
    assert one_ogrs3().one_year_probability[0] == pytest.approx(1 / (1 + math.exp(-logit)), abs=1e-12)


@pytest.mark.parametrize(("coefficients", "term"), [("official", -0.785), ("nine-decimals", -0.785038489)])
def test_girls_under_sixteen_score_lower_than_boys_in_both_sets(coefficients, term):
    age = {"age_at_conviction": 11, "age_at_first_sanction": 11, "age_at_follow_up": 11}
    girl, boy = (one_ogrs3(sex=sex, sanctions_total=1, coefficients=coefficients, **age) for sex in "FM")
    odds = [p / (1 - p) for p in (girl.two_year_probability[0], boy.two_year_probability[0])]
    assert math.log(odds[0] / odds[1]) == pytest.approx(term, abs=1e-12)


@pytest.mark.parametrize(("coefficients", "term"), [("official", 0.0328), ("nine-decimals", 0.003276327)])
def test_sexual_not_against_child_is_as_each_source_prints_it(coefficients, term):
    other = OGRS3_CATEGORIES.index("Sexual (not against child)")
    base, sexual = (one_ogrs3(category=category, coefficients=coefficients) for category in (0, other))
    odds = [p / (1 - p) for p in (sexual.one_year_probability[0], base.one_year_probability[0])]
    assert math.log(odds[0] / odds[1]) == pytest.approx(term, abs=1e-12)


def test_sanctions_are_not_capped():
    few, many = one_ogrs3(sanctions_total=51), one_ogrs3(sanctions_total=52)
    assert many.two_year_probability[0] > few.two_year_probability[0]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"sex": ""}, "MISSING_MANDATORY_INPUT"),
        ({"sex": "X"}, "MISSING_MANDATORY_INPUT"),
        ({"age_at_conviction": np.nan}, "MISSING_MANDATORY_INPUT"),
        ({"age_at_first_sanction": np.nan}, "MISSING_MANDATORY_INPUT"),
        ({"age_at_follow_up": np.nan}, "MISSING_MANDATORY_INPUT"),
        ({"sanctions_total": np.nan}, "MISSING_MANDATORY_INPUT"),
        ({"category": ogrs.MISSING}, "MISSING_MANDATORY_INPUT"),
        ({"sanctions_total": 0}, "TOTAL_NUMBER_OF_SANCTIONS_LESS_THAN_ONE"),
        ({"category": ogrs.INCORRECT_FORMAT}, "OFFENCE_CODE_INCORRECT_FORMAT"),
        ({"category": ogrs.NOT_FOUND}, "OFFENCE_CODE_MAPPING_NOT_FOUND"),
        ({"category": ogrs.NEEDS_DETAILS}, "NEED_DETAILS_OF_EXACT_OFFENCE"),
        (
            {"age_at_conviction": 9, "age_at_first_sanction": 9},
            "AGE_AT_CURRENT_CONVICTION_LESS_THAN_TEN",
        ),
        (
            {"age_at_conviction": 19, "age_at_first_sanction": 40},
            "AGE_AT_FIRST_SANCTION_AFTER_AGE_AT_CURRENT_CONVICTION",
        ),
        ({"age_at_follow_up": 9}, "UNEXPECTED_ERROR"),
        ({"age_at_first_sanction": -1}, "UNEXPECTED_ERROR"),
        ({"sanctions_total": 0, "category": ogrs.NOT_FOUND}, "TOTAL_NUMBER_OF_SANCTIONS_LESS_THAN_ONE"),
    ],
)
def test_ogrs3_errors(changes, error):
    score = one_ogrs3(**changes)
    assert score.error[0] == error
    assert np.isnan([score.one_year_probability[0], score.two_year_probability[0]]).all()
    assert (score.one_year_percent[0], score.two_year_percent[0], score.band[0]) == (-1, -1, "")


@pytest.mark.parametrize(
    "changes",
    [
        {"age_at_conviction": 10, "age_at_first_sanction": 10, "age_at_follow_up": 10},
        {"age_at_follow_up": 120},
    ],
)
def test_ogrs3_edges_that_score(changes):
    assert one_ogrs3(**changes).error[0] == ""


def test_a_bad_row_does_not_disturb_its_neighbours():
    alone = one_ogrs3()
    three = score_ogrs3(
        sex=["M", "", "M"],
        age_at_conviction=[30, np.nan, 30],
        age_at_first_sanction=[21, 40, 21],
        age_at_follow_up=[30, -5, 30],
        sanctions_total=[2, 0, 2],
        category=[0, -1, 0],
    )
    assert three.one_year_probability[[0, 2]].tolist() == [alone.one_year_probability[0]] * 2
    assert three.error.tolist() == ["", "MISSING_MANDATORY_INPUT", ""]


def test_ogrs4_vectors():
    rows = read(REFERENCE / "ogrs4_vectors.csv")
    scores = score_ogrs4(
        sex=np.array([row["sex"] for row in rows]),
        age_at_follow_up=column(rows, "age_at_follow_up"),
        age_at_first_sanction=column(rows, "age_at_first_sanction"),
        age_at_current_sanction=column(rows, "age_at_current_sanction"),
        sanctions_total=column(rows, "sanctions"),
        violent_sanctions=column(rows, "violent_sanctions"),
        offence_free_months=column(rows, "offence_free_months"),
        category=category_indexes([row["offence_category"] for row in rows], OGRS4_CATEGORIES),
    )
    assert len(rows) == 30
    assert scores.general_probability == pytest.approx([float(row["p_general_two_year"]) for row in rows], abs=1e-9)
    assert scores.violent_probability == pytest.approx([float(row["p_violent_two_year"]) for row in rows], abs=1e-9)
    found = zip(scores.general_percent, scores.violent_percent, strict=True)
    assert [f"{general:.2f} / {violent:.2f}" for general, violent in found] == [
        row["percent_general_violent"] for row in rows
    ]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"sex": ""}, "MISSING_MANDATORY_INPUT"),
        ({"age_at_first_sanction": np.nan}, "MISSING_MANDATORY_INPUT"),
        ({"age_at_current_sanction": np.nan}, "MISSING_MANDATORY_INPUT"),
        ({"sanctions_total": np.nan}, "MISSING_MANDATORY_INPUT"),
        ({"violent_sanctions": np.nan}, "MISSING_MANDATORY_INPUT"),
        ({"offence_free_months": np.nan}, "MISSING_MANDATORY_INPUT"),
        ({"category": ogrs.MISSING}, "MISSING_MANDATORY_INPUT"),
        ({"sanctions_total": 0, "violent_sanctions": 0}, "TOTAL_NUMBER_OF_SANCTIONS_OUT_OF_RANGE"),
        ({"sanctions_total": 1000}, "TOTAL_NUMBER_OF_SANCTIONS_OUT_OF_RANGE"),
        ({"violent_sanctions": 3}, "VIOLENT_SANCTION_OUT_OF_RANGE"),
        ({"violent_sanctions": -1}, "VIOLENT_SANCTION_OUT_OF_RANGE"),
        ({"age_at_first_sanction": 31}, "AGE_AT_FIRST_SANCTION_AFTER_AGE_AT_CURRENT_CONVICTION"),
        ({"age_at_first_sanction": -1}, "AGE_AT_FIRST_SANCTION_OUT_OF_RANGE"),
        (
            {"age_at_first_sanction": 110, "age_at_current_sanction": 110},
            "AGE_AT_FIRST_SANCTION_OUT_OF_RANGE",
        ),
        ({"age_at_current_sanction": -1}, "DATE_OF_CURRENT_CONVICTION_BEFORE_DATE_OF_BIRTH"),
        ({"age_at_follow_up": -1}, "DATE_OF_START_OF_FOLLOWUP_BEFORE_DATE_OF_BIRTH"),
        ({"age_at_follow_up": 110}, "DATE_OF_START_OF_FOLLOWUP_OUT_OF_RANGE"),
        ({"category": ogrs.INCORRECT_FORMAT}, "OFFENCE_CODE_INCORRECT_FORMAT"),
        ({"category": ogrs.NOT_FOUND}, "OFFENCE_CODE_MAPPING_NOT_FOUND"),
        # At 109 the quartic of age takes both scores to 0.00, for which the service has no band.
        ({"age_at_follow_up": 109}, "UNEXPECTED_ERROR"),
    ],
)
def test_ogrs4_errors(changes, error):
    score = one_ogrs4(**changes)
    assert score.error[0] == error
    assert np.isnan([score.general_probability[0], score.violent_probability[0]]).all()
    assert np.isnan([score.general_percent[0], score.violent_percent[0]]).all()
    assert (score.general_band[0], score.violent_band[0]) == ("", "")


def test_ogrs4_follow_up_falls_back_to_the_current_sanction():
    missing, given_age = one_ogrs4(age_at_follow_up=np.nan), one_ogrs4(age_at_follow_up=30)
    assert missing.general_probability[0] == given_age.general_probability[0]


@pytest.mark.parametrize(("months", "counted"), [(-3, 0), (37, 36), (400, 36)])
def test_offence_free_months_are_held_to_0_to_36(months, counted):
    outside, inside = one_ogrs4(offence_free_months=months), one_ogrs4(offence_free_months=counted)
    assert outside.violent_probability[0] == inside.violent_probability[0]


@pytest.mark.parametrize(
    ("value", "decimals", "units"),
    [
        # The official service's own rounding tests.
        (0.5, 2, 50),
        (0.49678, 2, 50),
        (0.996, 2, 100),
        (0.004, 2, 0),
        (0.994, 2, 99),
        (1.23456789, 5, 123457),
        (1.23456123, 5, 123456),
        (0.02875687371686357, 4, 288),
        (math.log(4 / 20), 5, -160944),
        # Exact halves go up; 0.125 is held exactly.
        (0.125, 2, 13),
        (0.375, 2, 38),
        (-0.125, 2, -13),
        # Printed as halves but held just below (…4999) or just above (…5000…01): the held value decides.
        (0.145, 2, 14),
        (0.495, 2, 49),
        (0.745, 2, 74),
        (0.895, 2, 90),
        (0.005, 2, 1),
        (0.123455, 5, 12345),
        (math.nextafter(0.125, 0), 2, 12),
    ],
)
def test_rounding_half_up_is_exact(value, decimals, units):
    assert round_half_up(np.array([value]), decimals)[0] == units


@pytest.mark.parametrize(
    ("probability", "percent", "band"),
    [
        (0.000001, 1, "Low"),
        (0.4949, 49, "Low"),
        # To five decimals this is 0.49500, which the service holds as 0.49499999999999999.
        (0.495001, 49, "Low"),
        (0.49501, 50, "Medium"),
        (0.5, 50, "Medium"),
        (0.505, 51, "Medium"),
        (0.7449, 74, "Medium"),
        (0.7451, 75, "High"),
        (0.76, 76, "High"),
        (0.8949, 89, "High"),
        (0.8951, 90, "Very high"),
        (0.91, 91, "Very high"),
        (0.9999999, 99, "Very high"),
    ],
)
def test_ogrs3_percent_and_band_at_each_cut(probability, percent, band):
    score = ogrs._ogrs3_results(np.array([0.3]), np.array([probability]), np.zeros(1, dtype=np.int8))
    assert (score.two_year_percent[0], score.band[0]) == (percent, band)


@pytest.mark.parametrize(
    ("probability", "percent", "general", "violent"),
    [
        (0.2999, 29.99, "Low", "Low"),
        (0.29996, 30.0, "Low", "Medium"),
        (0.3001, 30.01, "Low", "Medium"),
        (0.4999, 49.99, "Low", "Medium"),
        (0.5, 50.0, "Medium", "Medium"),
        (0.5001, 50.01, "Medium", "Medium"),
        (0.5999, 59.99, "Medium", "Medium"),
        (0.6, 60.0, "Medium", "High"),
        (0.7499, 74.99, "Medium", "High"),
        (0.75, 75.0, "High", "High"),
        (0.7999, 79.99, "High", "High"),
        (0.8, 80.0, "High", "Very high"),
        (0.8999, 89.99, "High", "Very high"),
        (0.9, 90.0, "Very high", "Very high"),
        (0.99999, 99.99, "Very high", "Very high"),
        (0.0001, 0.01, "Low", "Low"),
    ],
)
def test_ogrs4_percent_and_bands_at_each_cut(probability, percent, general, violent):
    p = np.array([probability])
    score = ogrs._ogrs4_results(p, p, np.zeros(1, dtype=np.int8))
    assert (score.general_percent[0], score.violent_percent[0]) == (percent, percent)
    assert (score.general_band[0], score.violent_band[0]) == (general, violent)


def test_the_code_table_agrees_with_the_categories_and_official_weights():
    codes = read(CODES)
    assert len(codes) == 3039
    weights = {row["ogrs3_category"]: float(row["ogrs3_weight"]) for row in codes if row["ogrs3_category"]}
    official = OGRS3_COEFFICIENTS["official"].offence
    assert weights == dict(zip(OGRS3_CATEGORIES, official, strict=True))
    assert {row["ogrs4_category"] for row in codes} == {*OGRS4_CATEGORIES, "UNKNOWN"}


def test_category_indexes():
    names = ["Violence", "Other offence", "", None, "Piracy", "NEED_DETAILS_OF_EXACT_OFFENCE"]
    assert category_indexes(names, OGRS3_CATEGORIES).tolist() == [0, 19, -4, -4, -1, -2]
    assert category_indexes(["UNKNOWN"], OGRS4_CATEGORIES).tolist() == [-1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"age_at_conviction": 30.5}, "age_at_conviction has 30.5"),
        ({"sanctions_total": math.inf}, "sanctions_total has inf"),
        ({"category": 20}, "category must hold"),
        ({"category": 0.0}, "category must hold"),
        ({"coefficients": "2017"}, "'2017' are not known; choose one of official, nine-decimals"),
    ],
)
def test_misuse_is_refused_by_name(changes, words):
    with pytest.raises(ValueError, match=words):
        one_ogrs3(**changes)


def test_columns_must_be_equally_long():
    with pytest.raises(ValueError, match="category has shape"):
        score_ogrs3(
            sex=["M", "M"],
            age_at_conviction=[30, 30],
            age_at_first_sanction=[20, 20],
            age_at_follow_up=[30, 30],
            sanctions_total=[1, 1],
            category=[0],
        )


def test_masked_columns_count_as_missing():
    # DuckDB's fetchnumpy gives masked arrays, whose hidden values must not be scored.
    score = score_ogrs3(
        sex=np.ma.array(["M", "M", "M"], mask=[1, 0, 0]),
        age_at_conviction=np.ma.array([30, 30, 30], mask=[0, 1, 0]),
        age_at_first_sanction=[20, 20, 20],
        age_at_follow_up=[30, 30, 30],
        sanctions_total=[1, 1, 1],
        category=np.ma.array([0, 0, 0], mask=[0, 0, 1]),
    )
    assert score.error.tolist() == ["MISSING_MANDATORY_INPUT"] * 3


def test_no_rows():
    score = score_ogrs3(
        sex=[],
        age_at_conviction=[],
        age_at_first_sanction=[],
        age_at_follow_up=[],
        sanctions_total=[],
        category=[],
    )
    assert len(score.band) == 0


ages = st.integers(10, 99)


@given(
    sex=st.sampled_from("MF"),
    first=ages,
    years=st.integers(0, 40),
    follow_up=ages,
    sanctions=st.integers(1, 998),
    category=st.integers(0, 19),
    coefficients=st.sampled_from(sorted(OGRS3_COEFFICIENTS)),
)
def test_ogrs3_rises_with_sanctions_and_with_time(sex, first, years, follow_up, sanctions, category, coefficients):
    score = score_ogrs3(
        sex=[sex, sex],
        age_at_conviction=[first + years] * 2,
        age_at_first_sanction=[first] * 2,
        age_at_follow_up=[follow_up] * 2,
        sanctions_total=[sanctions, sanctions + 1],
        category=[category] * 2,
        coefficients=coefficients,
    )
    assert score.one_year_probability[0] < score.one_year_probability[1]
    assert (score.one_year_probability < score.two_year_probability).all()
    assert (score.one_year_percent <= score.two_year_percent).all()
    assert ((score.one_year_percent >= 1) & (score.two_year_percent <= 99)).all()


anything = st.one_of(st.just(math.nan), st.integers(-(2**31) + 1, 2**31 - 1), st.integers(-2, 120))


@given(
    sex=st.sampled_from(["M", "F", "", "X"]),
    ages=st.tuples(anything, anything, anything),
    counts=st.tuples(anything, anything, anything),
    category=st.integers(-4, 19),
)
def test_a_row_has_a_score_or_an_error_and_never_both(sex, ages, counts, category):
    three = one_ogrs3(
        sex=sex,
        age_at_conviction=ages[0],
        age_at_first_sanction=ages[1],
        age_at_follow_up=ages[2],
        sanctions_total=counts[0],
        category=category,
    )
    four = one_ogrs4(
        sex=sex,
        age_at_follow_up=ages[2],
        age_at_first_sanction=ages[1],
        age_at_current_sanction=ages[0],
        sanctions_total=counts[0],
        violent_sanctions=counts[1],
        offence_free_months=counts[2],
        category=category,
    )
    assert np.isnan(three.two_year_probability[0]) == (three.error[0] != "") == (three.band[0] == "")
    for p, band in (
        (four.general_probability, four.general_band),
        (four.violent_probability, four.violent_band),
    ):
        assert np.isnan(p[0]) == (four.error[0] != "") == (band[0] == "")
