"""What a board pack holds: the Board filled from the data, and its parts as sections, charts and tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pandas as pd

from throughgate import projection, results
from throughgate.fairness import read_fair_play
from throughgate.movements import Movements, Standpoint, read_movements
from throughgate.notes import Note
from throughgate.pack import parts, typeset
from throughgate.pack.errors import PackError
from throughgate.pack.inputs import Inputs, notes_of
from throughgate.pack.typeset import Document, Part, Section
from throughgate.projection import Projection
from throughgate.service.capacity import read_capacity
from throughgate.service.engagement import read_engagement
from throughgate.service.pathways import read_pathways
from throughgate.show import notes as shown_notes
from throughgate.show import still, words
from throughgate.show.blocks import Block
from throughgate.show.board import board as boards
from throughgate.show.board.board import Board
from throughgate.show.files.book import Book, Sheet
from throughgate.show.payment.seen import HIDDEN, NOBODY, Seen
from throughgate.show.stamp import Stamp
from throughgate.store.publish import find_snapshot
from throughgate.store.reader import Reader, open_file

CHART_WIDTH = 170  # mm, from margin to margin
ROOM_FOR_NAME, ROOM_FOR_DAY = ("\\\n".join(["\N{NO-BREAK SPACE}" * letters] * 2) for letters in (24, 10))
"""Empty cells, as wide as that many letters and high enough to write in."""
IN_FULL = "Every entry stands in full in the section Notes."
PAGE = re.compile(r"\bSee \*\*([^*]+)\*\*")
TABLES_OF_CHARTS = "Tables of the charts"


@dataclass(frozen=True, eq=False)
class Contents:
    """A pack's pages and the tables of its files, made together from the same results.

    `said` are the words of the pages, but for those on how it was made: versions stand there.
    """

    document: Document
    book: Book
    said: str


def gather(data_dir: Path, reader: Reader, asked: Inputs) -> Board:
    """Everything a board is shown, read from one snapshot as known on one day; no groups that a role chose."""
    contract = results.read_contract(reader, asked.contract)
    terms, as_at = contract.terms, asked.as_at
    used = notes_of(data_dir, asked)
    rates, quarters, months = (
        results.cohort_rates(reader, terms, as_at, grouped_by=by) for by in (None, "quarter", "month")
    )
    projected = projection.project(reader, contract, as_at, seed=asked.seed)
    return Board(
        contract=contract, as_at=as_at, quarter=asked.quarter, rates=rates, quarter_rates=quarters, month_rates=months,
        projection=projected,
        pathways=read_pathways(reader, terms, as_at), engagement=read_engagement(reader, terms, as_at),
        capacity=read_capacity(reader, terms, as_at), fair_play=read_fair_play(reader, terms, as_at),
        movements=_movements(data_dir, reader, projected, asked), notes=used, report=results.data_report(reader),
    )  # fmt: skip


def contents(board: Board, stamp: Stamp, how_made: Sequence[tuple[str, str]]) -> Contents:
    """The pack's pages and tables; `how_made` are names and values of how it was made, and how that is checked."""
    told = shown_notes.written_on(board.notes)
    found = parts.sections(board, told)
    blocks = [block for section in found for block in section.blocks]
    sections = [
        Section(section.heading, section.subtitle, tuple(_part(block, told) for block in section.blocks))
        for section in found
    ]
    if charts := tuple(_table_of_chart(block) for block in blocks if block.chart is not None):
        sections.append(Section(TABLES_OF_CHARTS, "The same numbers as in the charts, one table a chart.", charts))
    status, lead, caution = parts.head(board)
    title, lead = words.check_finding(boards.title(board), lead)
    document = Document(
        finding=title, caption=words.caption(board.contract, board.as_at),
        running=f"{board.contract.terms.name}: board pack, {board.quarter.name}", foot=stamp.line,
        status=words.check(status), lead=lead, boxes=tuple(words.check_box(*box) for box in boards.boxes(board)[:4]),
        caution=words.check(caution),
        sections=tuple(sections),
    )  # fmt: skip
    whole = replace(document, sections=(*document.sections, _made(how_made)))
    return Contents(whole, Book(stamp, title, tuple(_sheets(blocks))), typeset.said(document))


def shown_figures(figures: Mapping[str, Mapping[str, str]], seens: Sequence[Seen]) -> dict[str, dict[str, str]]:
    """The figures of the cohorts that pages show: of one too small, or resting on a group too small, nothing is kept either."""
    shown = {seen.now.cohort.id for seen in seens if seen.state not in (NOBODY, HIDDEN)}
    return {cohort_id: dict(of) for cohort_id, of in figures.items() if cohort_id in shown}


def stamp_of(reader: Reader, board: Board) -> Stamp:
    """What every page and file of the pack says of where it comes from."""
    name, quarter = board.contract.terms.name, board.quarter
    looking_at = (
        f"board pack of {name} for {quarter.name}, as at {words.day(board.as_at)}; everybody the contract counts"
    )
    return Stamp(
        board.contract, board.as_at, reader.snapshot_id, datetime.fromisoformat(str(reader.published_at)), looking_at
    )


def _movements(data_dir: Path, reader: Reader, projected: Projection, asked: Inputs) -> Movements | None:
    since = asked.since
    if since is None:
        return None
    before = reader if since.snapshot == reader.snapshot_id else open_file(find_snapshot(data_dir, since.snapshot).path)
    then = results.read_contract(before, asked.contract)
    after = Standpoint(reader, projected.contract, asked.as_at)
    return read_movements(Standpoint(before, then, since.as_at), after, told=since.told, projection=projected)


def _part(block: Block, told: Sequence[Note]) -> Part:
    if block.chart is None:
        return Part(
            block.heading, block.subtitle, table=block.table, key=block.table_key,
            source=block.source if block.table is not None else "", words=_on_paper(block.words),
        )  # fmt: skip
    of_days = shown_notes.on_chart(block.chart, shown_notes.of_block(block, told))
    drawn = shown_notes.annotate(block.chart, of_days)
    listed = f"{shown_notes.heading(of_days)}.\n\n{shown_notes.listed(of_days, IN_FULL)}" if of_days else ""
    said = "\n\n".join(text for text in (listed, _on_paper(block.words)) if text)
    svg = still.svg(drawn.figure, width_mm=CHART_WIDTH)
    return Part(block.heading, block.subtitle, svg=svg, alt=drawn.alt, source=block.source, words=said)


def _on_paper(said: str) -> str:
    """Words of the screen where there is no page to turn to."""
    return PAGE.sub(r"See the page **\1** of the dashboard", said)


def _table_of_chart(block: Block) -> Part:
    return Part(
        f"Table: {block.heading}", block.subtitle, table=block.chart.table, key=block.chart.key, source=block.source
    )


def _sheets(blocks: Sequence[Block]) -> list[Sheet]:
    """One sheet for each table and each chart's table, named by its block."""
    made: dict[str, Sheet] = {}
    for block in blocks:
        frame = block.table if block.chart is None else block.chart.table
        if frame is None:
            continue
        if block.key in made:
            raise PackError(f"two parts of the pack are named {block.key!r}: their tables would be one file")
        key = block.table_key if block.chart is None else block.chart.key
        made[block.key] = Sheet(block.key, block.heading, block.subtitle, frame, key, block.source, block.words)
    return list(made.values())


def _made(how_made: Sequence[tuple[str, str]]) -> Section:
    signed = pd.DataFrame([[ROOM_FOR_NAME, ROOM_FOR_NAME, ROOM_FOR_DAY]] * 2, columns=["Signed off by", "Post", "Date"])
    said = (
        "The register of packs holds who signed it off and when; this file does not change when it is signed. The lines below "
        "are for a printed copy."
    )
    rows = pd.DataFrame(how_made, columns=["What", "Value"])
    return Section(
        "How this pack was made, and signing it off", "",
        (Part("How it was made, and how to check it", "", table=rows), Part("Signing off", said, table=signed, is_whole=True)),
        is_on_new_page=True,
    )  # fmt: skip
