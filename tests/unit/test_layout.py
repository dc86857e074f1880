"""The house stands as it was drawn: what holds for every query, page and file, newcomers among them."""

from __future__ import annotations

import ast
import re
import subprocess
from datetime import date
from pathlib import Path

import duckdb
import pytest

from throughgate import PROJECT
from throughgate.store.schema import BOOKKEEPING, COURT_DISPOSALS, OUT_OF_COURT_DISPOSALS, SQL_TYPE, TABLES

QUERIES = sorted((PROJECT / "queries").rglob("*.sql"))
PAGES = sorted((PROJECT / "pages").glob("*.py"))
LARGEST_FILE = 1_000_000  # bytes; whatever is larger is data, and data stay out of the repository
# Folders whose queries are all run, in order of their names, by the module beside them.
RUN_AS_FOLDERS = {"build": "store/build.py", "as_at": "store/build.py"}
# Written in two parts, so that this file does not hold what it looks for.
TRACES_OF_A_MACHINE = tuple(f"{start}{end}" for start, end in (("/wo", "rk/"), ("/ro", "ot/")))
REGISTRIES = tuple(f"{start}{end}" for start, end in (("pypi", ".org"), ("pythonhosted", ".org"), ("npmjs", ".")))
# Not those that other people's software spells for us, as in color= and center.
# Folders of which a query may hold a pseudonym: those that make the file, and the ledger, which lists made-up people.
MAY_NAME_A_PSEUDONYM = ("as_at", "build", "score", "ledger", "pathways", "engagement", "fairness", "movements")
"""The last four join by one; tests/app/test_nobody_is_named.py looks at every answer they give."""
AMERICAN = ("analyze", "behavior", "favorite", "labeled", "modeled", "organization", "program ")


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


def files_of_the_project() -> list[Path]:
    """What git holds or would take up; everything but the usual leftovers where there is no git."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=PROJECT,
            capture_output=True,
            check=True,
        ).stdout.decode()
        found = [PROJECT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        left_out = {".venv", ".git", "__pycache__", "snapshots", "building", "logs"}
        found = [path for path in PROJECT.rglob("*") if not left_out & set(path.relative_to(PROJECT).parts)]
    return [path for path in found if path.is_file()]


def text_files() -> list[tuple[Path, str]]:
    texts = []
    for path in files_of_the_project():
        try:
            texts.append((path, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return texts


def imports_of(path: Path) -> set[str]:
    """Every module that a Python file imports, wherever in it, by its full name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", QUERIES, ids=name_of)
def test_a_query_is_one_select_that_says_what_a_row_is(path):
    text = path.read_text(encoding="utf-8")
    statements = duckdb.extract_statements(text)
    assert [statement.type for statement in statements] == [duckdb.StatementType.SELECT]
    opening = text[: len(text) - len(re.sub(r"\A(--[^\n]*\n)+", "", text))]
    assert opening.startswith("-- One row: "), "the first line says what one row is"
    assert "Units: " in opening, "the opening comment names the units"
    assert "Source: " in opening, "the opening comment names the tables it reads"


@pytest.mark.parametrize("path", QUERIES, ids=name_of)
def test_a_query_is_used(path):
    folder = path.parent.name
    if folder in RUN_AS_FOLDERS:
        assert f'"{folder}"' in (PROJECT / "throughgate" / RUN_AS_FOLDERS[folder]).read_text(encoding="utf-8")
        return
    code = "\n".join(source.read_text(encoding="utf-8") for source in (PROJECT / "throughgate").rglob("*.py"))
    assert f"{folder}/{path.stem}" in code or f'"{path.name}"' in code, "no module asks for this query"


def test_build_queries_are_numbered_without_repeats():
    numbers = [path.stem.split("_")[0] for path in QUERIES if path.parent.name == "build"]
    assert all(number.isdigit() for number in numbers)
    assert len(set(numbers)) == len(numbers), "two build queries have one number, so their order is chance"


def test_out_of_court_disposals_are_those_of_the_contract():
    text = (PROJECT / "queries" / "build" / "60_cohort_event.sql").read_text(encoding="utf-8")
    listed = re.search(r"disposal NOT IN \(([^)]*)\)", text)
    assert listed, "the query no longer leaves the out-of-court disposals out by name"
    assert tuple(re.findall(r"'([^']*)'", listed[1])) == OUT_OF_COURT_DISPOSALS


def pseudonyms() -> set[str]:
    return {column.name for table in (*TABLES, *BOOKKEEPING) for column in table.columns if column.is_key_like}


@pytest.mark.parametrize(
    "path", [path for path in QUERIES if path.parent.name not in MAY_NAME_A_PSEUDONYM], ids=name_of
)
def test_no_query_of_a_page_names_a_pseudonym(path):
    """What is never selected can never reach a browser; counting different ones gives no one away."""
    code = re.sub(r"--.*|count\(DISTINCT \w+\)", "", path.read_text(encoding="utf-8"))
    assert not pseudonyms() & set(re.findall(r"\w+", code))


def columns_of(path: Path) -> list[str]:
    """The names of the columns that a query gives, read off the tables of the contract, all empty."""
    text = path.read_text(encoding="utf-8")
    with duckdb.connect() as connection:
        for table in TABLES:
            columns = ", ".join(f"{column.name} {SQL_TYPE[column.type]}" for column in table.all_columns)
            connection.execute(f"CREATE TABLE {table.name} ({columns}, superseded_on DATE)")
        connection.execute(
            "CREATE TABLE discharge_score (discharge_id VARCHAR, known_from DATE, ogrs3_one_year_percent INTEGER, "
            "ogrs3_two_year_percent INTEGER, ogrs4g_percent DOUBLE); CREATE TABLE load (source VARCHAR, is_synthetic BOOLEAN)"
        )
        return [column[0] for column in connection.execute(text, LEDGER_ASKED_OF[path.stem]).description]


IN_A_WINDOW = {
    "establishments": ["HMP Here"],
    "discharged_from": date(2012, 1, 1),
    "discharged_to": date(2012, 12, 31),
    "as_at": date(2014, 6, 30),
}
OF_PEOPLE = IN_A_WINDOW | {
    "custody_types": ["sentenced"],
    "sex": None,
    "sentence_days_below": None,
    "follow_up_months": 12,
    "conviction_months": 18,
    "counts_out_of_court": False,
    "score": "recorded",
}
NAMED = {"contract_establishments": ["HMP Here"], "snapshot_id": "a"}
LEDGER_ASKED_OF: dict[str, dict[str, object]] = {
    "counts": OF_PEOPLE,
    "episodes": OF_PEOPLE | NAMED,
    "referrals": IN_A_WINDOW,
    "referral_episodes": IN_A_WINDOW | NAMED,
    "sources": {"establishments": ["HMP Here"]},
}


@pytest.mark.parametrize("name", LEDGER_ASKED_OF)
def test_no_query_of_the_ledger_gives_a_pseudonym_of_the_source(name):
    """It may join by one, and lists people; but what it gives is a number of the ledger's own."""
    assert not pseudonyms() & set(columns_of(PROJECT / "queries" / "ledger" / f"{name}.sql"))


def test_every_query_of_the_ledger_that_reads_people_is_looked_at():
    reads = {
        path.stem
        for path in QUERIES
        if path.parent.name == "ledger" and pseudonyms() & set(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    }
    assert reads <= set(LEDGER_ASKED_OF)


def test_the_ledger_counts_the_court_disposals_of_the_contract():
    for name in ("counts", "episodes"):
        text = (PROJECT / "queries" / "ledger" / f"{name}.sql").read_text(encoding="utf-8")
        listed = re.search(r"disposal IN \(([^)]*)\)", text)
        assert listed, f"{name} no longer names the disposals that count"
        assert tuple(re.findall(r"'([^']*)'", listed[1])) == COURT_DISPOSALS


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_is_in_the_navigation(path):
    frame = (PROJECT / "throughgate" / "frame.py").read_text(encoding="utf-8")
    assert f'"{name_of(path)}"' in frame or f'"{path.stem}"' in frame, "throughgate/frame.py does not list it"


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_does_not_touch_the_data(path):
    for module in imports_of(path):
        assert module.split(".")[0] != "duckdb", f"{module}: ask throughgate.results for it"
        assert not module.startswith("throughgate.store"), f"{module}: ask throughgate.results for it"


def test_the_frame_opens_the_data_but_does_not_query_them():
    for name in ("app.py", "throughgate/frame.py", "throughgate/selectors.py", "throughgate/view.py"):
        modules = imports_of(PROJECT / name)
        assert not {module for module in modules if module.split(".")[0] == "duckdb"}, name
        assert "throughgate.store.reader.query" not in modules, f"{name}: ask throughgate.results"


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_says_who_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), "a page opens with what it shows"


def test_no_file_is_large():
    large = [name_of(path) for path in files_of_the_project() if path.stat().st_size > LARGEST_FILE]
    assert not large, "data and builds stay out of the repository"


def test_no_file_knows_the_machine_it_was_written_on():
    found = [(name_of(path), trace) for path, text in text_files() for trace in TRACES_OF_A_MACHINE if trace in text]
    assert not found


def test_no_file_names_a_package_registry():
    found = [(name_of(path), host) for path, text in text_files() for host in REGISTRIES if host in text]
    assert not found


def test_every_package_is_locked_by_hash_and_by_nothing_else():
    text = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    packages = re.split(r"\n(?=\S)", text.strip())
    for package in packages:
        assert re.match(r"[a-z0-9][a-z0-9._-]*==\S+", package), package.splitlines()[0]
        assert "--hash=sha256:" in package, f"{package.splitlines()[0]} has no hash"
    assert "://" not in text, "the lock holds no address"
    assert "uv.lock" not in [path.name for path in files_of_the_project()], "uv.lock holds addresses"


def test_words_are_spelt_the_british_way():
    for path, text in text_files():
        if path.suffix not in (".md", ".py", ".sql") or path == Path(__file__):
            continue
        for word in AMERICAN:
            assert word not in text, f"{name_of(path)} has {word.strip()!r}"
