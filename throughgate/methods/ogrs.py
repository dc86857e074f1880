"""The Offender Group Reconviction Scale: how likely reconviction is, from age, sex and criminal history.

OGRS3 gives a one- and a two-year probability of proven reoffending; OGRS4/G (general) and OGRS4/V (violent) a
two-year one. Every function takes whole columns, so a million people cost a few array operations.

Sources: Howard et al. 2009, MoJ Research Summary 7/09; HMPPS actuarial service (OGRS3 until June 2026, OGRS4
as model v4.1). Limits: males and females only; no cap on sanctions; the caller chooses the main offence.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import numpy.typing as npt

from throughgate.methods.ogrs_coefficients import (
    OGRS3_AGE_STARTS,
    OGRS3_CATEGORIES,
    OGRS3_COEFFICIENTS,
    OGRS4_CATEGORIES,
    OGRS4_GENERAL,
    OGRS4_VIOLENT,
    Ogrs3Coefficients,
    Ogrs4Coefficients,
    ViolentHistory,
)

BANDS = ("", "Low", "Medium", "High", "Very high")
"""Band names by code; code 0 is a row without a score."""

ERRORS = (
    "",
    "MISSING_MANDATORY_INPUT",
    "TOTAL_NUMBER_OF_SANCTIONS_LESS_THAN_ONE",
    "TOTAL_NUMBER_OF_SANCTIONS_OUT_OF_RANGE",
    "VIOLENT_SANCTION_OUT_OF_RANGE",
    "OFFENCE_CODE_INCORRECT_FORMAT",
    "OFFENCE_CODE_MAPPING_NOT_FOUND",
    "NEED_DETAILS_OF_EXACT_OFFENCE",
    "AGE_AT_CURRENT_CONVICTION_LESS_THAN_TEN",
    "AGE_AT_FIRST_SANCTION_AFTER_AGE_AT_CURRENT_CONVICTION",
    "AGE_AT_FIRST_SANCTION_OUT_OF_RANGE",
    "DATE_OF_CURRENT_CONVICTION_BEFORE_DATE_OF_BIRTH",
    "DATE_OF_START_OF_FOLLOWUP_BEFORE_DATE_OF_BIRTH",
    "DATE_OF_START_OF_FOLLOWUP_OUT_OF_RANGE",
    "UNEXPECTED_ERROR",
)
"""Error names by code, as the HMPPS actuarial service spells them; code 0 is a row with a score."""

NOT_FOUND, NEEDS_DETAILS, INCORRECT_FORMAT, MISSING = -1, -2, -3, -4
"""Category indexes of an offence that has no category, and why."""

_CATEGORY_ERRORS = {
    "OFFENCE_CODE_INCORRECT_FORMAT": INCORRECT_FORMAT,
    "OFFENCE_CODE_MAPPING_NOT_FOUND": NOT_FOUND,
    "NEED_DETAILS_OF_EXACT_OFFENCE": NEEDS_DETAILS,
}

UNSCORED = -1
"""The whole percent of a row that cannot be scored."""

OGRS3_BAND_STARTS = (50, 75, 90)
"""Lowest two-year whole percent of Medium, High and Very high (HMPPS actuarial service)."""

OGRS4_GENERAL_BAND_STARTS = (50_00, 75_00, 90_00)
OGRS4_VIOLENT_BAND_STARTS = (30_00, 60_00, 80_00)
"""Lowest two-year hundredths of a percent of Medium, High and Very high (HMPPS actuarial service, OASys)."""

YOUNGEST_SCORED = 10
OLDEST_OGRS3_TERM = 50
COPAS_YEARS = 10
OLDEST_OGRS4 = 109
MOST_OGRS4_SANCTIONS = 999
MOST_OFFENCE_FREE_MONTHS = 36
HIGHEST_HUNDREDTHS = 99_99
# The service holds whole numbers in 32 bits; within them its limits on the exponent cannot be reached.
LARGEST_WHOLE_NUMBER = 2**31 - 1

Column = npt.ArrayLike
Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.integer]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Ogrs3:
    """OGRS3 of every row: the probabilities of proven reoffending within one and two years.

    Attributes:
        one_year_probability: Between 0 and 1, not rounded; NaN where unscored.
        two_year_probability: The same for two years.
        one_year_percent: Whole percent by the official rounding, 1 to 99; -1 where unscored.
        two_year_percent: The same for two years.
        band_code: Index into `BANDS`, by the two-year whole percent.
        error_code: Index into `ERRORS`; 0 where scored.
    """

    one_year_probability: Floats
    two_year_probability: Floats
    one_year_percent: Codes
    two_year_percent: Codes
    band_code: Codes
    error_code: Codes

    @property
    def band(self) -> npt.NDArray[np.object_]:
        """Low, Medium, High or Very high; '' where unscored."""
        return _names(BANDS, self.band_code)

    @property
    def error(self) -> npt.NDArray[np.object_]:
        """Why a row has no score; '' where scored."""
        return _names(ERRORS, self.error_code)


@dataclass(frozen=True, slots=True, eq=False)
class Ogrs4:
    """OGRS4/G and OGRS4/V of every row: two-year probabilities of any, and of violent, proven reoffending.

    Attributes:
        general_probability: Between 0 and 1, not rounded; NaN where unscored.
        violent_probability: The same for violent reoffending.
        general_percent: Percent to two decimals, half up, at most 99.99; NaN where unscored.
        violent_percent: The same for violent reoffending.
        general_band_code: Index into `BANDS`.
        violent_band_code: Index into `BANDS`, by the cut points of the violent scale.
        error_code: Index into `ERRORS`; 0 where scored. A row has both scores or neither.
    """

    general_probability: Floats
    violent_probability: Floats
    general_percent: Floats
    violent_percent: Floats
    general_band_code: Codes
    violent_band_code: Codes
    error_code: Codes

    @property
    def general_band(self) -> npt.NDArray[np.object_]:
        """Low, Medium, High or Very high of the general scale; '' where unscored."""
        return _names(BANDS, self.general_band_code)

    @property
    def violent_band(self) -> npt.NDArray[np.object_]:
        """Low, Medium, High or Very high of the violent scale; '' where unscored."""
        return _names(BANDS, self.violent_band_code)

    @property
    def error(self) -> npt.NDArray[np.object_]:
        """Why a row has no score; '' where scored."""
        return _names(ERRORS, self.error_code)


def category_indexes(names: Iterable[object], categories: tuple[str, ...]) -> Codes:
    """Turn names of offence categories into the integer indexes that the scores take.

    Args:
        names: One name for each row, spelt as in `categories`; or the name of an error of the code table,
            such as NEED_DETAILS_OF_EXACT_OFFENCE; or '' (or what is not text) where the offence is missing.
        categories: `OGRS3_CATEGORIES` or `OGRS4_CATEGORIES`.

    Returns:
        The index of every name: -1 not found, -2 exact offence needed, -3 malformed code, -4 missing.
    """
    index = {"": MISSING} | _CATEGORY_ERRORS | {name: place for place, name in enumerate(categories)}
    found = (index.get(name, NOT_FOUND) if isinstance(name, str) else MISSING for name in names)
    return np.fromiter(found, dtype=np.int64)


def score_ogrs3(
    *,
    sex: Column,
    age_at_conviction: Column,
    age_at_first_sanction: Column,
    age_at_follow_up: Column,
    sanctions_total: Column,
    category: Column,
    coefficients: str = "official",
) -> Ogrs3:
    """Score OGRS3: the probability of proven reoffending within one and within two years.

    p = 1 / (1 + exp(-(constant + age and sex + first or later sanction + offence + multiplier x Copas))),
    where the Copas rate is ln(sanctions / (10 + age at conviction - age at first sanction)). The official set
    follows the HMPPS actuarial service step by step, which rounds the Copas rate to five decimals.

    Args:
        sex: 'M', 'F' or '' (missing; so is any other value: the scale knows these two).
        age_at_conviction: Completed years at the current conviction; NaN where missing.
        age_at_first_sanction: Completed years at the first sanction ever.
        age_at_follow_up: Completed years at the start of follow-up; chooses the age term only.
        sanctions_total: Sanctions ever, the current one included; not capped.
        category: Index into `OGRS3_CATEGORIES`, or one of `category_indexes`' negative codes.
        coefficients: 'official' (four or five decimals, as OASys) or 'nine-decimals' (the paper).

    Returns:
        Probabilities, whole percents, bands and error codes, row by row.

    Raises:
        ValueError: Columns of unequal length, a number that is not whole, or unknown coefficients.

    Source: Howard et al. 2009, MoJ Research Summary 7/09; HMPPS actuarial service.
    """
    table = _ogrs3_coefficients(coefficients)
    is_female, has_sex = _sexes(sex)
    conviction, first, follow_up, sanctions = _whole_numbers(
        len(is_female),
        age_at_conviction=age_at_conviction,
        age_at_first_sanction=age_at_first_sanction,
        age_at_follow_up=age_at_follow_up,
        sanctions_total=sanctions_total,
    )
    offence = _categories(len(is_female), category, OGRS3_CATEGORIES)
    error = _ogrs3_errors(has_sex, conviction, first, follow_up, sanctions, offence)
    scored = error == 0
    copas = _copas_rate(scored, sanctions, conviction - first, table.copas_decimals)
    age = np.where(scored, follow_up, 0).clip(max=OLDEST_OGRS3_TERM).astype(int)
    logit = (
        _ogrs3_age_terms(table)[is_female, age]
        + np.where(sanctions > 1, table.later_sanction, table.first_sanction)
        + np.take(table.offence, np.where(scored, offence, 0))
        + table.copas * copas
    )
    return _ogrs3_results(_logistic(table.one_year + logit), _logistic(table.two_year + logit), error)


def score_ogrs4(
    *,
    sex: Column,
    age_at_follow_up: Column,
    age_at_first_sanction: Column,
    age_at_current_sanction: Column,
    sanctions_total: Column,
    violent_sanctions: Column,
    offence_free_months: Column,
    category: Column,
) -> Ogrs4:
    """Score OGRS4/G and OGRS4/V, model v4.1 static: two-year probabilities of any and of violent reoffending.

    p = 1 / (1 + exp(-z)), z being the sum of a constant, a quartic of age by sex, the offence, the number of
    sanctions and the rate at which they came, a quartic of offence-free months and, for violence, the violent
    sanctions and their rate. v4.1 has no minimum age and no one-year score.

    Args:
        sex: 'M', 'F' or '' (missing; so is any other value).
        age_at_follow_up: Completed years at the start of follow-up; NaN takes the age at current sanction.
        age_at_first_sanction: Completed years at the first sanction ever, 0 to 109.
        age_at_current_sanction: Completed years at the current sanction.
        sanctions_total: Sanctions ever, the current one included, 1 to 999.
        violent_sanctions: Those that involved a violent offence.
        offence_free_months: Completed months from the start of follow-up to the assessment, taken as 0 to 36.
        category: Index into `OGRS4_CATEGORIES`, or one of `category_indexes`' negative codes.

    Returns:
        Probabilities, percents to two decimals, bands and error codes, row by row. A score that rounds to
        0.00 has no band in the service, so its row is UNEXPECTED_ERROR.

    Raises:
        ValueError: Columns of unequal length, or a number that is not whole.

    Source: HMPPS actuarial service, All and Violent Reoffending Predictor, static; OASys test calculator.
    """
    is_female, has_sex = _sexes(sex)
    history = _whole_numbers(
        len(is_female),
        age_at_follow_up=age_at_follow_up,
        age_at_first_sanction=age_at_first_sanction,
        age_at_current_sanction=age_at_current_sanction,
        sanctions_total=sanctions_total,
        violent_sanctions=violent_sanctions,
        offence_free_months=offence_free_months,
    )
    history[0] = np.where(np.isnan(history[0]), history[2], history[0])
    offence = _categories(len(is_female), category, OGRS4_CATEGORIES)
    error = _ogrs4_errors(has_sex, history, offence)
    people = _ogrs4_history(error == 0, is_female, history, offence)
    general = _logistic(_ogrs4_logit(OGRS4_GENERAL, people))
    violent = _logistic(_ogrs4_logit(OGRS4_VIOLENT, people))
    return _ogrs4_results(general, violent, error)


def round_half_up(values: Floats, decimals: int) -> Floats:
    """Round to a number of decimals, halves away from zero, judging the exact value that the float holds.

    0.145 is held as 0.14499999999999999..., so it is 14 per cent to the official service (Java BigDecimal of
    a double) and to this function. Multiplying would lose that, so anything near a half is done exactly.

    Args:
        values: Numbers without NaN.
        decimals: Decimal places to keep.

    Returns:
        The rounded values in units of the last decimal place: 0.123456 to 5 decimals is 12346.
    """
    scaled = np.abs(values) * 10.0**decimals
    units = np.floor(scaled)
    past_half = scaled - units - 0.5
    units += past_half >= 0
    # A product of doubles below 10^7 is out by less than 10^-9, so no other row can be on the wrong side.
    near = np.flatnonzero(np.abs(past_half) < 1e-6)
    distinct, place = np.unique(np.abs(values[near]), return_inverse=True)
    step = Decimal(1).scaleb(-decimals)
    exact = [int(Decimal(value).quantize(step, ROUND_HALF_UP).scaleb(decimals)) for value in distinct.tolist()]
    units[near] = np.array(exact, dtype=float)[place]
    return np.copysign(units, values)


def _ogrs3_coefficients(name: str) -> Ogrs3Coefficients:
    if name not in OGRS3_COEFFICIENTS:
        raise ValueError(f"coefficients {name!r} are not known; choose one of {', '.join(OGRS3_COEFFICIENTS)}")
    return OGRS3_COEFFICIENTS[name]


def _ogrs3_age_terms(table: Ogrs3Coefficients) -> Floats:
    """Spread the age bands over single years 0 to 50, males in the first row; under 10 is never used."""
    ages = np.arange(OLDEST_OGRS3_TERM + 1)
    band = np.searchsorted(OGRS3_AGE_STARTS, ages, side="right") - 1
    return np.array([table.male, table.female])[:, band.clip(0)]


def _copas_rate(scored: Flags, sanctions: Floats, years: Floats, decimals: int | None) -> Floats:
    """The log of sanctions for each year since the first one, ten years being added to the years."""
    rate = np.log(np.where(scored, sanctions, 1) / np.where(scored, COPAS_YEARS + years, COPAS_YEARS))
    return rate if decimals is None else round_half_up(rate, decimals) / 10**decimals


def _ogrs3_errors(
    has_sex: Flags,
    conviction: Floats,
    first: Floats,
    follow_up: Floats,
    sanctions: Floats,
    offence: Codes,
) -> Codes:
    missing = ~has_sex | np.isnan(conviction + first + follow_up + sanctions) | (offence == MISSING)
    return _first_error(
        {
            "MISSING_MANDATORY_INPUT": missing,
            "TOTAL_NUMBER_OF_SANCTIONS_LESS_THAN_ONE": sanctions < 1,
            "OFFENCE_CODE_INCORRECT_FORMAT": offence == INCORRECT_FORMAT,
            "AGE_AT_CURRENT_CONVICTION_LESS_THAN_TEN": conviction < YOUNGEST_SCORED,
            "AGE_AT_FIRST_SANCTION_AFTER_AGE_AT_CURRENT_CONVICTION": first > conviction,
            "OFFENCE_CODE_MAPPING_NOT_FOUND": offence == NOT_FOUND,
            "NEED_DETAILS_OF_EXACT_OFFENCE": offence == NEEDS_DETAILS,
            "UNEXPECTED_ERROR": (follow_up < YOUNGEST_SCORED) | (first < 0),
        }
    )


def _ogrs3_results(one_year: Floats, two_year: Floats, error: Codes) -> Ogrs3:
    scored = error == 0
    one_year_percent, two_year_percent = _whole_percent(one_year), _whole_percent(two_year)
    return Ogrs3(
        one_year_probability=np.where(scored, one_year, np.nan),
        two_year_probability=np.where(scored, two_year, np.nan),
        one_year_percent=np.where(scored, one_year_percent, UNSCORED).astype(np.int16),
        two_year_percent=np.where(scored, two_year_percent, UNSCORED).astype(np.int16),
        band_code=_bands(two_year_percent, OGRS3_BAND_STARTS) * scored,
        error_code=error,
    )


def _whole_percent(probability: Floats) -> Floats:
    """Round as the official service: to five decimals, then to a whole percent, never 0 and never 100."""
    to_five_decimals = round_half_up(probability, 5) / 1e5
    return round_half_up(to_five_decimals, 2).clip(1, 99)


@dataclass(frozen=True, slots=True)
class _Ogrs4History:
    """Inputs of OGRS4 as integers, with harmless values in the rows that cannot be scored."""

    is_female: Codes
    age: Codes
    years: Codes
    sanctions: Codes
    violent: Codes
    months: Codes
    offence: Codes


def _ogrs4_errors(has_sex: Flags, history: list[Floats], offence: Codes) -> Codes:
    follow_up, first, current, sanctions, violent, _ = history
    missing = ~has_sex | np.isnan(np.sum(history, axis=0)) | (offence == MISSING)
    return _first_error(
        {
            "MISSING_MANDATORY_INPUT": missing,
            "DATE_OF_CURRENT_CONVICTION_BEFORE_DATE_OF_BIRTH": current < 0,
            "AGE_AT_FIRST_SANCTION_AFTER_AGE_AT_CURRENT_CONVICTION": first > current,
            "AGE_AT_FIRST_SANCTION_OUT_OF_RANGE": (first < 0) | (first > OLDEST_OGRS4),
            "OFFENCE_CODE_INCORRECT_FORMAT": offence == INCORRECT_FORMAT,
            "TOTAL_NUMBER_OF_SANCTIONS_OUT_OF_RANGE": (sanctions < 1) | (sanctions > MOST_OGRS4_SANCTIONS),
            "VIOLENT_SANCTION_OUT_OF_RANGE": (violent < 0) | (violent > sanctions),
            "DATE_OF_START_OF_FOLLOWUP_BEFORE_DATE_OF_BIRTH": follow_up < 0,
            "DATE_OF_START_OF_FOLLOWUP_OUT_OF_RANGE": follow_up > OLDEST_OGRS4,
            "OFFENCE_CODE_MAPPING_NOT_FOUND": offence == NOT_FOUND,
            "NEED_DETAILS_OF_EXACT_OFFENCE": offence == NEEDS_DETAILS,
        }
    )


def _ogrs4_history(scored: Flags, is_female: Codes, history: list[Floats], offence: Codes) -> _Ogrs4History:
    follow_up, first, current, sanctions, violent, months = (
        np.where(scored, values, harmless).astype(int)
        for values, harmless in zip(history, (30, 30, 30, 1, 0, 0), strict=True)
    )
    return _Ogrs4History(
        is_female=is_female,
        age=follow_up,
        years=current - first,
        sanctions=sanctions,
        violent=violent,
        months=months.clip(0, MOST_OFFENCE_FREE_MONTHS),
        offence=np.where(scored, offence, 0),
    )


def _ogrs4_logit(table: Ogrs4Coefficients, people: _Ogrs4History) -> Floats:
    """Add up the terms of one scale; polynomials are looked up, since their inputs are small integers."""
    female, n = people.is_female, people.sanctions
    by_sex = np.array([_polynomial(powers, OLDEST_OGRS4) for powers in table.age]) + [[0.0], [table.female]]
    by_sanctions = table.each_sanction * np.arange(MOST_OGRS4_SANCTIONS + 1)
    by_sanctions[1] += table.first_sanction
    by_sanctions[2] += table.second_sanction
    rate = np.log(n / (people.years + table.career_years))
    three_or_more = np.take(table.rate, female) * rate + np.take(table.rate_squared, female) * rate**2
    logit = (
        table.constant
        + by_sex[female, people.age]
        + np.take(table.offence, people.offence)
        + np.take(by_sanctions, n)
        + np.where(n == 2, np.take(table.second_gap, female) * people.years, 0)
        + np.where(n >= 3, three_or_more, 0)
        + np.take(_polynomial(table.months, MOST_OFFENCE_FREE_MONTHS), people.months)
    )
    return logit if table.violent is None else logit + _violent_terms(table.violent, people)


def _violent_terms(table: ViolentHistory, people: _Ogrs4History) -> Floats:
    violent = people.violent
    rate = np.log(np.maximum(violent, 1) / (people.years + table.rate_years))
    some = table.each * violent + table.rate * rate + np.where(violent == 1, table.once, 0)
    return np.where(violent == 0, np.take(table.never, people.is_female), some)


def _ogrs4_results(general: Floats, violent: Floats, error: Codes) -> Ogrs4:
    general_units, violent_units = (
        np.minimum(round_half_up(probability, 4), HIGHEST_HUNDREDTHS) for probability in (general, violent)
    )
    no_band = (error == 0) & ((general_units == 0) | (violent_units == 0))
    error = np.where(no_band, np.int8(ERRORS.index("UNEXPECTED_ERROR")), error)
    scored = error == 0
    return Ogrs4(
        general_probability=np.where(scored, general, np.nan),
        violent_probability=np.where(scored, violent, np.nan),
        general_percent=np.where(scored, general_units / 100, np.nan),
        violent_percent=np.where(scored, violent_units / 100, np.nan),
        general_band_code=_bands(general_units, OGRS4_GENERAL_BAND_STARTS) * scored,
        violent_band_code=_bands(violent_units, OGRS4_VIOLENT_BAND_STARTS) * scored,
        error_code=error,
    )


def _polynomial(powers: tuple[float, ...], largest: int) -> Floats:
    """Evaluate powers[0] x + powers[1] x^2 + ... at every whole number up to the largest."""
    return np.polynomial.polynomial.polyval(np.arange(largest + 1.0), (0.0, *powers))


def _logistic(logit: Floats) -> Floats:
    return 1 / (1 + np.exp(-logit))


def _bands(units: Floats, starts: tuple[int, ...]) -> Codes:
    medium, high, very_high = starts
    return (units >= medium).astype(np.int8) + (units >= high) + (units >= very_high) + np.int8(1)


def _first_error(broken: dict[str, Flags]) -> Codes:
    """Code the first rule, in the order given, that each row breaks."""
    error = np.zeros(len(next(iter(broken.values()))), dtype=np.int8)
    for name, rows in reversed(broken.items()):
        error[rows] = ERRORS.index(name)
    return error


def _names(names: tuple[str, ...], codes: Codes) -> npt.NDArray[np.object_]:
    return np.take(np.array(names, dtype=object), codes)


def _sexes(values: Column) -> tuple[Codes, Flags]:
    """Say who is female, as an index into pairs (male, female), and whose sex is one of the two."""
    sexes = values.filled("") if isinstance(values, np.ma.MaskedArray) else np.asarray(values)
    is_female, is_male = np.asarray(sexes == "F"), np.asarray(sexes == "M")
    if is_female.ndim != 1:
        raise ValueError("sex is not a column; give one 'M', 'F' or '' for each row")
    return is_female.astype(np.int64), is_female | is_male


def _whole_numbers(rows: int, **columns: Column) -> list[Floats]:
    """Turn columns into floats, NaN where missing, refusing what is not a whole number."""
    checked = []
    for name, values in columns.items():
        numbers = np.ma.filled(np.ma.asarray(values).astype(float), np.nan)
        _check_length(name, numbers, rows)
        wrong = (numbers != np.rint(numbers)) | (np.abs(numbers) > LARGEST_WHOLE_NUMBER)
        wrong &= ~np.isnan(numbers)
        if wrong.any():
            value = numbers[wrong][0]
            raise ValueError(f"{name} has {value}, not a whole number; give completed years, months or a count")
        checked.append(numbers)
    return checked


def _categories(rows: int, values: Column, categories: tuple[str, ...]) -> Codes:
    indexes = values.filled(MISSING) if isinstance(values, np.ma.MaskedArray) else np.asarray(values)
    _check_length("category", indexes, rows)
    whole = np.issubdtype(indexes.dtype, np.integer) or rows == 0
    if not whole or (rows and not MISSING <= indexes.min() <= indexes.max() < len(categories)):
        raise ValueError(f"category must hold whole numbers {MISSING} to {len(categories) - 1}; use category_indexes")
    return indexes.astype(np.int64)


def _check_length(name: str, values: np.ndarray, rows: int) -> None:
    if values.shape != (rows,):
        raise ValueError(f"{name} has shape {values.shape}, but sex has {rows} rows; give columns of equal length")
