"""The thresholds of disclosure control, read once from data/disclosure.toml: the only place where they stand."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from pydantic import ValidationError

from throughgate import PROJECT
from throughgate.figure import Figure

SETTINGS = PROJECT / "data" / "disclosure.toml"
NAMES = ("smallest-group", "smallest-count", "unreliable-below", "rounded-to")
SUPPRESSION = "suppression"
Method = Literal["own", "optimal"]


class ThresholdError(ValueError):
    """Settings that cannot be used; the message names the file, the setting, its value and the remedy."""


@dataclass(frozen=True)
class Thresholds:
    """Whole numbers of people, and how further groups are chosen to be hidden; see data/disclosure.toml for what each one means."""

    smallest_group: int
    smallest_count: int
    unreliable_below: int
    rounded_to: int
    figures: dict[str, Figure]
    suppression: Method = "own"


def read_thresholds(path: Path = SETTINGS) -> Thresholds:
    """The settings of a file.

    Raises:
        ThresholdError: it cannot be read, a setting is missing, unknown or no whole number, or they contradict each other.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise ThresholdError(f"{path}: cannot be read ({fault}): put the file back from the project") from fault
    if odd := sorted(set(told) ^ {*NAMES, SUPPRESSION}):
        raise ThresholdError(
            f"{path}: {', '.join(odd)}: it must hold {', '.join((*NAMES, SUPPRESSION))} and nothing else"
        )
    figures = {name: _figure(path, name, told[name]) for name in NAMES}
    group, count, unreliable, rounded = (int(figures[name].value) for name in NAMES)
    if not 1 < count <= group <= unreliable:
        raise ThresholdError(
            f"{path}: smallest-count {count}, smallest-group {group} and unreliable-below {unreliable}: write them so that "
            "2 <= smallest-count <= smallest-group <= unreliable-below"
        )
    return Thresholds(group, count, unreliable, rounded, figures, _method(path, told[SUPPRESSION]))


def _method(path: Path, told: object) -> Method:
    found = told.get("method") if isinstance(told, dict) else None
    for method in get_args(Method):
        if found == method:
            return method
    raise ThresholdError(f"{path}: {SUPPRESSION}.method is {found!r}: write one of {', '.join(get_args(Method))}")


def _figure(path: Path, name: str, told: object) -> Figure:
    try:
        figure = Figure.model_validate(told)
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(part) for part in (name, *first["loc"]))
        raise ThresholdError(f"{path}: {where}: {first['msg']}: write value, unit, source and status") from fault
    if figure.value != int(figure.value) or figure.value < 1:
        raise ThresholdError(f'{path}: {name} is {figure.value}: write a whole number from 1 up, as "10"')
    return figure


THRESHOLDS = read_thresholds()
