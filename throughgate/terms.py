"""Contract terms: one TOML file a contract, read, checked and looked up.

Every figure carries value, unit, source and status, so that no assumed figure can look like a
published one. Unknown keys are refused: a misspelt term must not silently keep its default.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from throughgate import PROJECT

TERMS_FOLDER = PROJECT / "data" / "terms"

Status = Literal["published", "assumed", "disputed", "computed"]


class TermsError(ValueError):
    """A terms file that cannot be used; the message names the file, the key, the value and the remedy."""


def _exact(value: object) -> object:
    """A figure as written: a TOML float would lose the exactness that payment rests on."""
    if isinstance(value, float):
        raise ValueError(f'write {value} as text, "{value}", so that it stays exact')
    return value


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty: say it in words")
    return value


ExactDecimal = Annotated[Decimal, BeforeValidator(_exact)]
Words = Annotated[str, AfterValidator(_not_blank)]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]


class _Terms(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Figure(_Terms):
    """A number of the contract, with its unit, where it comes from, and whether it is published."""

    value: ExactDecimal
    unit: Words
    source: Words
    status: Status


class Cohort(_Terms):
    """People discharged in a window, both days inclusive.

    `kind` is "baseline" (what later cohorts are measured against), "cohort" (measured and paid on) or
    "comparison" (people of other establishments who stand for no service).
    """

    id: Identifier
    name: Words
    kind: Literal["baseline", "cohort", "comparison"]
    discharged_from: date
    discharged_to: date
    establishments: Annotated[tuple[Words, ...], Field(min_length=1)]
    source: Words
    status: Status

    @model_validator(mode="after")
    def _runs_forward(self) -> Cohort:
        if self.discharged_to < self.discharged_from:
            raise ValueError(
                f"cohort {self.id} ends on {self.discharged_to}, before it starts on {self.discharged_from}"
            )
        return self


class Eligibility(_Terms):
    """Who can count. `sentence_days_below` and `sex` are left out where the contract sets no such limit."""

    custody_types: Annotated[tuple[Literal["sentenced", "remand", "IPP"], ...], Field(min_length=1)]
    sentence_days_below: int | None = None
    sex: Literal["F", "M"] | None = None
    source: Words
    status: Status


class Outcome(_Terms):
    """What is measured. An offence counts in the first `follow_up_months` after discharge, a conviction
    in the first `conviction_months`; after those the cohort's rate is final. `counted_as` is what a person counted
    is called, where a stand-in is no reconviction; `has_frequency` is false where the data cannot tell how often.
    """

    headline: Literal["binary", "frequency"]
    counted_as: Words = "reconvicted"
    has_frequency: bool = True
    follow_up_months: Annotated[int, Field(ge=1, le=60)]
    conviction_months: Annotated[int, Field(ge=1, le=84)]
    definition: Words
    source: Words
    status: Status

    @model_validator(mode="after")
    def _headline_is_measured(self) -> Outcome:
        if self.headline == "frequency" and not self.has_frequency:
            raise ValueError("headline is frequency, but has_frequency is false: choose binary, or measure events")
        return self

    @model_validator(mode="after")
    def _conviction_after_offence(self) -> Outcome:
        if self.conviction_months < self.follow_up_months:
            raise ValueError(
                f"conviction_months {self.conviction_months} is shorter than follow_up_months {self.follow_up_months}"
            )
        return self


class RiskBand(_Terms):
    """A band of a score that the source supplies, from `from_score` up to the next band's."""

    name: Words
    from_score: ExactDecimal


class RiskScheme(_Terms):
    """How a score supplied by the source stands in for OGRS."""

    name: Words
    bands: Annotated[tuple[RiskBand, ...], Field(min_length=1)]
    source: Words
    status: Status

    @model_validator(mode="after")
    def _bands_rise(self) -> RiskScheme:
        starts = [band.from_score for band in self.bands]
        if starts != sorted(set(starts)):
            raise ValueError(f"bands must rise, each from a higher score: {[str(s) for s in starts]}")
        return self


class Contract(_Terms):
    """The terms of one contract. `id` is the stem of its file."""

    id: Identifier
    name: Words
    provider: Words
    summary: Words
    notes: tuple[Words, ...] = ()
    eligibility: Eligibility
    outcome: Outcome
    risk_scheme: RiskScheme | None = None
    figures: dict[Identifier, Figure] = {}
    cohorts: Annotated[tuple[Cohort, ...], Field(min_length=1)]
    sha256: str

    @model_validator(mode="after")
    def _cohorts_differ(self) -> Contract:
        ids = [cohort.id for cohort in self.cohorts]
        if len(set(ids)) < len(ids):
            raise ValueError(f"two cohorts have the same id: {', '.join(ids)}")
        return self

    @property
    def establishments(self) -> tuple[str, ...]:
        """Every establishment that any of its cohorts draws on, in order of first mention."""
        return tuple(dict.fromkeys(e for cohort in self.cohorts for e in cohort.establishments))

    def baseline(self) -> Cohort | None:
        """The cohort that the others are measured against, where the contract has a historic one."""
        return next((c for c in self.cohorts if c.kind == "baseline"), None)


def parse_terms(text: str, *, contract_id: str, file: str) -> Contract:
    """The contract written in `text` (TOML).

    Raises:
        TermsError: naming the file, the key, the value and the remedy; every fault at once.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise TermsError(f"{file}: not valid TOML: {fault}") from fault
    # These two are worked out: a file that names one would seem to be heeded and is not.
    if given := [name for name in ("id", "sha256") if name in values]:
        raise TermsError(f"{file}: {given[0]} (it says {values[given[0]]!r:.80}): no such term: remove it")
    values |= {"id": contract_id, "sha256": hashlib.sha256(text.encode()).hexdigest()}
    try:
        return Contract.model_validate(values)
    except ValidationError as fault:
        raise TermsError(f"{file}: " + "; ".join(_explain(error) for error in fault.errors())) from fault


def _explain(error: dict) -> str:
    place = ".".join(str(part) for part in error["loc"]) or "the file"
    value = "" if error["type"] in ("missing", "model_type") else f" (it says {error['input']!r:.80})"
    remedy = {"extra_forbidden": "no such term: correct its spelling or remove it", "missing": "is missing: add it"}
    return f"{place}{value}: {remedy.get(error['type'], error['msg'].removeprefix('Value error, '))}"


def read_terms(path: Path) -> Contract:
    """The contract in one file, its id taken from the file's name."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise TermsError(f"{path}: cannot be read: {fault}") from fault
    return parse_terms(text, contract_id=path.stem, file=path.name)


def read_all_terms(folder: Path = TERMS_FOLDER) -> tuple[Contract, ...]:
    """Every contract in `folder`, by id."""
    return tuple(read_terms(path) for path in sorted(folder.glob("*.toml")))


def find_contract(contracts: Iterable[Contract], wanted: str) -> Contract:
    """The contract whose id or name is `wanted`, case aside; TermsError that lists the ids when there is none."""
    contracts = tuple(contracts)
    for contract in contracts:
        if wanted.casefold() in (contract.id, contract.name.casefold()):
            return contract
    raise TermsError(f"no contract {wanted!r}: choose one of {', '.join(c.id for c in contracts) or 'none loaded'}")
