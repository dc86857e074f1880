"""The parts of a board pack below its first page, as blocks: those of the Board summary, and what a paper needs besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from throughgate.notes import Note
from throughgate.show import notes as shown_notes
from throughgate.show import periods, summary, tables, words
from throughgate.show.about import DEFINITIONS
from throughgate.show.blocks import Block
from throughgate.show.board import board as boards
from throughgate.show.board import said
from throughgate.show.board.board import Board, Section
from throughgate.show.board.status import MEANS, status_of
from throughgate.show.measures import is_paid_by_volume
from throughgate.show.payment import amounts
from throughgate.show.payment import tables as payment_tables
from throughgate.show.payment.seen import Seen

NOT_TO_CONCLUDE = "board-not-to-conclude"
"""The block of the Board summary that stands on the first page of a pack."""
NO_NOTES = "Nobody has written a note on this contract."


def head(board: Board) -> tuple[str, str, str]:
    """For the first page, as Markdown: the status in a word with what it means, the lead, and one thing not to conclude."""
    seen = _seen(board)
    status = f"**{status_of(seen).word}** ({words.in_sentence(seen.name)}).\n\n{MEANS}"
    return status, boards.lead(board), said.not_to_conclude(seen)


def sections(board: Board, told: Sequence[Note]) -> tuple[Section, ...]:
    """Every part in the order in which it is read; `told` are the notes that somebody wrote on."""
    source = words.source(board.contract, board.as_at)
    found = (
        *(_without_first_page(section) for section in boards.sections(board, source=source)),
        _statement(_seen(board), source), _counted(board, source), _notes(told), _reference(board),
    )  # fmt: skip
    return tuple(section for section in found if section is not None and section.blocks)


def _seen(board: Board) -> Seen:
    return boards.chosen(boards.seens_of(board.projection, board.rates))


def _without_first_page(section: Section) -> Section:
    return replace(section, blocks=tuple(block for block in section.blocks if block.key != NOT_TO_CONCLUDE))


def _statement(seen: Seen, source: str) -> Section | None:
    """What would be paid for the cohort, line by line; None where no pounds may be shown."""
    if not seen.is_paid:
        return None
    blocks = tuple(
        Block(heading, "", key, table=table, table_key=symbols, source=source)
        for key, (heading, table, symbols) in zip(
            ("statement", "passed-on"), payment_tables.statement_tables(seen.now.payment.statement), strict=False
        )
    )
    subtitle = f"{amounts.expected_words(seen)} {amounts.statement_words(seen)}"
    return Section(f"The payment statement of {words.in_sentence(seen.name)}", subtitle, blocks)


def _counted(board: Board, source: str) -> Section | None:
    """Each cohort as counted so far; None of a contract that measures nobody."""
    terms = board.contract.terms
    if is_paid_by_volume(terms):
        return None
    block = Block(
        f"The cohorts of {terms.name}", "Rates as counted, with 95% intervals; not adjusted for who was released", "cohorts-counted",
        table=summary.cohort_table(board.rates, terms, board.as_at), table_key=tables.period_key(periods.by_cohort(board.rates)),
        source=source,
    )  # fmt: skip
    return Section("The cohorts as counted", "", (block,))


def _notes(told: Sequence[Note]) -> Section:
    block = Block(
        "Notes on this contract", "", "notes", table=shown_notes.notes_in_full(told) if told else None, words="" if told else NO_NOTES
    )  # fmt: skip
    return Section("Notes", "Dated notes that somebody wrote, as they stood when the pack was made", (block,))


def _reference(board: Board) -> Section:
    """Definitions, what is assumed, and the contract's own notes."""
    terms = board.contract.terms
    own = "\n".join(f"- {note}" for note in terms.notes)
    blocks = [Block("What is counted", "", "counted", words=f"{words.definition(terms)}\n\n{own}")]
    if terms.figures:
        key = "Assumed: chosen for this example, because no source was found. Disputed: sources differ."
        table = tables.figures_table(terms.figures)
        blocks.append(Block("Figures of the terms, and what is assumed", "", "figures", table=table, table_key=key))
    defined = pd.DataFrame(DEFINITIONS, columns=["Word", "What it means here"])
    blocks.append(Block("Words used", "", "definitions", table=defined))
    return Section("Definitions, and what is assumed", "", tuple(blocks))
