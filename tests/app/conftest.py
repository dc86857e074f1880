"""A small data file of made-up releases for the page tests, built once, and the dashboard opened on it without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from releases import BROWARD, DONCASTER, FEW_BEFORE, NORTHSHIRE, PETERBOROUGH, REFERRALS, TIMEOUT, TINY, publish
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from throughgate import PROJECT, cli


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with people or referrals of every contract published."""
    folder = tmp_path_factory.mktemp("data")
    publish(folder, DONCASTER + PETERBOROUGH + NORTHSHIRE + BROWARD, referrals=REFERRALS)
    return folder


@pytest.fixture(scope="session")
def tiny_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which Doncaster's second cohort has seven people, and the months of its first about eleven."""
    folder = tmp_path_factory.mktemp("tiny")
    publish(folder, TINY)
    return folder


@pytest.fixture(scope="session")
def few_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the baselines of Doncaster and Northshire have so few people reconvicted that they are hidden."""
    folder = tmp_path_factory.mktemp("few")
    publish(folder, FEW_BEFORE)
    return folder


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demonstration: the only people in the tests of pages whom a service did anything for."""
    folder = tmp_path_factory.mktemp("demonstration")
    made = CliRunner().invoke(cli.app, ["demo", "--data", str(folder)])
    assert made.exit_code == 0, made.output
    return folder


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open a page of the dashboard: open_page(folder, "reconviction_trends", contract="doncaster")."""

    def open_(folder: Path, page: str = "board_summary", **query: str) -> AppTest:
        monkeypatch.setenv("THROUGHGATE_DATA", str(folder))
        app = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=TIMEOUT)
        for key, value in query.items():
            app.query_params[key] = value
        # Not by way of the landing page, which takes longest of all.
        return app.run() if page == "board_summary" else app.switch_page(f"pages/{page}.py").run()

    return open_
