"""A block of a page: a heading that says what it tells, a chart or a table, and the words under it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from throughgate.show import words as sentences
from throughgate.show.charts import Chart


@dataclass(frozen=True, eq=False)
class Block:
    """What one part of a page shows, made of results; the page only lays it out.

    `key` names the block on its page. A chart brings its own table; `table` is for a block without a chart. `words` stand
    under it, as Markdown. A time series `takes_notes`: the notes of its days are drawn on it. Where `about` names beginnings
    of check ids, only notes of such checks, and notes of somebody's own. All it says passes the guard of words.
    """

    heading: str
    subtitle: str
    key: str
    chart: Chart | None = None
    table: pd.DataFrame | None = None
    table_key: str = ""
    words: str = ""
    source: str = ""
    takes_notes: bool = False
    about: tuple[str, ...] = ()
    is_part: bool = False

    def __post_init__(self) -> None:
        """Refuse a sentence that says more than its figures bear."""
        for name in ("heading", "subtitle", "table_key", "words"):
            object.__setattr__(self, name, sentences.check(getattr(self, name)))
