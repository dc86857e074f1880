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
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator

from throughgate import PROJECT
from throughgate.figure import ExactDecimal, Figure, Identifier, Status, Terms, Words
from throughgate.rules import (
    MEASURED_AGAINST,
    REWEIGHTED_CONTROL,
    RULE_FIGURES,
    UNIT_WORDS,
    Adjustment,
    Payment,
    check_figures,
    check_service,
)

TERMS_FOLDER = PROJECT / "data" / "terms"


class TermsError(ValueError):
    """A terms file that cannot be used; the message names the file, the key, the value and the remedy."""


class Cohort(Terms):
    """People discharged in a window, both days inclusive.

    `kind` is "baseline" (what later cohorts are measured against), "cohort" (measured and paid on) or
    "comparison" (people of other establishments who stand for no service). `compared_with` names the cohort that a
    cohort is measured against; the contract's baseline where it is left out.
    """

    id: Identifier
    name: Words
    kind: Literal["baseline", "cohort", "comparison"]
    discharged_from: date
    discharged_to: date
    establishments: Annotated[tuple[Words, ...], Field(min_length=1)]
    compared_with: Identifier | None = None
    source: Words
    status: Status

    @model_validator(mode="after")
    def _runs_forward(self) -> Cohort:
        if self.discharged_to < self.discharged_from:
            raise ValueError(
                f"cohort {self.id} ends on {self.discharged_to}, before it starts on {self.discharged_from}"
            )
        return self


class Eligibility(Terms):
    """Who can count. `sentence_days_below` and `sex` are left out where the contract sets no such limit."""

    custody_types: Annotated[tuple[Literal["sentenced", "remand", "IPP"], ...], Field(min_length=1)]
    sentence_days_below: int | None = None
    sex: Literal["F", "M"] | None = None
    source: Words
    status: Status


class Outcome(Terms):
    """What is measured. An offence counts in the first `follow_up_months` after discharge, a conviction
    in the first `conviction_months`; after those the cohort's rate is final. `counted_as` is what a person counted
    is called, where a stand-in is no reconviction; `has_frequency` is false where the data cannot tell how often.
    `counts_out_of_court` says that cautions and other out-of-court disposals count as well. A contract whose headline is
    "volume" is paid for referrals and measures no reconviction.
    """

    headline: Literal["binary", "frequency", "volume"]
    counted_as: Words = "reconvicted"
    has_frequency: bool = True
    counts_out_of_court: bool = False
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


class RiskBand(Terms):
    """A band of a score that the source supplies, from `from_score` up to the next band's."""

    name: Words
    from_score: ExactDecimal


class RiskScheme(Terms):
    """How a score supplied by the source stands in for OGRS; it runs in whole steps from 1 to `highest`."""

    name: Words
    highest: Annotated[int, Field(ge=1)] = 100
    bands: Annotated[tuple[RiskBand, ...], Field(min_length=1)]
    source: Words
    status: Status

    @model_validator(mode="after")
    def _bands_rise(self) -> RiskScheme:
        starts = [band.from_score for band in self.bands]
        if starts != sorted(set(starts)):
            raise ValueError(f"bands must rise, each from a higher score: {[str(s) for s in starts]}")
        return self


class Contract(Terms):
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
    service: dict[Identifier, Figure] = {}
    payment: Payment | None = None
    adjustment: Adjustment | None = None
    cohorts: Annotated[tuple[Cohort, ...], Field(min_length=1)]
    sha256: str

    @model_validator(mode="after")
    def _cohorts_differ(self) -> Contract:
        ids = [cohort.id for cohort in self.cohorts]
        if len(set(ids)) < len(ids):
            raise ValueError(f"two cohorts have the same id: {', '.join(ids)}")
        for cohort in self.cohorts:
            if cohort.compared_with is not None and cohort.compared_with not in ids:
                raise ValueError(f"cohort {cohort.id} is compared_with {cohort.compared_with}: no cohort has that id")
        return self

    @model_validator(mode="after")
    def _service_can_be_read(self) -> Contract:
        check_service(self.service)
        return self

    @model_validator(mode="after")
    def _rule_has_its_figures(self) -> Contract:
        needed = RULE_FIGURES[self.payment.rule] if self.payment else {}
        if missing := [name for name in needed if name not in self.figures]:
            raise ValueError(f"rule {self.payment.rule} needs figures.{', figures.'.join(missing)}: add them")
        for name, kind in needed.items():
            if not self.figures[name].unit.startswith(UNIT_WORDS[kind]):
                unit = self.figures[name].unit
                raise ValueError(
                    f'figures.{name} has the unit "{unit}": it is counted in {UNIT_WORDS[kind]}, begin with that'
                )
        if self.payment:
            check_figures(self.payment.rule, {name: self.figures[name].value for name in needed})
        return self

    @model_validator(mode="after")
    def _rule_fits_the_rest(self) -> Contract:
        rule, headline = self.payment.rule if self.payment else None, self.outcome.headline
        if self.payment and (rule == "volume") != (headline == "volume"):
            raise ValueError(f"rule {rule} does not go with the headline {headline}: volume goes with volume")
        if rule in ("events", "three-way", "deduction") and not self.outcome.has_frequency:
            raise ValueError(f"rule {rule} pays by events, but has_frequency is false: choose another rule")
        if (rule == "events" and not self.has_control) or (rule == "three-way" and self.has_control):
            raise ValueError(
                f"rule {rule} does not go with adjustment.method of "
                f"{self.adjustment.method if self.adjustment else 'none'}: events are set against those of a control, "
                "so give reweighted-control with the rule events and another method with three-way"
            )
        for earlier, later in pairwise(self.paid_on if self.payment else ()):
            if later.discharged_from <= earlier.discharged_to:
                raise ValueError(
                    f"cohort {later.id} starts on {later.discharged_from}, before {earlier.id} ends on "
                    f"{earlier.discharged_to}: people in both would be paid for twice, so part the windows"
                )
        alone = [c.id for c in self.cohorts if c.kind == "cohort" and self.measured_against(c) is None]
        if rule in MEASURED_AGAINST and alone:
            raise ValueError(f"cohort {alone[0]} has nothing to be measured against: add a baseline or compared_with")
        return self

    @property
    def establishments(self) -> tuple[str, ...]:
        """Every establishment that any of its cohorts draws on, in order of first mention."""
        return tuple(dict.fromkeys(e for cohort in self.cohorts for e in cohort.establishments))

    @property
    def has_control(self) -> bool:
        """Whether its cohorts are set against people released at the same time."""
        return self.adjustment is not None and self.adjustment.method == REWEIGHTED_CONTROL

    @property
    def paid_on(self) -> tuple[Cohort, ...]:
        """The cohorts that are measured and paid on, in order of their windows."""
        return tuple(sorted((c for c in self.cohorts if c.kind == "cohort"), key=lambda c: c.discharged_from))

    def baseline(self) -> Cohort | None:
        """The cohort that the others are measured against, where the contract has a historic one."""
        return next((c for c in self.cohorts if c.kind == "baseline"), None)

    def cohort(self, cohort_id: str) -> Cohort:
        """The cohort of this id; KeyError where there is none."""
        return {cohort.id: cohort for cohort in self.cohorts}[cohort_id]

    def measured_against(self, cohort: Cohort) -> Cohort | None:
        """The cohort that `cohort` is measured against: the one it names, or the baseline."""
        return self.cohort(cohort.compared_with) if cohort.compared_with else self.baseline()

    def figure(self, name: str) -> Decimal:
        """The value of a figure that the rule needs; KeyError where the terms have none of that name."""
        return self.figures[name].value

    def with_figures(self, values: dict[str, Decimal], *, source: str) -> Contract:
        """The same terms with other values for some figures, each then assumed and from `source`.

        Raises:
            KeyError: the terms have no figure of that name.
            ValueError: the rule cannot pay by the values; the message names figure, value and remedy.
        """
        changed = {
            name: self.figures[name].model_copy(update={"value": value, "source": source, "status": "assumed"})
            for name, value in values.items()
            if value != self.figures[name].value
        }
        if self.payment:
            now = {name: figure.value for name, figure in (self.figures | changed).items()}
            check_figures(self.payment.rule, now)
        return self.model_copy(update={"figures": self.figures | changed})


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
        raise TermsError(f"{file}: {given[0]}{_said(values[given[0]])}: no such term: remove it")
    values |= {"id": contract_id, "sha256": hashlib.sha256(text.encode()).hexdigest()}
    try:
        return Contract.model_validate(values)
    except ValidationError as fault:
        raise TermsError(f"{file}: " + "; ".join(_explain(error) for error in fault.errors())) from fault


def _explain(error: dict) -> str:
    place = ".".join(str(part) for part in error["loc"]) or "the file"
    remedy = {"extra_forbidden": "no such term: correct its spelling or remove it", "missing": "is missing: add it"}
    return f"{place}{_said(error['input'])}: {remedy.get(error['type'], error['msg'].removeprefix('Value error, '))}"


def _said(value: object) -> str:
    """What a term says, to tell it by; of a table or a list, which its place tells already, nothing."""
    return "" if isinstance(value, dict | list) else f" (it says {value!r:.80})"


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
