"""Mappings: what is read, and what each mistake is told as."""

from __future__ import annotations

import pytest

from throughgate import PROJECT
from throughgate.store.faults import LoadError
from throughgate.store.mapping import MappingError, check_columns, identity_map, read_mapping
from throughgate.store.schema import BY_NAME

GOOD = """
source = "county"
key_prefix = "county-"

[[tables]]
table = "person"
files = "people*.csv"
ignore = ["age"]

[tables.columns]
person_id = { from = "id" }
sex = { from = "gender", values = { 1 = "M", 2 = "F" } }
birth_month = { from = "born", format = "%d/%m/%Y" }
home_area = { value = "Hull" }
"""


def read(tmp_path, text: str):
    path = tmp_path / "county.toml"
    path.write_text(text)
    return read_mapping(path)


def test_a_mapping_is_read(tmp_path):
    mapping = read(tmp_path, GOOD)
    assert (mapping.source, mapping.key_prefix, mapping.is_synthetic) == ("county", "county-", False)
    (person,) = mapping.tables
    assert person.columns["sex"].from_ == "gender"
    assert person.columns["sex"].values == {"1": "M", "2": "F"}
    assert person.columns["home_area"].value == "Hull"
    assert person.used == {"id", "gender", "born"}


def test_the_mapping_of_broward_county_is_read():
    mapping = read_mapping(PROJECT / "data" / "mappings" / "broward.toml")
    assert [table.table for table in mapping.tables] == ["person", "discharge", "conviction"]
    assert mapping.tables[2].keep_where_present == ("r_offense_date",)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('source = "county"', 'sauce = "county"', ["source: is missing", "sauce", "no such key"]),
        ('table = "person"', 'table = "persons"', ["tables.0", "'persons'", "did you mean 'person'"]),
        ("home_area =", "home_aera =", ["'home_aera'", "did you mean 'home_area'"]),
        ("home_area =", "source =", ["takes no column 'source'"]),
        ('person_id = { from = "id" }\n', "", ["requires person_id", "map it"]),
        ('{ value = "Hull" }', "{ }", ["home_area", "needs either from", "or value"]),
        ('{ value = "Hull" }', '{ value = "Hull", from = "town" }', ["needs either from"]),
        ('{ value = "Hull" }', '{ value = "Hull", values = { a = "b" } }', ["values and format go with from"]),
        ('{ value = "Hull" }', '{ from = "town", format = "%d/%m/%Y" }', ["home_area is text, not a date"]),
        ('1 = "M"', '1 = "Man"', ["sex cannot be 'Man'", "F, M"]),
        ("%d/%m/%Y", "%d/%m/%y", ["%y cannot stand in a date format"]),
        ("%d/%m/%Y", "%m/%Y", ["must hold %d, %m and %Y"]),
        ('files = "people*.csv"', 'files = ""', ["tables.0.files"]),
        ('source = "county"', 'source = "a/b"', ["source 'a/b'", "letters"]),
        ('source = "county"', 'source = "county"\nsha256 = "x"', ["sha256", "remove it"]),
        ('source = "county"', 'source = "county', ["not valid TOML"]),
    ],
)
def test_a_mistake_is_named_with_its_file_key_value_and_remedy(tmp_path, old, new, told):
    assert old in GOOD
    with pytest.raises(MappingError) as fault:
        read(tmp_path, GOOD.replace(old, new))
    for part in ["county.toml", *told]:
        assert part in str(fault.value)


def test_a_mapping_that_is_not_there(tmp_path):
    with pytest.raises(MappingError, match="nowhere.toml: mapping cannot be read"):
        read_mapping(tmp_path / "nowhere.toml")


def test_a_new_column_of_the_file_is_noticed(tmp_path):
    maps = list(read(tmp_path, GOOD).tables)
    check_columns(maps, ("id", "gender", "born", "age"), "people.csv")
    with pytest.raises(LoadError, match="people.csv: column 'religion' is neither mapped nor ignored"):
        check_columns(maps, ("id", "gender", "born", "age", "religion"), "people.csv")
    with pytest.raises(LoadError, match="people.csv: lacks column born, which the mapping reads"):
        check_columns(maps, ("id", "gender", "age"), "people.csv")


def test_without_a_mapping_columns_carry_the_contracts_names():
    person = BY_NAME["person"]
    assert set(identity_map(person, ("person_id", "sex", "known_on"), "person.csv").columns) == {
        "person_id",
        "sex",
        "known_on",
    }
    with pytest.raises(LoadError, match="person.csv: column 'gender' is not of table person"):
        identity_map(person, ("person_id", "gender"), "person.csv")
    with pytest.raises(LoadError, match="person.csv: column 'source' is not of table person"):
        identity_map(person, ("person_id", "source"), "person.csv")
    with pytest.raises(LoadError, match="person.csv: lacks column person_id"):
        identity_map(person, ("sex",), "person.csv")
    with pytest.raises(LoadError, match="separated by ';'"):
        identity_map(person, ("person_id;sex",), "person.csv")
