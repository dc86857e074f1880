"""A number of a contract with its unit, source and status, and the plain types that every part of the terms is made of."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

Status = Literal["published", "assumed", "disputed", "computed"]


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


class Terms(BaseModel):
    """A part of a contract's terms: frozen, and without any key that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Figure(Terms):
    """A number of the contract, with its unit, where it comes from, and whether it is published."""

    value: ExactDecimal
    unit: Words
    source: Words
    status: Status
