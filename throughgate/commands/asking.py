"""Commands that ask the published data, or score a file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from throughgate import projection, results
from throughgate.commands.options import DEFAULT_DATA, AsAt, ContractName, DataDir, Json, Role, Snapshot, day, named
from throughgate.gate import Question, RefusedError, ask
from throughgate.ogrs_csv import OgrsFileError, score_file
from throughgate.show import text, text_projection, text_rates
from throughgate.store.reader import Reader, open_data

PERIODS = ("quarter", "month")
NOT_FOLLOWED = (set[str](), text_rates.UNFOLLOWED)


def ogrs(
    file: Annotated[Path, typer.Argument(help="CSV with the inputs of OGRS3, of OGRS4, or of both.")],
    output: Annotated[Path | None, typer.Option(help="File to write.", show_default="standard output")] = None,
    coefficients: Annotated[
        str, typer.Option(help="official (as OASys) or nine-decimals (as published in 2009).")
    ] = "official",
) -> None:
    """Add OGRS3 and OGRS4/G and /V scores to a CSV."""
    if coefficients not in ("official", "nine-decimals"):
        raise typer.BadParameter(f"{coefficients!r} is not one of official, nine-decimals", param_hint="--coefficients")
    scores = score_file(file, coefficients=coefficients).to_csv(index=False, lineterminator="\n")
    if output is None:
        sys.stdout.write(scores)
    else:
        _write(output, scores)


def rates(
    contract: ContractName,
    as_at: AsAt = None,
    by: Annotated[
        str | None,
        typer.Option(
            help=f"Split each cohort by {', '.join(results.GROUPINGS)}. Other factors, several at once, expected rates: subgroups."
        ),
    ] = None,
    role: Role = None,
    snapshot: Snapshot = None,
    data: DataDir = DEFAULT_DATA,
    as_json: Json = False,
) -> None:
    """Print n, reconvicted, rate and interval of each cohort: totals exactly, for those who hold the data; small groups hidden.

    Quarters and months are hidden as on Reconviction trends. Groups by any other factor go through the same gate as
    `throughgate subgroups`, and of cohorts alone that everybody was followed up in.
    """
    if by is not None and by not in results.GROUPINGS:
        raise typer.BadParameter(f"{by!r} is not one of {', '.join(results.GROUPINGS)}", param_hint="--by")
    reader = open_data(data, snapshot=snapshot)
    asked = results.read_contract(reader, contract)
    known_on = asked.check_as_at(day(as_at, "--as-at"))
    document = results.rates_document(reader, asked, known_on, grouped_by=by)
    if by in PERIODS:
        looked_at = (results.cohort_rates(reader, asked.terms, known_on, grouped_by=period) for period in PERIODS)
        shown = text_rates.shown_periods(*looked_at, known_on, by)
        for cohort in document["cohorts"]:
            text_rates.hide_groups(cohort, shown.get(cohort["cohort"], ()))
    elif by is not None:
        for cohort in document["cohorts"]:
            question = Question(asked.terms.id, known_on, cohort["cohort"], (by,))
            may_see = _may_see(reader, data, asked, question, named(role)) if cohort["is_final"] else NOT_FOLLOWED
            text_rates.hide_groups(cohort, *may_see)
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False) if as_json else text.rates_table(document, asked))


def _may_see(
    reader: Reader, data: Path, asked: results.ContractData, question: Question, role: str
) -> tuple[set[str], str]:
    """Names of the groups that the role may see, and why others are not shown where there is more to say than their size."""
    try:
        allowed = ask(reader, data, asked.terms, question, role)
    except RefusedError as refused:
        return set(), str(refused)
    return {values[0] for values in allowed.shown}, allowed.because


def project(
    contract: ContractName,
    as_at: AsAt = None,
    seed: Annotated[
        int, typer.Option(min=0, help="Seed of the draws; the same data, terms and seed give the same bytes.")
    ] = projection.SEED,
    snapshot: Snapshot = None,
    data: DataDir = DEFAULT_DATA,
    as_json: Json = False,
) -> None:
    """Print where each cohort will land, its adjusted baseline and what would be paid, for those who hold the data."""
    reader = open_data(data, snapshot=snapshot)
    asked = results.read_contract(reader, contract)
    projected = projection.project(reader, asked, asked.check_as_at(day(as_at, "--as-at")), seed=seed)
    document = projection.projection_document(projected)
    typer.echo(
        json.dumps(document, indent=2, ensure_ascii=False) if as_json else text_projection.projection_table(projected)
    )


def _write(path: Path, words: str) -> None:
    try:
        path.write_text(words, encoding="utf-8")
    except OSError as fault:
        raise OgrsFileError(f"{path}: cannot be written: {fault.strerror}") from fault
