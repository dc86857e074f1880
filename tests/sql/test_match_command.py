"""`throughgate match` as a person types it: who is matched, what is published, and what it never does.

Doncaster's baseline has 120 people and its first cohort 40, with sanctions, ages and sentences laid out so that each of the cohort
has near neighbours. Counts, weights and words are worked by hand from that layout.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from test_cli import throughgate

from throughgate.comparison import How, MatchError, make_matching, measured_pairs
from throughgate.comparison.people import make_candidates
from throughgate.results import ContractData
from throughgate.show.text_matching import match_document, match_report, warnings
from throughgate.store import matches
from throughgate.store.publish import list_snapshots, load_lock, published
from throughgate.terms import read_all_terms

BASELINE, COHORT = 120, 40


def write_extracts(folder: Path, *, reconvicted=lambda person: person % 3 == 0, separated: bool = False) -> Path:
    """One row a person; everything but convictions is the same each time. `separated` gives the cohort longer sentences."""
    tables = {name: [] for name in ("person", "discharge", "sanction_history", "conviction")}
    for person in range(BASELINE + COHORT):
        is_cohort = person >= BASELINE
        year, name = ("2011" if is_cohort else "2009"), f"P{person:03d}"
        row = {"person_id": name}
        born = f"{1960 + person * 7 % 30}-0{1 + person % 9}-01"
        tables["person"].append(
            row | {"sex": "M", "birth_month": born, "ethnicity": ("White", "Black")[person % 4 == 0]}
        )
        days = (200 if is_cohort else 100) + person % 50 if separated else 20 + person * 11 % 90
        tables["discharge"].append(
            row | {"discharge_id": f"D{person:03d}", "establishment": "HMP Doncaster", "custody_type": "sentenced",
                   "sentenced_on": f"{year}-10-01", "discharged_on": f"{year}-11-0{1 + person % 9}", "sentence_days": days}
        )  # fmt: skip
        total = 2 + person * 5 % 17
        tables["sanction_history"].append(
            row | {"convicted_on": f"{year}-10-01", "age_at_first_sanction": 12 + person * 3 % 8, "sanctions_total": total,
                   "violent_sanctions": person % 3 % 2, "offence_code": ("04600", "10501")[person % 2]}
        )  # fmt: skip
        if reconvicted(person):
            tables["conviction"].append(
                row | {"conviction_id": f"C{person:03d}", "disposal": "fine", "offence_on": f"{int(year) + 1}-01-10",
                       "convicted_on": f"{int(year) + 1}-02-10"}
            )  # fmt: skip
    folder.mkdir()
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("matched")
    return loaded(folder / "data", write_extracts(folder / "extracts"))


def loaded(data: Path, extracts: Path) -> Path:
    done = throughgate("load", extracts, "--data", data, "--complete-to", "2014-06-30")
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "data"))


def asked(data: Path, *words: object) -> dict:
    done = throughgate("match", "doncaster", "--cohort", "cohort-1", "--data", data, "--json", *words)
    assert done.returncode == 0, done.stderr
    assert all(line.startswith("throughgate: warning: doncaster cohort-1: ") for line in done.stderr.splitlines())
    return json.loads(done.stdout)


def stored(data: Path, text: str) -> list[tuple]:
    # Of a copy: the command's own connection to the file stays open in this process.
    copy = shutil.copyfile(published(data).path, data.parent / "read.duckdb")
    with duckdb.connect(str(copy), read_only=True) as connection:
        return connection.execute(text).fetchall()


PEOPLE = "SELECT person_number, person_id, is_treated, logit, weight, matched_set FROM matched_person ORDER BY rowid"


def test_a_copy_is_published_and_the_file_people_read_stays(data):
    before = published(data)
    bytes_before = hashlib.sha256(before.path.read_bytes()).hexdigest()
    answer = asked(data, "--ratio", 2)
    after = published(data)
    assert answer["snapshot"] == after.snapshot_id != before.snapshot_id
    assert stored(data, "SELECT snapshot_id FROM snapshot") == [(after.snapshot_id,)]
    assert hashlib.sha256(before.path.read_bytes()).hexdigest() == bytes_before
    assert [s.snapshot_id for s in list_snapshots(data)] == [after.snapshot_id, before.snapshot_id]
    assert list((data / "building").iterdir()) == []


def test_what_is_stored_is_whole(data):
    answer = asked(data, "--ratio", 2)
    row = stored(data, "SELECT contract_id, cohort_id, compared_id, CAST(as_at AS VARCHAR), ratio, caliper, is_with_replacement, seed FROM matching")  # fmt: skip
    assert row == [("doncaster", "cohort-1", "baseline-2009", "2014-06-30", 2, 0.2, False, None)]
    people = stored(data, PEOPLE)
    assert len(people) == BASELINE + COHORT
    assert [person[2] for person in people] == [True] * COHORT + [False] * BASELINE
    # The pseudonym is that of the person with the number.
    wrong = "SELECT count(*) FROM matched_person JOIN cohort_member USING (person_number) WHERE matched_person.person_id <> cohort_member.person_id"
    assert stored(data, wrong) == [(0,)]
    weights = {side: np.array([p[4] for p in people if p[2] == side]) for side in (True, False)}
    assert set(weights[True]) <= {0.0, 1.0}
    kept = weights[False][weights[False] > 0]
    assert kept.mean() == pytest.approx(1)
    sets = pd.DataFrame(people, columns=["number", "id", "is_treated", "logit", "weight", "set"]).dropna(subset="set")
    sizes = sets.groupby("set")["is_treated"].agg(["sum", "size"])
    assert (sizes["sum"] == 1).all()
    assert sizes["size"].between(2, 3).all()
    model = json.loads(stored(data, "SELECT model_json FROM matching")[0][0])
    assert (model["treated"], model["candidates"]) == (COHORT, BASELINE)
    assert (model["matched"], model["controls"]) == (int(weights[True].sum()), len(kept))
    assert len(model["coefficients"]) == len(model["se"]) == len(model["names"]) == len(model["balance"])
    assert answer["cohorts"][0]["treated"] == {"about": 40}


def test_nobody_is_named_on_the_way_out(data):
    done = [throughgate("match", "doncaster", "--cohort", "cohort-1", "--data", data, *how) for how in ([], ["--json"])]
    for answer in done:
        assert answer.returncode == 0
        assert not any(f"P{person:03d}" in answer.stdout + answer.stderr for person in range(BASELINE + COHORT))
        assert "P0" not in (data / "logs" / "throughgate.jsonl").read_text()


def test_the_same_again_publishes_nothing_and_other_terms_another(data):
    first, people = asked(data), stored(data, PEOPLE)
    files = list_snapshots(data)
    again = asked(data)
    assert (again["snapshot"], first["already_there"], again["already_there"]) == (first["snapshot"], False, True)
    assert list_snapshots(data) == files
    assert stored(data, PEOPLE) == people
    said = throughgate("match", "doncaster", "--cohort", "cohort-1", "--data", data).stdout
    assert f"Already there, in snapshot {first['snapshot']}: nothing is published." in said
    other = asked(data, "--replace")
    assert other["snapshot"] != first["snapshot"]
    assert stored(data, "SELECT is_with_replacement FROM matching") == [(True,)]
    assert {person[5] for person in stored(data, PEOPLE)} == {None}
    assert asked(data)["snapshot"] == first["snapshot"]


def test_another_day_s_group_stays_and_the_same_day_s_is_replaced(data):
    asked(data)
    asked(data, "--as-at", "2013-12-31")
    asked(data, "--as-at", "2013-12-31", "--ratio", 2)
    days = stored(data, "SELECT CAST(as_at AS VARCHAR), ratio FROM matching ORDER BY ALL")
    assert days == [("2013-12-31", 2), ("2014-06-30", 10)]
    assert stored(data, "SELECT count(*) FROM matched_person") == [(2 * (BASELINE + COHORT),)]


def test_no_match_removes_a_file_of_a_load(data):
    """A load keeps ten; here eleven matches follow one, and its file is still to be opened."""
    loaded_as = published(data)
    for ratio in range(1, 12):
        asked(data, "--ratio", ratio)
    assert len(list_snapshots(data)) == 12
    assert list_snapshots(data)[-1] == loaded_as


def test_a_second_match_is_told_before_its_work_who_holds_the_lock(data):
    with load_lock(data):
        done = throughgate("match", "doncaster", "--cohort", "cohort-9", "--data", data)
    assert done.returncode == 2
    # The cohort does not exist, which would have been said had anything been read.
    assert "another load or match is running (process " in done.stderr


def test_a_folder_that_is_not_there_is_not_made(tmp_path):
    assert throughgate("match", "doncaster", "--data", tmp_path / "none").returncode == 2
    assert not (tmp_path / "none").exists()


def test_other_cohorts_keep_theirs(data):
    asked(data)
    # A second cohort's group, as if one had been made: put in by hand, in the published file.
    path = published(data).path
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "INSERT INTO matching SELECT * REPLACE ('other' AS match_id, 'cohort-2' AS cohort_id) FROM matching"
        )
        connection.execute("INSERT INTO matched_person (match_id, person_number) VALUES ('other', 1)")
    asked(data, "--ratio", 1)
    assert stored(data, "SELECT cohort_id, ratio FROM matching ORDER BY ALL") == [("cohort-1", 1), ("cohort-2", 10)]
    assert stored(data, "SELECT count(*) FROM matched_person WHERE match_id = 'other'") == [(1,)]


@pytest.mark.parametrize("reconvicted", [lambda person: person % 3 == 1, lambda person: person >= BASELINE])
def test_no_outcome_enters(data, tmp_path, reconvicted):
    """The same people with other reconvictions: the same scores, weights and sets."""
    asked(data)
    other = loaded(tmp_path / "other", write_extracts(tmp_path / "changed", reconvicted=reconvicted))
    asked(other)
    assert stored(other, PEOPLE) == stored(data, PEOPLE)
    assert stored(other, "SELECT count(*) FROM conviction") != [(0,)]


def test_a_load_publishes_data_without_groups(data, tmp_path):
    asked(data)
    loaded(data, write_extracts(tmp_path / "again"))
    assert (
        stored(data, "SELECT count(*) FROM matching") == stored(data, "SELECT count(*) FROM matched_person") == [(0,)]
    )


def test_a_failure_leaves_everything_as_it_was(data, monkeypatch):
    before = published(data)
    monkeypatch.setattr(matches, "_put_in", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    done = throughgate("match", "doncaster", "--cohort", "cohort-1", "--data", data)
    assert done.returncode == 2
    assert published(data) == before
    assert list((data / "building").iterdir()) == []
    assert [path.name for path in (data / "snapshots").iterdir()] == [before.path.name]


def test_separation_is_refused_in_one_line_and_nothing_is_published(tmp_path):
    """Everybody of the cohort has a longer sentence (200 days and more) than anybody of the baseline (up to 149)."""
    data = loaded(tmp_path / "data", write_extracts(tmp_path / "extracts", separated=True))
    before = published(data)
    done = throughgate("match", "doncaster", "--cohort", "cohort-1", "--data", data)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("throughgate: doncaster cohort-1: 'sentence length (log days)' separates")
    assert "leave it out, merge its categories, or wait for more people" in done.stderr
    assert published(data) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["crs"], "no data are loaded for"),
        (["doncaster", "--cohort", "cohort-9"], "choose one of cohort-1, cohort-2, cohort-3"),
        (["doncaster", "--cohort", "cohort-2"], "doncaster cohort-2: nobody of the cohort"),
        (["doncaster", "--as-at", "2014-07-01"], "as-at 2014-07-01 is after the data"),
    ],
)  # fmt: skip
def test_what_cannot_be_matched_is_said_in_a_line(data, words, said):
    before = published(data)
    done = throughgate("match", *words, "--data", data)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert published(data) == before


def test_a_cohort_that_cannot_be_matched_does_not_stop_the_others(data):
    """Nobody is in cohorts 2 and 3."""
    done = throughgate("match", "doncaster", "--data", data, "--json", "--ratio", 1)
    assert done.returncode == 0
    assert [one["cohort"] for one in json.loads(done.stdout)["cohorts"]] == ["cohort-1"]
    lines = done.stderr.splitlines()
    assert [line.split(": nobody of")[0] for line in lines] == [f"throughgate: doncaster cohort-{n}" for n in (2, 3)]


def people(treated: int, others: int, **columns) -> pd.DataFrame:
    """Rows as the query gives them; a column given is a function of the row's place."""
    n = treated + others
    made = {
        "person_number": lambda i: i, "is_treated": lambda i: i < treated, "age_at_discharge": lambda i: 20 + i % 30,
        "age_at_first_sanction": lambda i: 12 + i % 7, "sanctions_total": lambda i: 2 + i % 11,
        "violent_sanctions": lambda i: i % 3, "sentence_days": lambda i: 30 + i % 80,
        "ogrs3_one_year_percent": lambda i: 20 + i % 60, "is_local_release": lambda i: i % 2 == 0, "sex": lambda i: "M",
        "ethnicity": lambda i: "White", "offence_group": lambda i: "Theft", "sentence_band": lambda i: "under 12 months",
    } | columns  # fmt: skip
    return pd.DataFrame({name: [of(i) for i in range(n)] for name, of in made.items()})


@pytest.mark.parametrize(("theirs", "stands"), [(9, False), (10, True), (11, True)])
def test_a_category_stands_alone_from_ten_people_on_each_side(theirs, stands):
    group = lambda i: "Robbery" if i < 10 or 40 <= i < 40 + theirs else "Theft"  # noqa: E731
    found = make_candidates(people(40, 80, offence_group=group))
    assert ("offence: Robbery" in found.names) is stands
    assert found.joined == (() if stands else ("offence Robbery: joined with Theft",))


def test_rare_categories_are_joined_where_together_they_are_enough():
    """Five of Robbery and five of Fraud on each side: ten together."""
    group = lambda i: ("Robbery" if i % 40 < 5 else "Fraud" if i % 40 < 10 else "Theft") if i < 80 else "Theft"  # noqa: E731
    found = make_candidates(people(40, 80, offence_group=group))
    assert found.covariates[:, found.names.index("offence: rare or other")].sum() == 20
    assert found.joined == ("offence Fraud: joined with rare or other", "offence Robbery: joined with rare or other")


def test_who_lacks_a_number_is_left_out_and_counted_and_who_lacks_a_category_is_not():
    lacks = lambda i: None if i in (0, 50, 51) else 2 + i % 11  # noqa: E731
    band = lambda i: "indeterminate (IPP)" if i == 1 else "under 12 months"  # noqa: E731
    days = lambda i: None if i in (1, 2) else 30 + i % 80  # noqa: E731
    ethnicity = lambda i: None if i % 3 == 0 else "White"  # noqa: E731
    found = make_candidates(people(40, 80, sanctions_total=lacks, sentence_band=band, sentence_days=days, ethnicity=ethnicity))  # fmt: skip
    assert found.left_out == {
        "sanction history or OGRS not known": (1, 2),
        "indeterminate sentence, which has no length": (1, 0),
        "sentence length not known": (1, 0),
    }
    assert found.is_treated.tolist() == [True] * 37 + [False] * 78
    assert "ethnicity: not known" in found.names


@pytest.mark.parametrize(("missing", "used"), [(20, True), (21, False)])
def test_a_covariate_that_most_of_one_side_lack_is_left_out(missing, used):
    """Of 40 treated, 20 are half and 21 are more."""
    found = make_candidates(people(40, 80, is_local_release=lambda i: None if i < missing else i % 2 == 0))
    assert ("released locally" in found.names) is used
    assert found.is_treated.sum() == (40 - missing if used else 40)
    assert any(words.startswith("released locally: not known") for words in found.unused) is not used


def test_a_seed_draws_the_order_of_ties_and_the_same_seed_the_same():
    """All the others have the score of the treated who is nearest, four to one: who is taken is the order's choice."""
    twins = {name: lambda i: 20 + i % 5 for name in ("age_at_discharge", "sentence_days", "ogrs3_one_year_percent")}
    some = people(20, 400, **twins, sanctions_total=lambda i: 3 + (i % 5) ** 2 % 7, violent_sanctions=lambda i: 1,
                  age_at_first_sanction=lambda i: 14, is_local_release=lambda i: i % 7 < 3)  # fmt: skip
    some = some.drop(columns="sanctions_total").assign(sanctions_total=3)
    some["sentence_days"], some["ogrs3_one_year_percent"] = 30 + some["person_number"] % 2, 40
    found = make_candidates(some)
    taken = [make_matching(found, How(ratio=1, seed=seed)).matching.kept_controls.tolist() for seed in (1, 1, 2)]
    assert taken[0] == taken[1] != taken[2]
    assert len(taken[2]) == 20


def test_a_contract_paid_by_volume_is_told_so():
    crs = next(terms for terms in read_all_terms() if terms.id == "crs")
    with pytest.raises(
        MatchError, match="crs is paid by volume and measures no reconviction: there is nothing to compare"
    ):
        measured_pairs(ContractData(crs, None, None, True))


def test_nobody_on_a_side_is_said():
    with pytest.raises(MatchError, match="nobody of the cohort has what matching needs"):
        make_matching(make_candidates(people(0, 30)), How())


MODEL = {
    "treated": 104, "candidates": 506, "controls": 300, "achieved_ratio": 3.1416, "effective_controls": 254.6, "left_out": {}, "ratio": 5,
    "hidden": set(), "unused": [], "joined": [], "balance": [{"name": "age", "before": -0.2, "after": 0.0649}],
}  # fmt: skip


def told_of(**changed) -> dict:
    model = {"dropped": 0, "matched": 104} | MODEL | changed
    return match_document("doncaster", pd.Timestamp("2014-06-30").date(), [("c", "b", model)], "abc")


@pytest.mark.parametrize(
    ("dropped", "without", "matched"),
    [
        (0, 0, {"about": 100}), (1, {"fewer_than": 10}, {"about": 100}), (9, {"fewer_than": 10}, {"about": 100}),
        (10, {"about": 10}, {"about": 90}), (99, {"about": 100}, {"fewer_than": 10}),
    ],
)  # fmt: skip
def test_every_number_of_people_is_rounded(dropped, without, matched):
    document = told_of(dropped=dropped, matched=104 - dropped)
    one = document["cohorts"][0]
    assert (one["without_match"], one["matched"], one["treated"]) == (without, matched, {"about": 100})
    assert (one["candidates"], one["effective_controls"], one["achieved_ratio"]) == (
        {"about": 510},
        {"about": 250},
        3.1,
    )
    assert one["worst_after"] == {"covariate": "age", "difference": 0.06, "reading": "reasonable"}
    assert not {"104", "103", "95", "94", "99", "506", "254", "255"} & set(re.findall(r"\d+", match_report(document)))


def test_reasons_of_people_left_out_have_no_total():
    one = told_of(left_out={"no history": [27, 31], "no length": [2, 0]})["cohorts"][0]
    assert one["left_out_because"] == {
        "no history": [{"about": 30}, {"about": 30}], "no length": [{"fewer_than": 10}, 0]
    }  # fmt: skip
    assert "left_out" not in one


def test_the_worst_covariate_is_one_that_may_be_told():
    balance = [{"name": "rare", "before": -0.9, "after": None}, {"name": "age", "before": 0.123, "after": -0.02}]
    one = told_of(balance=balance, hidden={"rare"})["cohorts"][0]
    assert (one["worst_before"]["covariate"], one["worst_before"]["difference"]) == ("age", 0.12)
    assert "rare" not in json.dumps(one)


@pytest.mark.parametrize(("reached", "is_told"), [(2.4, True), (2.5, False), (5.0, False)])
def test_less_than_half_of_what_was_asked_is_warned_of(reached, is_told):
    said = warnings(told_of(achieved_ratio=reached))
    assert bool(said) is is_told
    assert not said or ("5 comparison people were asked for each, 2.4 found" in said[0] and "--replace" in said[0])


def test_why_a_category_is_not_used():
    found = make_candidates(people(40, 80, ethnicity=lambda i: "Black" if i == 0 else "White"))
    assert {"sex: everybody is the same (M)", "ethnicity: no two categories that enough people of both groups have"} <= set(found.unused)  # fmt: skip
