"""What a person does with the dashboard, in the words of the tests, and what the browser noticed meanwhile."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, ViewportSize

from throughgate import PROJECT

COMMAND = (sys.executable, "-m", "throughgate.cli")

WIDE: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 375, "height": 812}
PATIENCE = 90_000  # milliseconds: a page's first queries, on a machine that is busy with other tests
LATENCY = 400  # milliseconds until a click has reached the server; only then is the page at work
HERE = ("localhost", "127.0.0.1")
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FOOT = "What is counted, and what to know"
WORDS_AT_REST = """foot => {
    const app = document.querySelector('[data-testid="stApp"]');
    const headings = [...document.querySelectorAll('h1, h2, h3')].map(heading => heading.textContent);
    const charts = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')];
    const stands = app && app.dataset.testScriptState === 'notRunning'
        && headings.some(text => text.includes(foot))
        && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')
        && charts.every(chart => chart.querySelector('svg'));
    return stands ? document.body.textContent : null;
}"""
# On a deep link Streamlit itself first asks for these under the page's own path, and gets a 404 each time.
STREAMLIT_PROBES = ("/_stcore/health", "/_stcore/host-config")
LINKS = '[data-testid="stSidebarNavLink"], [data-testid="stTopNavLink"]'


def throughgate(*words: str, data: Path) -> str:
    """What a `throughgate` command prints; the test fails with its message where it does."""
    ran = subprocess.run([*COMMAND, *words, "--data", str(data)], cwd=PROJECT, capture_output=True, text=True)
    assert ran.returncode == 0, f"throughgate {' '.join(words)}: {ran.stderr or ran.stdout}"
    return ran.stdout


@dataclass
class Noticed:
    """What went wrong out of sight: errors of the console and of scripts, and requests to other hosts."""

    errors: list[str] = field(default_factory=list)
    other_hosts: list[str] = field(default_factory=list)

    def console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.location.get("url", "").endswith(STREAMLIT_PROBES):
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def address(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname not in HERE:
            self.other_hosts.append(url)


@dataclass(frozen=True)
class Dashboard:
    """A served dashboard, and the browser window to look at it with."""

    window: BrowserContext
    address: str
    data: Path

    @contextmanager
    def opened(self, path: str = "/", viewport: ViewportSize = WIDE) -> Iterator[tuple[Page, Noticed]]:
        """A page of the dashboard in a tab of its own, and what the browser notices while it is open.

        Each tab is a session of its own to the server; the browser keeps Streamlit's scripts between them.
        """
        noticed = Noticed()
        page = self.window.new_page()
        page.set_viewport_size(viewport)
        page.set_default_timeout(PATIENCE)
        page.on("console", noticed.console)
        page.on("pageerror", lambda error: noticed.errors.append(str(error)))
        page.on("websocket", lambda socket: noticed.address(socket.url))
        page.on("request", lambda request: noticed.address(request.url))
        try:
            page.goto(f"{self.address}{path}")
            settle(page)
            yield page, noticed
        finally:
            page.close()

    @cached_property
    def pages(self) -> dict[str, str]:
        """Each page of the navigation, by its title there: its path."""
        with self.opened() as (page, _):
            return {link.inner_text().strip(): urlsplit(link.get_attribute("href")).path for link in links(page)}

    @cached_property
    def contracts(self) -> dict[str, str]:
        """Each contract offered, by its name: the query of the address that stands for it."""
        with self.opened() as (page, _):
            names = options(page, "Contract")
            return {name: query_after_choosing(page, "Contract", name) for name in names}


def settle(page: Page) -> None:
    """Waits until the page stands, down to its foot, and has not changed for a while.

    Streamlit says that it is at rest also while a second run, which some links ask for, is still under way; hence the
    look at the foot, with which every page ends, and at the words themselves.
    """
    deadline = time.monotonic() + PATIENCE / 1000
    before = None
    while time.monotonic() < deadline:
        words = page.evaluate(WORDS_AT_REST, FOOT)
        if words is not None and words == before:
            return
        before = words
        page.wait_for_timeout(LATENCY)
    raise AssertionError(f"{page.url} was not at rest within {PATIENCE // 1000} s: {page.inner_text('body')[:500]}")


def links(page: Page) -> list[Locator]:
    page.locator(LINKS).first.wait_for(state="attached")
    return page.locator(LINKS).all()


def selector(page: Page, label: str) -> Locator:
    return page.locator('[data-testid="stSelectbox"]').filter(has_text=label).first


def options(page: Page, label: str) -> list[str]:
    """What a selector offers."""
    selector(page, label).locator("input").click()
    page.get_by_role("option").first.wait_for()
    found = [text.strip() for text in page.get_by_role("option").all_inner_texts()]
    page.keyboard.press("Escape")
    return found


def choose(page: Page, label: str, option: str) -> None:
    selector(page, label).locator("input").click()
    page.get_by_role("option", name=option, exact=True).click()
    page.wait_for_timeout(LATENCY)
    settle(page)


def go_to(page: Page, title: str) -> None:
    """Follows a link of the navigation."""
    link = page.locator(LINKS).filter(has_text=title)
    path = urlsplit(link.get_attribute("href") or "").path
    link.click()
    page.wait_for_url(lambda url: urlsplit(url).path == path)
    page.wait_for_timeout(LATENCY)
    settle(page)


def query_after_choosing(page: Page, label: str, option: str) -> str:
    choose(page, label, option)
    return query(page)


def query(page: Page) -> str:
    return urlsplit(page.url).query


def caption(page: Page) -> str:
    """The line that says what is looked at: contract, cohorts, as-at date."""
    return page.locator('[data-testid="stMain"] [data-testid="stCaptionContainer"]').first.inner_text().strip()


@dataclass(frozen=True)
class Headline:
    """The box of a rate: the cohort it is of, by its id, and what the box says in full."""

    cohort: str
    value: str
    note: str


def headline(page: Page) -> Headline:
    """The first box of the page that holds a rate of reconviction."""
    metric = page.locator('[data-testid="stMetric"]').filter(has_text="Reconvicted").first
    box = page.locator('[data-testid="stVerticalBlock"]').filter(has=metric).last
    note = box.locator('[data-testid="stCaptionContainer"]').first.inner_text().strip()
    value = metric.locator('[data-testid="stMetricValue"]').inner_text().strip()
    return Headline(note.split(",")[0].casefold().replace(" ", "-"), value, note)


def faults(page: Page) -> list[str]:
    """Exceptions and errors that stand on the page."""
    boxes = page.locator('[data-testid="stException"], [data-testid="stAlertContentError"]')
    return boxes.all_inner_texts()


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.0 to 2.2, A and AA, and headings that skip a level: rule, first element at fault."""
    page.evaluate(AXE)
    found = page.evaluate(
        """tags => axe.run(document, {
            runOnly: {type: 'tag', values: tags}, rules: {'heading-order': {enabled: true}}, resultTypes: ['violations'],
        })""",
        WCAG,
    )["violations"]
    return [f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:200]}" for v in found]


def overflow(page: Page) -> list[str]:
    """What reaches over the right edge of the window, where nothing around it scrolls sideways by itself."""
    return page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth, found = [];
            for (const name of ['stMain', 'stMainBlockContainer', 'stHeader']) {
                const box = document.querySelector(`[data-testid="${name}"]`);
                if (box && box.scrollWidth > box.clientWidth + 1) found.push(`${name} is ${box.scrollWidth} px wide`);
            }
            if (document.documentElement.scrollWidth > width + 1) found.push('the document scrolls sideways');
            return found;
        }"""
    )


def broken_words(table: Locator) -> list[str]:
    """Words of a table that stand on two lines, each of them whole in the page's text."""
    return table.evaluate(
        """table => {
            const found = [], texts = document.createTreeWalker(table.querySelector('tbody'), NodeFilter.SHOW_TEXT);
            for (let text = texts.nextNode(); text; text = texts.nextNode()) {
                for (const word of text.data.matchAll(/[A-Za-z]+/g)) {
                    const range = document.createRange();
                    range.setStart(text, word.index);
                    range.setEnd(text, word.index + word[0].length);
                    if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) found.push(word[0]);
                }
            }
            return found;
        }"""
    )
