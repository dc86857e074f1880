"""Whether the build's SQL gives on Spark, row for row, what it gives on DuckDB; and how long each takes.

    pip install 'pyspark==4.3.*' 'sqlglot==30.*'   (not in the lock: nothing else needs them; Java 17 must be there)
    python bench/spark.py

Builds the demonstration, hands its source tables to Spark, runs queries/build/ through sqlglot and compares
cohort_member. OGRS is scored in Python on either engine, so its scores are handed over too.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import duckdb

from throughgate import PROJECT
from throughgate.store import synthetic
from throughgate.store.build import table_of
from throughgate.store.load import load
from throughgate.store.publish import published
from throughgate.store.schema import TABLES
from throughgate.store.score import OFFENCE_CODES

HANDED_OVER = (
    *(table.name for table in TABLES), "load", "cohort", "cohort_establishment", "cohort_custody_type", "cohort_risk_band", "discharge_score",
)  # fmt: skip


def export(path: Path, folder: Path) -> None:
    """Write the tables that the build reads as Parquet."""
    with duckdb.connect(str(path), read_only=True) as connection:
        for table in HANDED_OVER:
            connection.execute(f"COPY {table} TO '{folder / table}.parquet'")
        connection.execute(
            f"COPY (SELECT ho_code AS offence_code, ogrs3_category FROM read_csv($codes, all_varchar = true)) "
            f"TO '{folder / 'offence_code'}.parquet'",
            {"codes": str(OFFENCE_CODES)},
        )


def build_on_spark(folder: Path) -> float:
    """Run queries/build/ on Spark, each step written to Parquet; seconds taken."""
    import sqlglot  # ty: ignore[unresolved-import]
    from pyspark.sql import SparkSession  # ty: ignore[unresolved-import]

    spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    for path in folder.glob("*.parquet"):
        spark.read.parquet(str(path)).createOrReplaceTempView(path.stem)
    started = time.perf_counter()
    for path in sorted((PROJECT / "queries" / "build").glob("*.sql")):
        table = table_of(path)
        spark.sql(sqlglot.transpile(path.read_text(), read="duckdb", write="spark")[0]).write.parquet(
            f"{folder}/{table}"
        )
        spark.read.parquet(f"{folder}/{table}").createOrReplaceTempView(table)
    return time.perf_counter() - started


def differences(path: Path, folder: Path) -> tuple[int, int]:
    """Members in all, and members that the two engines do not agree on in every column."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{path}' AS built (READ_ONLY)")
        names = [
            row[0] for row in connection.execute("DESCRIBE built.cohort_member").fetchall() if row[0] != "member_id"
        ]
        columns = ", ".join(f"CAST({name} AS VARCHAR)" for name in names)
        ours, theirs = "built.cohort_member", f"'{folder}/cohort_member/*.parquet'"
        only = [
            connection.execute(
                f"SELECT count(*) FROM (SELECT {columns} FROM {a} EXCEPT ALL SELECT {columns} FROM {b})"
            ).fetchone()[0]
            for a, b in ((ours, theirs), (theirs, ours))
        ]
        return connection.execute(f"SELECT count(*) FROM {ours}").fetchone()[0], sum(only)


def main() -> None:
    """Build on both engines and say whether they agree."""
    try:
        import pyspark  # noqa: F401  # ty: ignore[unresolved-import]
        import sqlglot  # noqa: F401  # ty: ignore[unresolved-import]
    except ImportError:
        print("left out: pyspark and sqlglot are not installed (see the head of bench/spark.py)")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("extracts", "tables"):
            (folder / part).mkdir()
        synthetic.write_demonstration(folder / "extracts", seed=synthetic.SEED)
        started = time.perf_counter()
        load(folder / "extracts", data_dir=folder / "data", source=synthetic.SOURCE, is_synthetic=True)
        ours = time.perf_counter() - started
        path = published(folder / "data").path
        export(path, folder / "tables")
        theirs = build_on_spark(folder / "tables")
        members, differing = differences(path, folder / "tables")
    print(
        f"{members:,} members, {differing:,} differ; DuckDB, check and load included, {ours:.1f} s, Spark {theirs:.1f} s"
    )
    sys.exit(differing > 0)


if __name__ == "__main__":
    main()
