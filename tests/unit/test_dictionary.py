"""The data dictionary is generated, and never out of date."""

from throughgate import PROJECT
from throughgate.store.dictionary import data_dictionary
from throughgate.store.schema import BOOKKEEPING, TABLES


def test_the_published_dictionary_is_that_of_the_schema():
    written = (PROJECT / "docs" / "data_dictionary.md").read_text(encoding="utf-8")
    assert written == data_dictionary(), "docs/data_dictionary.md is out of date: run make docs"


def test_every_table_and_column_is_in_it():
    dictionary = data_dictionary()
    for table in (*TABLES, *BOOKKEEPING):
        _, _, section = dictionary.partition(f"### {table.name}\n")
        section, _, _ = section.partition("\n### ")
        for column in table.columns:
            assert f"| `{column.name}` | {column.type} |" in section, f"{table.name}.{column.name}"
            assert column.meaning in section, f"{table.name}.{column.name}"
