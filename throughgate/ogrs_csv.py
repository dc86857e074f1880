"""Score a CSV file with OGRS3 and OGRS4: the work of `throughgate ogrs FILE.csv`.

Cells are read as text, with their line numbers (which pandas' own reader does not give), and never guessed
at: an offence code that lost its leading zeros stays wrong. A fault of one person's record becomes that row's
error code; a fault of the file stops the run and says where it is.
"""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from throughgate.methods import ogrs
from throughgate.store.score import OFFENCE_CODES, offence_categories

OGRS3_NUMBERS = ("previous_sanctions", "age_at_conviction", "age_at_first_sanction", "age_at_follow_up")
OGRS4_NUMBERS = (
    "age_at_follow_up",
    "age_at_first_sanction",
    "age_at_current_sanction",
    "sanctions",
    "violent_sanctions",
    "offence_free_months",
)
OFFENCE_COLUMNS = ("offence_category", "offence_code")
SEXES = {"m": "M", "male": "M", "f": "F", "female": "F"}

LONGEST_CELL = 100_000
LONGEST_QUOTE = 40
"""Characters of a faulty value that an error message repeats."""

_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(\.0+)?", re.ASCII)
_CODE = re.compile(r"[0-9]{5}", re.ASCII)
_COEFFICIENT_NOTE = re.compile(r"\s*\(coef [^)]*\)$")


class OgrsFileError(ValueError):
    """A file that cannot be scored. The message names the file, the place, the value and the remedy."""


@dataclass(frozen=True, slots=True)
class _Table:
    """The cells of a file as text, its columns by plain name, and the line on which each row ends."""

    name: str
    cells: pd.DataFrame
    places: dict[str, int]
    lines: list[int]

    def text(self, column: str) -> list[str]:
        """The cells of a column without the spaces around them."""
        return [cell.strip() for cell in self.cells.iloc[:, self.places[column]]]


def score_file(
    path: str | Path, *, coefficients: str = "official", offence_codes: Path = OFFENCE_CODES
) -> pd.DataFrame:
    """Score every row of a CSV file with whichever of OGRS3 and OGRS4 its columns allow.

    Args:
        path: A comma-separated file with a header, UTF-8 or Windows-1252. OGRS3 needs sex,
            previous_sanctions, age_at_conviction, age_at_first_sanction and age_at_follow_up; OGRS4 needs
            sex, age_at_follow_up, age_at_first_sanction, age_at_current_sanction, sanctions,
            violent_sanctions and offence_free_months; both need offence_code or offence_category (the code
            counts where both are filled in). Ages are completed years.
        coefficients: OGRS3 coefficients, 'official' or 'nine-decimals'; OGRS4 has one set.
        offence_codes: The table of Home Office codes.

    Returns:
        The columns of the file as text, followed by ogrs3_ and ogrs4_ columns: probabilities between 0 and 1,
        percents, bands and an error code. An unscored row has empty scores.

    Raises:
        OgrsFileError: The file cannot be read, or a cell is not what its column holds.
        ValueError: Unknown coefficients.
    """
    table = _read(Path(path))
    has_ogrs3, has_ogrs4 = _scores_possible(table)
    _check_header(table)
    sex = np.array([SEXES.get(cell.casefold(), "") for cell in table.text("sex")], dtype="U1")
    wanted = dict.fromkeys((OGRS3_NUMBERS if has_ogrs3 else ()) + (OGRS4_NUMBERS if has_ogrs4 else ()))
    numbers = {column: _numbers(table, column) for column in wanted}
    scores: dict[str, object] = {}
    if has_ogrs3:
        offence = _categories(table, ogrs.OGRS3_CATEGORIES, "ogrs3", offence_codes)
        scores |= _ogrs3_columns(sex, numbers, offence, coefficients)
    if has_ogrs4:
        offence = _categories(table, ogrs.OGRS4_CATEGORIES, "ogrs4", offence_codes)
        scores |= _ogrs4_columns(sex, numbers, offence)
    _check_free(table, list(scores))
    return pd.concat([table.cells, pd.DataFrame(scores, index=table.cells.index)], axis=1)


def _ogrs3_columns(
    sex: np.ndarray, numbers: dict[str, np.ndarray], offence: np.ndarray, coefficients: str
) -> dict[str, object]:
    ages = ("age_at_conviction", "age_at_first_sanction", "age_at_follow_up")
    scores = ogrs.score_ogrs3(
        sex=sex,
        sanctions_total=numbers["previous_sanctions"] + 1,
        category=offence,
        coefficients=coefficients,
        **{age: numbers[age] for age in ages},
    )
    return {
        "ogrs3_one_year_probability": scores.one_year_probability,
        "ogrs3_one_year_percent": _whole_percents(scores.one_year_percent),
        "ogrs3_two_year_probability": scores.two_year_probability,
        "ogrs3_two_year_percent": _whole_percents(scores.two_year_percent),
        "ogrs3_band": scores.band,
        "ogrs3_error": scores.error,
    }


def _ogrs4_columns(sex: np.ndarray, numbers: dict[str, np.ndarray], offence: np.ndarray) -> dict[str, object]:
    inputs = {column: numbers[column] for column in OGRS4_NUMBERS if column != "sanctions"}
    scores = ogrs.score_ogrs4(sex=sex, sanctions_total=numbers["sanctions"], category=offence, **inputs)
    return {
        "ogrs4g_two_year_probability": scores.general_probability,
        "ogrs4g_two_year_percent": scores.general_percent,
        "ogrs4g_band": scores.general_band,
        "ogrs4v_two_year_probability": scores.violent_probability,
        "ogrs4v_two_year_percent": scores.violent_percent,
        "ogrs4v_band": scores.violent_band,
        "ogrs4_error": scores.error,
    }


def _whole_percents(percents: np.ndarray) -> pd.Series:
    """Keep whole percents whole beside empty cells."""
    return pd.Series(percents, dtype="Int64").mask(percents == ogrs.UNSCORED)


def _read(path: Path) -> _Table:
    text = _text(path)
    if not text.strip():
        raise OgrsFileError(f"{path} is empty. Give a CSV file whose first line holds the column names.")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for row in reader:
            if row:
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        line = text.splitlines()[reader.line_num - 1]
        raise OgrsFileError(
            f"{path}, line {reader.line_num}: {error} (the line begins {_quote(line)}). "
            "Close every quotation mark and keep cells short."
        ) from error
    _check_rows(path, rows, lines)
    places = {_plain(name): place for place, name in enumerate(rows[0])}
    cells = pd.DataFrame(rows[1:], columns=rows[0], dtype=str)
    return _Table(name=str(path), cells=cells, places=places, lines=lines[1:])


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise OgrsFileError(f"{path} does not exist. Check the name and the folder.") from error
    except IsADirectoryError as error:
        raise OgrsFileError(f"{path} is a folder. Name a CSV file in it.") from error
    except (OSError, ValueError) as error:
        raise OgrsFileError(f"{path} cannot be read: {error}. Check the name and its permissions.") from error
    if b"\0" in content:
        raise OgrsFileError(f"{path} is not a text file. Save it as 'CSV UTF-8 (comma delimited)'.")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise OgrsFileError(f"{path} is neither UTF-8 nor Windows-1252. Save it as 'CSV UTF-8 (comma delimited)'.")


def _check_rows(path: Path, rows: list[list[str]], lines: list[int]) -> None:
    """Refuse rows that are not as wide as the header: a value would stand in the wrong column."""
    width = len(rows[0])
    for row, line in zip(rows, lines, strict=True):
        if len(row) != width:
            raise OgrsFileError(
                f"{path}, line {line}: {len(row)} cells where the header has {width} columns "
                f"(the line begins {_quote(row[0])}). Quote cells that hold commas; give empty cells too."
            )
        if max(map(len, row)) > LONGEST_CELL:
            place = next(place for place, cell in enumerate(row) if len(cell) > LONGEST_CELL)
            raise OgrsFileError(
                f"{path}, line {line}, column {_quote(rows[0][place])}: {_quote(row[place])} has "
                f"{len(row[place]):,} characters; the most is {LONGEST_CELL:,}. "
                "Look for a missing quotation mark."
            )


def _scores_possible(table: _Table) -> tuple[bool, bool]:
    """Say whether OGRS3 and OGRS4 have all their columns; refuse a file that has neither's."""
    no_offence = [] if set(OFFENCE_COLUMNS) & set(table.places) else [" or ".join(OFFENCE_COLUMNS)]
    missing3, missing4 = (
        [column for column in ("sex", *numbers) if column not in table.places] + no_offence
        for numbers in (OGRS3_NUMBERS, OGRS4_NUMBERS)
    )
    if missing3 and missing4:
        raise OgrsFileError(
            f"{table.name}, line 1: the columns for a score are not all there. "
            f"OGRS3 lacks {', '.join(missing3)}; OGRS4 lacks {', '.join(missing4)}. "
            f"The first line must hold column names separated by commas; "
            f"it begins {_quote(str(table.cells.columns[0]))}."
        )
    return not missing3, not missing4


def _check_header(table: _Table) -> None:
    """Refuse two columns of one name, since either could be meant. Nameless columns do no harm."""
    for place, name in enumerate(table.cells.columns):
        if name.strip() and table.places[_plain(name)] != place:
            raise OgrsFileError(f"{table.name}, line 1: column {_quote(name)} appears twice. Keep one of the two.")


def _check_free(table: _Table, names: list[str]) -> None:
    taken = [name for name in names if name in table.places]
    if taken:
        raise OgrsFileError(
            f"{table.name}, line 1: column {_quote(taken[0])} is already there. "
            "Remove the columns of an earlier run, so that the two cannot be confused."
        )


def _numbers(table: _Table, column: str) -> np.ndarray:
    """Turn a column into whole numbers, NaN where a cell is empty."""
    cells = table.text(column)
    known = {cell: _whole_number(cell) for cell in set(cells)}
    wrong = [row for row, cell in enumerate(cells) if known[cell] is None]
    if wrong:
        more = f" {len(wrong) - 1:,} more cells of the column are wrong too." if len(wrong) > 1 else ""
        raise OgrsFileError(
            f"{table.name}, line {table.lines[wrong[0]]}, column {_quote(column)}: "
            f"{_quote(cells[wrong[0]])} is not a whole number of at most nine digits. "
            f"Give completed years, months or a count, or leave the cell empty.{more}"
        )
    return np.array([known[cell] for cell in cells], dtype=float)


def _whole_number(cell: str) -> float | None:
    if not cell:
        return np.nan
    return float(cell) if _WHOLE_NUMBER.fullmatch(cell) else None


def _categories(table: _Table, categories: tuple[str, ...], scale: str, offence_codes: Path) -> np.ndarray:
    """Find the offence category of every row: from its code where that is filled in, otherwise by name."""
    name_of = _short_names(categories)
    empty = [""] * len(table.cells)
    names = table.text("offence_category") if "offence_category" in table.places else empty
    codes = table.text("offence_code") if "offence_code" in table.places else empty
    from_code = _code_lookup(scale, offence_codes) if "offence_code" in table.places else None
    found = [
        from_code(code) if code and from_code else name_of.get(_COEFFICIENT_NOTE.sub("", _plain(name)), name)
        for code, name in zip(codes, names, strict=True)
    ]
    return ogrs.category_indexes(found, categories)


def _short_names(categories: tuple[str, ...]) -> dict[str, str]:
    """List how a category may be written: whatever its case, and without the end of a long name.

    The one rule of aliases: 'and related offences', 'related offences' or 'offences' may be left off the end,
    and a note '(coef ...)' may follow.
    """
    aliases = {}
    for name in categories:
        plain = _plain(name)
        for ending in ("", " offences", " related offences", " and related offences"):
            if plain.endswith(ending):
                aliases[plain.removesuffix(ending)] = name
    return aliases


def _plain(name: str) -> str:
    return name.strip().casefold()


def _code_lookup(scale: str, offence_codes: Path) -> Callable[[str], str]:
    """Make the function from an offence code to the name of its category, or of the error it gives."""
    try:
        known = offence_categories(offence_codes)[scale].to_dict()
    except OSError as error:
        raise OgrsFileError(f"{offence_codes}, the table of offence codes, cannot be read: {error}.") from error

    def category_of(code: str) -> str:
        if not _CODE.fullmatch(code):
            return "OFFENCE_CODE_INCORRECT_FORMAT"
        return known.get(code, "OFFENCE_CODE_MAPPING_NOT_FOUND")

    return category_of


def _quote(value: str) -> str:
    return repr(value if len(value) <= LONGEST_QUOTE else value[:LONGEST_QUOTE] + "...")
