"""The command that puts a contract's terms to people who have not been released yet."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Annotated, Literal

import typer

from throughgate import designer
from throughgate.commands.options import DEFAULT_DATA, ContractName, DataDir, Json
from throughgate.methods.design import Setting, cohorts_tested
from throughgate.methods.design import design as design_terms
from throughgate.show import text_design


def design(
    contract: ContractName,
    n: Annotated[int, typer.Option("--n", help="People in a cohort.")],
    effect: Annotated[
        str,
        typer.Option(
            help="True effect: percentage points off the baseline's rate; for a contract paid for events, per cent fewer."
        ),
    ] = "0",
    baseline: Annotated[
        Literal["fixed", "estimated"] | None,
        typer.Option(
            help="Taken as a number, or counted with an error of its own.",
            show_default="fixed, estimated with --worst-of over 1; none where events are set against a matched control",
        ),
    ] = None,
    baseline_rate: Annotated[
        str | None, typer.Option(help="Per cent.", show_default="the terms' own, else the rate counted in the data")
    ] = None,
    baseline_n: Annotated[
        int | None, typer.Option(help="People it is counted on.", show_default="as in the data, else 1570")
    ] = None,
    year_sd: Annotated[str, typer.Option(help="How much years differ by themselves, SD in percentage points.")] = "0",
    worst_of: Annotated[
        int | None, typer.Option(help="The baseline is the worst of so many years.", show_default="1")
    ] = None,
    cohorts: Annotated[
        int | None,
        typer.Option(help="Cohorts tested together and apart.", show_default="as many as the contract pays on"),
    ] = None,
    data: DataDir = DEFAULT_DATA,
    as_json: Json = False,
) -> None:
    """Print what a contract's terms would do: the chance that the target is met, what is paid, and the effect needed."""
    asked = designer.read_design_terms(data, contract)
    given = {
        "--baseline": baseline,
        "--baseline-rate": baseline_rate,
        "--baseline-n": baseline_n,
        "--worst-of": worst_of,
    }
    designer.check_options(asked.terms, given)
    rate = None if baseline_rate is None else Fraction(_number(baseline_rate, "--baseline-rate"))
    setting = Setting(
        n=n,
        baseline_rate=asked.baseline_rate if rate is None else rate,
        baseline=baseline or "fixed",
        baseline_n=asked.baseline_n if baseline_n is None else baseline_n,
        year_sd_points=_number(year_sd, "--year-sd"),
        worst_of=1 if worst_of is None else worst_of,
        cohorts=cohorts_tested(asked.terms) if cohorts is None else cohorts,
    )
    found = design_terms(asked.terms, setting, effect_points=_number(effect, "--effect"))
    document = designer.design_document(asked.terms, found)
    typer.echo(json.dumps(document, indent=2) if as_json else text_design.design_table(asked.terms, found))


def _number(written: str, option: str) -> Decimal:
    """A number given to an option, exactly; a usage error where it is none."""
    try:
        number = Decimal(written)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise typer.BadParameter(f"{written!r} is not a number: write it as 2.5", param_hint=option)
    return number
