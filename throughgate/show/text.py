"""What the commands print for people: plain tables and reports, numbers as the department writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from throughgate.show import words
from throughgate.show.tables import HIDDEN, HIDDEN_KEY

if TYPE_CHECKING:
    from throughgate.results import ContractData
    from throughgate.store.load import LoadReport
    from throughgate.terms import Outcome

MOST_FAULTS_PRINTED = 20
NOT_FINAL = "so far: follow-up not complete"
NO_RATES = "This contract is paid for referrals and starts. No reconviction is measured, so there are no rates."


def rates_table(document: dict, contract: ContractData) -> str:
    """The answer of `throughgate rates` as a table, with what the reader must know of it."""
    outcome = contract.terms.outcome
    rows = [("cohort", "n", "mature", outcome.counted_as, "rate", "95% interval", "events per 100", "")]
    for cohort in document["cohorts"]:
        rows.append((cohort["cohort"], *_figures(cohort, outcome), _state(cohort)))
        rows.extend((f"  {group['group']}", *_figures(group, outcome), "") for group in cohort.get("groups", ()))
    left_out = [
        f"{cohort['cohort']}: " + ", ".join(f"{people:,} {reason}" for reason, people in cohort["excluded"].items())
        for cohort in document["cohorts"]
        if cohort["excluded"]
    ]
    return "\n".join(
        [
            f"{contract.terms.name}, as at {document['as_at']}, data {document['snapshot']}"
            + (", synthetic people" if contract.is_synthetic else ""),
            "",
            *([NO_RATES] if outcome.headline == "volume" else aligned(rows)),
            "",
            *(["Left out:", *(f"  {line}" for line in left_out), ""] if left_out else []),
            *_hidden(document),
            *contract.terms.notes,
            "Management information, not official statistics. Totals of cohorts are exact, however small: not for release.",
        ]
    )


def _hidden(document: dict) -> list[str]:
    """The key to what is hidden, and why, where anything is."""
    is_hidden = any(group.get("hidden") for cohort in document["cohorts"] for group in cohort.get("groups", ()))
    reasons = [
        f"{c['cohort']}: {c['hidden_because'].rstrip('.')}." for c in document["cohorts"] if c.get("hidden_because")
    ]
    return [*([HIDDEN_KEY] if is_hidden else []), *reasons]


def _state(cohort: dict) -> str:
    if cohort["n"] == 0:
        return "nobody released by then"
    return "final" if cohort["is_final"] else NOT_FINAL


def _figures(rates: dict, outcome: Outcome) -> tuple[str, ...]:
    if rates.get("hidden"):
        return (HIDDEN,) * 6
    counts = (f"{rates['n']:,}", f"{rates['mature']:,}", f"{rates['reconvicted']:,}")
    if rates["rate"] is None:
        return (*counts, "-", "-", "-")
    interval = f"{words.percent(rates['low'])} to {words.percent(rates['high'])}"
    events = f"{rates['events_per_100']:.1f}" if outcome.has_frequency else "not measured"
    return (*counts, words.percent(rates["rate"]), interval, events)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns of equal width: the first to the left, numbers to the right, the last as it is."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]) - 1)]
    return [
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(row[1:-1], widths[1:], strict=True)),
                row[-1],
            ]
        ).rstrip()
        for row in rows
    ]


def load_report(report: LoadReport) -> str:
    """What a load read, refused and published."""
    rows = [("file", "table", "read", "skipped", "refused", "loaded", "")]
    for count in report.counts:
        numbers = (count.rows_read, count.rows_skipped, count.rows_refused, count.rows_loaded)
        rows.append((count.file, count.table, *(f"{number:,}" for number in numbers), ""))
    lines = [*aligned(rows), ""]
    for fault in report.faults[:MOST_FAULTS_PRINTED]:
        value = "" if fault.value is None else f" ({fault.value})"
        kept = "" if fault.kept is None else f" (see {fault.kept})"
        lines.append(f"{fault.file}, line {fault.line}, {fault.column}{value}: {fault.reason}{kept}")
    more = report.fault_count - MOST_FAULTS_PRINTED
    if more > 0:
        lines.append(f"... and {more:,} more faults: --json lists them")
    return "\n".join([*lines, report.message])


def load_document(report: LoadReport) -> dict[str, object]:
    """The same for a machine."""
    return asdict(report) | {"message": report.message}


def snapshot_list(kept: Sequence[dict[str, str]], data_dir: Path) -> str:
    """The data files kept, newest first; the first is what people read."""
    if not kept:
        return f"Nothing is published in {data_dir}: run throughgate demo, or throughgate load EXTRACTS."
    return "\n".join(f"{entry['snapshot']}  published {entry['published_at']}" for entry in kept)
