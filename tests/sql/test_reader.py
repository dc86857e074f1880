"""The reader: read-only, hardened, and safe with many threads at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from throughgate.store import reader as store_reader
from throughgate.store.publish import SnapshotError, load_lock, put_in_place
from throughgate.store.reader import QueryError, Reader, open_data, open_file, query
from throughgate.store.schema import FILE_FORMAT

THREADS, QUERIES_EACH = 8, 60


@pytest.fixture
def data_file(tmp_path: Path) -> Path:
    path = tmp_path / "small.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            f"CREATE TABLE snapshot AS SELECT 'abc' AS snapshot_id, '2014-06-30T00:00:00Z' AS published_at, {FILE_FORMAT} AS file_format"
        )
        connection.execute("CREATE TABLE number AS SELECT i % 40 AS owner, i AS value FROM range(40000) AS t (i)")
    return path


@pytest.fixture
def own_queries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Query files of the test's own, beside the product's snapshot query."""
    product = store_reader.QUERIES
    folder = tmp_path / "queries"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "snapshot.sql").write_text((product / "data" / "snapshot.sql").read_text())
    (folder / "rows.sql").write_text("SELECT owner, value FROM number WHERE owner = $owner ORDER BY value")
    (folder / "total.sql").write_text("SELECT CAST(sum(value) AS BIGINT) AS total FROM number WHERE owner = $owner")
    (folder / "write.sql").write_text("CREATE TABLE stolen AS SELECT 1 AS one")
    (folder / "outside.sql").write_text("SELECT * FROM read_csv('/etc/passwd')")
    (folder / "loosen.sql").write_text("SET enable_external_access = true")
    monkeypatch.setattr(store_reader, "QUERIES", folder)
    store_reader.query_text.cache_clear()
    yield
    store_reader.query_text.cache_clear()


def test_eight_threads_of_mixed_queries_never_see_a_row_of_another(data_file: Path, own_queries):
    opened = open_file(data_file)

    def ask(thread: int) -> list[str]:
        wrong = []
        for turn in range(QUERIES_EACH):
            owner = (thread * QUERIES_EACH + turn) % 40
            if turn % 2:
                frame = query(opened, "rows", owner=owner)
                right = frame["value"].tolist() == list(range(owner, 40000, 40)) and set(frame["owner"]) == {owner}
            else:
                right = query(opened, "total", owner=owner)["total"].tolist() == [sum(range(owner, 40000, 40))]
            wrong += [] if right else [f"thread {thread}, turn {turn}"]
        return wrong

    with ThreadPoolExecutor(THREADS) as pool:
        assert [fault for faults in pool.map(ask, range(THREADS)) for fault in faults] == []


@pytest.mark.parametrize("name", ["write", "outside", "loosen"])
def test_nothing_can_be_written_read_from_outside_or_loosened(data_file: Path, own_queries, name: str):
    with pytest.raises(QueryError, match=rf"queries/{name}\.sql"):
        query(open_file(data_file), name)


@pytest.mark.parametrize("parameters", [{}, {"owner": 1, "unknown": 2}])
def test_parameters_must_be_those_the_query_names(data_file: Path, own_queries, parameters: dict):
    with pytest.raises(QueryError, match=r"queries/rows\.sql"):
        query(open_file(data_file), "rows", **parameters)


def test_a_value_is_never_read_as_sql(data_file: Path, own_queries):
    with pytest.raises(QueryError):
        query(open_file(data_file), "rows", owner="1; DROP TABLE number")
    assert len(query(open_file(data_file), "rows", owner=1)) == 1000


def test_an_open_file_says_which_snapshot_it_is(data_file: Path):
    opened: Reader = open_file(data_file)
    assert (opened.snapshot_id, opened.published_at) == ("abc", "2014-06-30T00:00:00Z")


def test_an_empty_folder_says_what_to_run(tmp_path: Path):
    with pytest.raises(SnapshotError, match="throughgate demo"):
        open_data(tmp_path)


@pytest.mark.parametrize("size", [0, 1, 5_000, 20_000, -1])
def test_a_truncated_file_is_named_with_its_remedy(data_file: Path, size: int):
    whole = data_file.read_bytes()
    data_file.write_bytes(whole[:size])
    with pytest.raises(SnapshotError, match=r"small\.duckdb: .*restore it from a copy, or load every source again"):
        open_file(data_file)
    # What is put back is read: a failure is not remembered.
    data_file.write_bytes(whole)
    assert open_file(data_file).snapshot_id == "abc"


@pytest.mark.parametrize(
    "made", ["CREATE TABLE other (i INT)", "CREATE TABLE snapshot (snapshot_id INT, published_at INT, file_format INT)"]
)
def test_a_database_that_is_no_data_file_is_named_with_its_remedy(tmp_path: Path, made: str):
    with duckdb.connect(str(tmp_path / "other.duckdb")) as connection:
        connection.execute(made)
    with pytest.raises(SnapshotError, match=r"other\.duckdb: .*restore it from a copy"):
        open_file(tmp_path / "other.duckdb")


def test_a_file_that_is_gone_is_named(tmp_path: Path):
    with pytest.raises(SnapshotError, match=r"gone\.duckdb"):
        open_file(tmp_path / "gone.duckdb")


def put(data: Path, data_file: Path, day: int) -> None:
    """Publish a copy of `data_file` as the only one kept."""
    with load_lock(data) as workspace:
        (workspace / "new").write_bytes(data_file.read_bytes())
        moment = datetime(2026, 3, day, tzinfo=UTC)
        put_in_place(workspace / "new", data, snapshot_id=f"abc{day}", published_at=moment, keep=1)


def test_a_load_that_publishes_between_reading_the_pointer_and_opening_does_no_harm(
    data_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    data = tmp_path / "data"
    put(data, data_file, 1)

    def overtaken(path: Path) -> Reader:
        if "abc1" in path.name:
            put(data, data_file, 2)
        return open_file(path)

    monkeypatch.setattr(store_reader, "open_file", overtaken)
    assert open_data(data).path.name.endswith("abc2.duckdb")


def test_an_open_file_takes_no_more_memory_than_its_share(data_file: Path):
    """2 GB are 2,000,000,000 bytes; DuckDB tells them in GiB: 1.86."""
    limit = open_file(data_file).connection.cursor().execute("SELECT current_setting('memory_limit')").fetchone()
    assert limit == ("1.8 GiB",)


@pytest.mark.parametrize(
    "columns", ["'a' AS snapshot_id, '' AS published_at", "'a' AS snapshot_id, '' AS published_at, 999 AS file_format"]
)
def test_a_file_of_another_version_says_so_and_how_to_mend_it(tmp_path: Path, columns: str):
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"CREATE TABLE snapshot AS SELECT {columns}")
    with pytest.raises(SnapshotError, match=r"other\.duckdb: was built by another version.*--replace"):
        open_file(path)
