"""The dashboard as people open it: the real command, the real server, Debian's Chromium.

Data are made and the browser started once. All browser tests share one worker, for two would do both twice.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from dashboard import COMMAND, Dashboard, throughgate
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from throughgate import PROJECT

STARTS_WITHIN = 60  # seconds, on a machine that is busy with other tests


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not here: apt-get install chromium to run the browser tests")
    # A container has no user namespaces for Chromium's sandbox, and a small /dev/shm.
    flags = ["--no-sandbox", "--disable-dev-shm-usage"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield started
        started.close()


@pytest.fixture(scope="package")
def demonstration(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demonstration published. Asks for the browser, so that nothing is built in vain."""
    data = tmp_path_factory.mktemp("demonstration") / "a folder"
    throughgate("demo", data=data)
    return data


@pytest.fixture(scope="package")
def window(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    yield opened
    opened.close()


@pytest.fixture(scope="package")
def dashboard(window: BrowserContext, demonstration: Path) -> Iterator[Dashboard]:
    """The dashboard on the demonstration, for tests that only look."""
    with served(demonstration) as address:
        yield Dashboard(window, address, demonstration)


@pytest.fixture
def other_dashboard(window: BrowserContext, demonstration: Path, tmp_path: Path) -> Iterator[Dashboard]:
    """A dashboard on data of its own, for a test that publishes."""
    data = tmp_path / "data"
    shutil.copytree(demonstration, data)
    with served(data) as address:
        yield Dashboard(window, address, data)


@pytest.fixture(scope="package")
def rates(demonstration: Path):
    """What the command line says: rates("doncaster") is the JSON document."""

    def ask(contract: str, *words: str, data: Path = demonstration) -> dict:
        return json.loads(throughgate("rates", contract, *words, "--json", data=data))

    return ask


@pytest.fixture(scope="package")
def projected(demonstration: Path):
    """What `throughgate project` says of a cohort: projected("doncaster", "cohort-2")."""

    def ask(contract: str, cohort: str) -> dict:
        document = json.loads(throughgate("project", contract, "--json", data=demonstration))
        return next(found for found in document["cohorts"] if found["cohort"] == cohort)

    return ask


@contextmanager
def served(data: Path) -> Iterator[str]:
    """`throughgate serve` on a free port, until the end of the block; yields its address."""
    port = free_port()
    log = data.parent / f"serve-{port}.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [*COMMAND, "serve", "--data", str(data), "--port", str(port)],
            cwd=PROJECT,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            address = f"http://localhost:{port}"
            wait_for(address, server, log)
            yield address
        finally:
            # The command starts Streamlit as its child: both are in the session that was started here.
            with suppress(ProcessLookupError):
                os.killpg(server.pid, 15)
            server.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        assert server.poll() is None, f"the dashboard ended at once: {log.read_text()}"
        with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(f"{address}/_stcore/health") as answer:
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise AssertionError(f"the dashboard did not start within {STARTS_WITHIN} s: {log.read_text()}")
