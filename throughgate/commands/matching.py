"""The command that makes a comparison group and publishes it with the data."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from throughgate.commands.options import DEFAULT_DATA, AsAt, ContractName, DataDir, Json, day
from throughgate.comparison import (
    How,
    MatchedGroup,
    MatchError,
    counts_of,
    make_matching,
    measured_pairs,
    model_document,
    read_candidates,
)
from throughgate.log import note
from throughgate.results import ContractData, read_contract
from throughgate.show import text_matching
from throughgate.show.comparison.hiding import hidden_names
from throughgate.store.matches import Match, publish_matches
from throughgate.store.publish import PublishedSnapshot, load_lock
from throughgate.store.reader import Reader, open_data

Ratio = Annotated[int, typer.Option(min=1, max=100, help="Controls for each treated person, at most.")]
Caliper = Annotated[
    float, typer.Option(min=0.0001, max=10, help="Widest distance, in standard deviations of the score's logit.")
]
Seed = Annotated[
    int | None,
    typer.Option(
        min=0,
        help="Break ties in an order drawn from this seed; no one else's match changes.",
        show_default="ties in the order of the file",
    ),
]


def match(
    contract: ContractName,
    cohort: Annotated[str | None, typer.Option(help="One cohort, by its id.", show_default="all its own")] = None,
    ratio: Ratio = 10,
    caliper: Caliper = 0.2,
    replace: Annotated[bool, typer.Option("--replace", help="A control may be matched more than once.")] = False,
    seed: Seed = None,
    as_at: AsAt = None,
    data: DataDir = DEFAULT_DATA,
    as_json: Json = False,
) -> None:
    """Match each cohort to people without the service who were as likely to receive it, and publish the groups."""
    open_data(data)  # Before the lock, which would make the folder.
    # Held while people are matched: whoever comes second is told at once, and not after the work.
    with load_lock(data) as workspace:
        reader = open_data(data)
        asked = read_contract(reader, contract)
        known_on = asked.check_as_at(day(as_at, "--as-at"))
        groups = match_contract(reader, asked, known_on, How(ratio, caliper, replace, seed), cohort_id=cohort)
        snapshot = publish_matches(data, workspace, reader, _stored_all([(asked, known_on, groups)]))
    note(data, "match", contract=asked.terms.id, snapshot=snapshot.snapshot_id, cohorts=len(groups))
    is_there = snapshot.snapshot_id == reader.snapshot_id
    document = text_matching.match_document(
        asked.terms.id, known_on, _told(groups), snapshot.snapshot_id, is_there=is_there
    )
    for line in text_matching.warnings(document):
        typer.echo(f"throughgate: {line}", err=True)
    typer.echo(json.dumps(document, indent=2) if as_json else text_matching.match_report(document))


Groups = dict[tuple[str, str], MatchedGroup]


def match_contract(
    reader: Reader, contract: ContractData, as_at: date, how: How, *, cohort_id: str | None = None
) -> Groups:
    """Every own cohort of a contract (or one) and the cohort it is measured against, with the group matched.

    A cohort that cannot be matched does not stop the others: it is told on standard error.

    Raises:
        MatchError: no group can be made; names each cohort, and why.
    """
    groups, faults = {}, []
    for own, compared in measured_pairs(contract, cohort_id):
        candidates = read_candidates(reader, contract.terms.id, own.id, compared.id, as_at)
        try:
            with _bar(own.id) as progress:
                groups[own.id, compared.id] = make_matching(candidates, how, progress=progress)
        except MatchError as fault:
            faults.append(f"{contract.terms.id} {own.id}: {fault}")
    if not groups:
        raise MatchError("; ".join(faults))
    for fault in faults:
        typer.echo(f"throughgate: {fault}", err=True)
    return groups


def publish_groups(data: Path, reader: Reader, matched: list[tuple[ContractData, date, Groups]]) -> PublishedSnapshot:
    """Puts all the groups into one copy of the file and publishes it, under the lock of a load."""
    with load_lock(data) as workspace:
        return publish_matches(data, workspace, reader, _stored_all(matched))


def _stored_all(matched: list[tuple[ContractData, date, Groups]]) -> list[Match]:
    return [
        _stored(contract, as_at, pair, group)
        for contract, as_at, groups in matched
        for pair, group in groups.items()
    ]  # fmt: skip


def _stored(contract: ContractData, as_at: date, pair: tuple[str, str], group: MatchedGroup) -> Match:
    return Match(
        contract_id=contract.terms.id,
        cohort_id=pair[0],
        compared_id=pair[1],
        as_at=as_at,
        terms_sha256=contract.terms.sha256,
        ratio=group.how.ratio,
        caliper=group.how.caliper,
        is_with_replacement=group.how.is_with_replacement,
        seed=group.how.seed,
        model=model_document(group),
        person_number=group.candidates.person_number,
        is_treated=group.candidates.is_treated,
        logit=group.propensity.logit,
        weight=group.matching.weights,
        matched_set=group.matching.sets,
    )


def _told(groups: Groups) -> list[tuple[str, str, dict]]:
    return [
        (own, compared, model_document(group) | {"ratio": group.how.ratio, "hidden": hidden_names(*counts_of(group))})
        for (own, compared), group in groups.items()
    ]


@contextmanager
def _bar(label: str) -> Iterator[Callable[[float], None] | None]:
    """A progress bar on standard error, told the share done; none where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with typer.progressbar(length=100, label=label, file=sys.stderr) as bar:
        yield lambda share: bar.update(max(round(100 * share) - bar.pos, 0))
