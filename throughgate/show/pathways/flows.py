"""The pathway intended against the one received, and moves from one pathway to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pandas as pd

from throughgate.methods.disclosure import UNRELIABLE_BELOW, is_small
from throughgate.methods.reconviction import Rate, binary_rate
from throughgate.service.pathways import Cell, Move, Pathways, Triaged
from throughgate.show import words
from throughgate.show.blocks import Block
from throughgate.show.charts import DARK_BLUE, Chart, blank, interval_lines, padded
from throughgate.show.pathways.cells import NAMES, hide_cells, said
from throughgate.show.pathways.lead import has_intended, has_moved, is_shown
from throughgate.show.pathways.mix import BEFORE, middle, quarter_end, quarter_words
from throughgate.show.tables import HIDDEN, UNRELIABLE_KEY, hidden_key, hide_small_counts, plain

COLUMNS = (1, 2, 3, 4, None)
NO_REASON = "no reason recorded"


def blocks(found: Pathways, *, source: str) -> tuple[Block, ...]:
    """Intended against received, by quarter, what those of triage only had, and moves; none where no pathway is shown."""
    if not is_shown(found):
        return ()
    matrix = matrix_table(found)
    intended = Block(
        heading="The pathway intended against the one received",
        subtitle="Discharges by the pathway the triage rules name (rows) and the one last received (columns)",
        key="intended", table=matrix, table_key=_key(matrix), words=_intended_words(found), source=source,
    )  # fmt: skip
    return (intended, *_quarters(found, source), *_triage(found, source), _moves(found, source))


def _rows(found: Pathways) -> list[tuple[str, Callable[[Cell], bool], int | None]]:
    """Name of each row of the matrix, which cells are in it, and the pathway intended."""
    below, since = found.triage_below, found.remand_from
    longer, shorter = (
        (f", {below.value} days or more", f", under {below.value} days: triage only") if below else ("", "")
    )
    rows = [
        ("Pathway 1", lambda cell: cell.intended == 1, 1),
        ("Pathway 2", lambda cell: cell.intended == 2, 2),
        (f"Pathway 3{longer}", lambda cell: cell.intended == 3 and not cell.is_triage_only, 3),
        (f"Pathway 3{shorter}", lambda cell: cell.is_triage_only, 3),
        ("Pathway 4, remand", lambda cell: cell.intended == 4 and not cell.is_before_remand, 4),
        (f"{BEFORE} (came in before {since.value})" if since else BEFORE, lambda cell: cell.is_before_remand, None),
        ("Not known: sentence or risk missing", lambda cell: cell.intended is None, None),
    ]
    return [row for row in rows if any(row[1](cell) for cell in found.cells)]


def matrix_table(found: Pathways) -> pd.DataFrame:
    """One row a pathway intended: people by pathway received, and the share that got the one intended."""
    rows = _rows(found)
    counts = np.array([[_sum(found.cells, belongs, at) for at in COLUMNS] for _, belongs, _ in rows])
    hidden = hide_cells(counts)
    lines = [
        (name, *map(said, line, unseen[:-1]), said(int(line.sum()), bool(unseen[-1])), _share(line, unseen, aim))
        for (name, _, aim), line, unseen in zip(rows, counts, hidden, strict=False)
    ]
    total = counts.sum(axis=0)
    lines.append(
        ("All", *map(said, total, hidden[-1]), said(int(total.sum()), bool(hidden[-1, -1])), _all_share(found, hidden))
    )
    names = [
        "Intended",
        *(f"On {NAMES[at].lower()}" for at in COLUMNS),
        "Discharges",
        "On the one intended (95% interval)",
    ]
    return pd.DataFrame(lines, columns=names)


def _sum(cells: Sequence[Cell], belongs: Callable[[Cell], bool], received: int | None) -> int:
    return sum(cell.people for cell in cells if belongs(cell) and cell.received == received)


def _share(line: np.ndarray, hidden: np.ndarray, aim: int | None) -> str:
    if aim is None:
        return "no pathway to be on"
    at, n = COLUMNS.index(aim), int(line.sum())
    # A share beside a hidden count would give it away.
    if hidden[at] or hidden[-1] or is_small(n, int(line[at])):
        return HIDDEN
    return rate_words(binary_rate(n, int(line[at])))


def _all_share(found: Pathways, hidden: np.ndarray) -> str:
    same = found.as_intended
    if hidden[:, -1].any() or not has_intended(found):
        return HIDDEN
    return f"{words.rate(same)}, n = {words.whole(same.n)}"


def rate_words(rate: Rate) -> str:
    """A rate with its interval, marked where it rests on few people."""
    return words.rate(rate) + (" u" if 0 < rate.n < UNRELIABLE_BELOW else "")


def _key(table: pd.DataFrame) -> str:
    is_few = table.map(lambda cell: str(cell).endswith(" u")).any(axis=None)
    return " ".join(filter(None, (hidden_key(table), UNRELIABLE_KEY if is_few else "")))


def _intended_words(found: Pathways) -> str:
    since = (
        f" People on remand who came in before {found.remand_from.value} and had no pathway are no departure from the rules."
        if found.remand_from
        else ""
    )
    return (
        "The rules are read from the sentence and the risk of harm as they were known at the end, the pathway was chosen on what "
        f"was known at the start: that is one reason why the two differ.{since}"
    )


def quarter_shares(found: Pathways) -> tuple[tuple[date, Rate | None], ...]:
    """For each quarter the share of sentenced people on the pathway intended; None where it may not be shown.

    Remand is left out: of most quarters nobody on remand could be on another pathway, and so the share would hardly tell.
    """
    quarters = sorted({cell.quarter for cell in found.cells})
    counts = np.zeros((len(quarters), 3), dtype=int)
    for cell in found.cells:
        is_asked = cell.intended in (1, 2, 3)
        counts[quarters.index(cell.quarter), 2 if not is_asked else 0 if cell.is_as_intended else 1] += cell.people
    # The third column is of people who are not asked about: a quarter's total less n must not tell of few of them.
    hidden = hide_cells(counts)
    return tuple(
        (quarter, None if unseen.any() or not row[:2].sum() else binary_rate(int(row[:2].sum()), int(row[0])))
        for quarter, row, unseen in zip(quarters, counts, hidden, strict=False)
    )


def _quarters(found: Pathways, source: str) -> tuple[Block, ...]:
    shares = quarter_shares(found)
    if sum(rate is not None for _, rate in shares) < 2:
        return ()
    people = words.whole(sum(rate.n for _, rate in shares if rate))
    return (
        Block(
            heading="Quarter by quarter, on the pathway intended",
            subtitle=f"Discharges of sentenced people (remand left out), n = {people}: share on the pathway intended, with 95% interval",
            key="intended-quarters", chart=shares_chart(shares, found.as_at), source=source, takes_notes=True,
            words="An interval is of chance alone. Where two quarters' intervals overlap widely there is little reason to look into their difference.",
        ),
    )  # fmt: skip


def shares_chart(shares: Sequence[tuple[date, Rate | None]], as_at: date) -> Chart:
    """One point a quarter with its interval; a quarter still running is hollow, a hidden one left out."""
    shown = [(quarter, rate) for quarter, rate in shares if rate is not None]
    figure = blank(height=340)
    days = [middle(quarter) for quarter, _ in shown]
    x, y = interval_lines(days, [100 * rate.low for _, rate in shown], [100 * rate.high for _, rate in shown])
    figure.add_scatter(x=x, y=y, mode="lines", line={"color": DARK_BLUE, "width": 1.5}, hoverinfo="skip")
    figure.add_scatter(
        x=[middle(quarter) for quarter, _ in shares], y=[rate and 100 * rate.rate for _, rate in shares], mode="lines",
        line={"color": DARK_BLUE, "width": 2}, connectgaps=False, hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=days, y=[100 * rate.rate for _, rate in shown], mode="markers", hoverinfo="text",
        marker={
            "color": [DARK_BLUE if quarter_end(quarter) <= as_at else "white" for quarter, _ in shown], "size": 9,
            "line": {"color": DARK_BLUE, "width": 2},
        },
        hovertext=[f"{quarter_words(q, as_at)}<br>{rate_words(rate)}, n = {words.whole(rate.n)}" for q, rate in shown],
    )  # fmt: skip
    figure.update_xaxes(type="date", nticks=5, tickformat="%b %Y")
    low, high = 100 * min(rate.low for _, rate in shown), 100 * max(rate.high for _, rate in shown)
    bottom, top = padded(low, high)
    figure.update_yaxes(range=[bottom, min(top, 101)], ticksuffix="%", nticks=6)
    table = _shares_table(shares, as_at)
    return Chart(figure, _shares_alt(shown, as_at), table, _key(table))


def _shares_table(shares: Sequence[tuple[date, Rate | None]], as_at: date) -> pd.DataFrame:
    rows = [
        (quarter_words(quarter, as_at), words.whole(rate.n), words.whole(rate.reconvicted), rate_words(rate))
        if rate
        else (quarter_words(quarter, as_at), HIDDEN, HIDDEN, HIDDEN)
        for quarter, rate in shares
    ]
    return pd.DataFrame(
        rows, columns=["Discharged", "Sentenced people", "On the pathway intended", "Share (95% interval)"]
    )  # fmt: skip


def _shares_alt(shown: Sequence[tuple[date, Rate]], as_at: date) -> str:
    (first, before), (last, after) = shown[0], shown[-1]
    people = words.whole(sum(rate.n for _, rate in shown))
    return (
        f"Line of the share of sentenced people on the pathway intended in {len(shown)} quarters, n = {people} discharges: "
        f"{words.rate(before)} in {quarter_words(first, as_at)}, {words.rate(after)} in {quarter_words(last, as_at)}."
    )


def _triage(found: Pathways, source: str) -> tuple[Block, ...]:
    if found.triage_below is None or not found.triaged:
        return ()
    table = triage_table(found.triaged, f"{found.triage_below.value} days")
    below = found.triage_below
    return (
        Block(
            heading="Triage only: what people with very short sentences had",
            subtitle=f"Discharges for which the rules name pathway 3, by whether the sentence is under {below.value} days",
            key="triage", table=table, table_key=_key(table), source=source,
            words=(
                f"Below {below.value} days of sentence the rule gives a triage assessment only ({below.status}; {below.source}); "
                "a full assessment or a custody case manager there is more than the rule gives, no full assessment above it "
                "is less. Full counts an OASys assessment too. Either may have good grounds: look into it, not more."
            ),
        ),
    )  # fmt: skip


def triage_table(triaged: Sequence[Triaged], limit: str) -> pd.DataFrame:
    """One row a kind of sentence: who had a full assessment, triage only, none, a case manager, or either."""
    counts = np.array([[row.full_assessed, row.triage_only, row.unassessed] for row in triaged])
    hidden = hide_cells(counts)
    rows = [
        (
            f"Under {limit}: triage only" if row.is_triage_only else f"{limit} or more", said(row.people, bool(unseen[-1])),
            *map(said, line, unseen[:-1]), _beside(row.managed, row, unseen), _beside(row.beyond_triage, row, unseen),
        )
        for row, line, unseen in zip(triaged, counts, hidden, strict=False)
    ]  # fmt: skip
    names = [
        "Sentence", "Discharges", "Full assessment", "Triage only", "No assessment recorded", "Case manager",
        "Full assessment or case manager",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def _beside(count: int, row: Triaged, hidden: np.ndarray) -> str:
    return said(count, bool(hidden[-1]) or is_small(row.people, count))


def _moves(found: Pathways, source: str) -> Block:
    # No Sankey: nearly everybody stays where they started, so that its flows would be three broad bands with threads
    # between them that nobody can read a number from. A table says who moved where.
    heading, key = "Moves from one pathway to another", "moves"
    subtitle = "Moves by recorded reason; somebody who moves twice counts twice"
    if not found.moves:
        return Block(heading, subtitle, key, words="Nobody is recorded as having moved from one pathway to another.")
    table = moves_table(found.moves)
    return Block(heading, subtitle, key, table=table, table_key=_key(table), words=_moved_words(found), source=source)


def moves_table(moves: Sequence[Move]) -> pd.DataFrame:
    """One row a pathway left, a pathway moved to and a reason, the most moves first; small counts hidden."""
    ordered = sorted(moves, key=lambda move: (-move.moves, move.from_pathway, move.to_pathway, move.reason))
    shown = hide_small_counts({str(at): move.moves for at, move in enumerate(ordered)})
    rows = [
        (NAMES[move.from_pathway], NAMES[move.to_pathway], plain(move.reason) or NO_REASON, shown[str(at)])
        for at, move in enumerate(ordered)
    ]
    return pd.DataFrame(rows, columns=["From", "To", "Reason recorded", "Moves"])


def _moved_words(found: Pathways) -> str:
    why = "A move follows what was learnt about somebody as often as a choice of the service; the reason is what was recorded."
    if not has_moved(found):
        return why
    rate = binary_rate(found.on_a_pathway, found.moved)
    return f"**{words.rate(rate)}** moved at least once (n = {words.whole(rate.n)}; 95% interval). {why}"
