"""Get this data, by AppTest: at every chart and table, never more than the page shows, and of chosen groups rounded counts alone."""

from __future__ import annotations

import ast
import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from throughgate import PROJECT
from throughgate.methods.disclosure import ROUNDED_TO
from throughgate.show.files import groups, offer
from throughgate.show.files.cells import as_read
from throughgate.show.files.columns import to_cells
from throughgate.show.tables import plain
from throughgate.store import releases

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@pytest.fixture
def offered(monkeypatch) -> dict:
    """What the pages opened offer: by place the tables, and the chart of a picture."""
    found: dict = {}
    lay = offer.offer

    def keep(place, *sheets, **others):
        found[place] = (sheets, others.get("chart"))
        lay(place, *sheets, **others)

    monkeypatch.setattr(offer, "offer", keep)
    monkeypatch.setattr(groups, "offer", keep)
    return found


@pytest.fixture
def whole(monkeypatch) -> dict:
    """What the workbook of all tables holds of the page last opened, and the run that its files say."""
    found: dict = {}
    lay = offer._offer

    def keep(run, place, sheets, *others):
        if place == offer.WHOLE:
            found.update(run=run, sheets=sheets)
        lay(run, place, sheets, *others)

    monkeypatch.setattr(offer, "_offer", keep)
    return found


def not_on_the_page(app, offered: dict) -> list[tuple]:
    """Cells of files that no table of the page shows, with the symbols that stand for none."""
    cells = {as_read(cell) for table in app.table for name in table.value for cell in table.value[name]}
    numbers = {number for cell in cells for number in NUMBER.findall(cell)}
    allowed = cells | {f"[{cell}]" for cell in cells} | {"[c]", "[x]", "[z]", "[u]", "[low]", "none"}
    return [
        (place, name, cell)
        for place, (sheets, _) in offered.items()
        for sheet in sheets
        for name, column in to_cells(sheet.frame).items()
        for cell in column
        if (f"{abs(cell):,}" not in numbers if isinstance(cell, Decimal) else cell not in allowed)
    ]


def boxes(app) -> list:
    """The quiet folds of Get this data, in the order of the page."""
    return [fold for fold in app.expander if fold.label.startswith((offer.LABEL, offer.WHOLE_LABEL))]


@pytest.fixture
def own_data(data, tmp_path) -> Path:
    """A copy in which nothing was asked: what is asked is remembered beside the data."""
    folder = tmp_path / "own"
    shutil.copytree(data, folder, ignore=shutil.ignore_patterns(f"{releases.RELEASES}*"))
    return folder


@pytest.mark.parametrize("page", sorted((PROJECT / "pages").glob("*.py")), ids=lambda page: page.stem)
def test_the_foot_of_every_page_is_laid_last(page):
    assert ast.unparse(ast.parse(page.read_text(encoding="utf-8")).body[-1]).startswith("layout.foot(")


def test_every_chart_and_table_is_offered_and_no_cell_of_a_file_is_not_on_the_page(data, open_page, offered, whole):
    app = open_page(data, contract="doncaster", as_at="2014-03-31")
    assert len(offered) == len(app.table) > 4
    every = next(s for sheets, _ in offered.values() for s in sheets if s.title == "Every contract with data")
    assert "Each row is by the terms and as at the day of its own contract." in every.words
    assert whole["sheets"] == tuple(sheet for sheets, _ in offered.values() for sheet in sheets)
    assert not not_on_the_page(app, offered)
    offered.clear()
    app.session_state[f"{offer.KEY}-box-chart-cumulative"] = True
    app.switch_page("pages/reconviction_trends.py").run()
    assert len(offered) == len(app.table) > 5
    # Each has a name of its own, also in tabs of which a reader sees one at a time.
    titles = [plain(sheet.title) for (sheet,), _ in offered.values()]
    labels = [*(f"{offer.LABEL} *({title})*" for title in titles), offer.WHOLE_LABEL]
    assert [box.label for box in boxes(app)] == labels
    assert len(set(labels)) == len(labels)
    assert sum(chart is not None for _, chart in offered.values()) == len(app.get("plotly_chart"))
    # Only of the one that is open are there buttons, and they carry every filter in force.
    assert [b.proto.label.split()[0] for b in app.get("download_button")] == ["CSV", "XLSX", "ODS", "PNG", "SVG"]
    assert "as at 31 March 2014" in app.session_state["stamp"].looking_at
    assert whole["run"].finding == app.title[0].value
    assert not not_on_the_page(app, offered)
    offered.clear()
    app.switch_page("pages/payment.py").run()
    # Also what is laid above the foot once all else stands: the fan, the bridge and the record.
    assert {"chart-fan", "chart-bridge"} < set(offered)
    assert whole["sheets"] == tuple(sheet for sheets, _ in offered.values() for sheet in sheets)


def test_no_file_tells_more_than_the_page_and_of_chosen_groups_it_tells_rounded_counts(own_data, open_page, offered):
    app = open_page(own_data, contract="doncaster")
    offered.clear()
    app.switch_page("pages/data_and_definitions.py").run()
    assert len(offered) > 5
    assert not not_on_the_page(app, offered)
    offered.clear()
    app.switch_page("pages/subgroups.py").run()
    assert app.table
    assert list(offered) == [groups.PLACE]
    (sheet,), figure = offered[groups.PLACE]
    assert figure is None
    table = to_cells(sheet.frame)
    counts = [cell for name in ("n, rounded", "Reconvicted") for cell in table[name] if isinstance(cell, Decimal)]
    assert counts
    assert all(count % ROUNDED_TO == 0 for count in counts)
    exact = {
        number
        for shown in app.table
        for cell in shown.value.iloc[:, 1]
        for number in NUMBER.findall(cell.partition("n = ")[2])
    }
    assert not all(f"{count:,}" in exact for count in counts)
