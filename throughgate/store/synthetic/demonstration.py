"""The demonstration file: every table of the contract, for made-up people, calibrated on published figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np

from throughgate.store.schema import TABLES
from throughgate.store.synthetic import contacts, pathways, support
from throughgate.store.synthetic.community import make_community
from throughgate.store.synthetic.convictions import all_convictions, make_convictions
from throughgate.store.synthetic.earlier import earlier_custody, name_convictions
from throughgate.store.synthetic.figures import PETERBOROUGH_START
from throughgate.store.synthetic.histories import CODES
from throughgate.store.synthetic.later_service import make_crs_referrals
from throughgate.store.synthetic.people import BOND_1, BOND_2, COUNTED
from throughgate.store.synthetic.population import make_population
from throughgate.store.synthetic.releases import RISK_SCHEME, correct_some, make_releases, recorded_score
from throughgate.store.synthetic.returns import make_indicators, make_survey
from throughgate.store.synthetic.rows import NO_DATE, Rows, constant, days_later, stack, take
from throughgate.store.synthetic.staff import make_volunteers, make_workers
from throughgate.store.synthetic.transfers import make_transfers
from throughgate.store.synthetic.writing import known_by, name_rows, write_table

SEED = 2009
SOURCE = "demonstration"
"""The name the load gives these rows' set of extracts."""

KNOWN_UNTIL = date(2014, 6, 30)
STREAMS = 40
"""Independent generators spawned from the seed; one part of the file never shifts the chance of another."""


def write_demonstration(
    folder: Path,
    *,
    seed: int = SEED,
    known_until: date = KNOWN_UNTIL,
    planted: bool = True,
    progress: Callable[[str], None] | None = None,
) -> None:
    """Write one Parquet file for each contract table, with what was known on a day about people who never lived.

    Args:
        folder: where the files go; made if missing.
        seed: the same seed gives the same bytes.
        known_until: facts known later are left out. Chance does not depend on it.
        planted: whether the patterns listed in data/README.md are in the file. Calibration is the same without.
        progress: told the name of each step as it starts.
    """
    say = progress or _silent
    folder.mkdir(parents=True, exist_ok=True)
    streams = [np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(STREAMS)]
    tables = make_tables(streams, planted=planted, say=say)
    say("supervision in the community")
    community = make_community_tables(streams[34:37])
    say("pseudonyms")
    name_rows(streams[-1], tables)
    name_rows(streams[37], community, after=tables)
    earlier = [
        earlier_custody(rng, named) for rng, named in zip(streams[38].spawn(2), (tables, community), strict=True)
    ]
    name_convictions(streams[38], earlier, after=community["conviction"])
    stacked = tables | {name: stack([tables[name], rows]) for name, rows in community.items()}
    stacked["conviction"] = stack([stacked["conviction"], *earlier])
    known = known_by(stacked, known_until)
    for table in TABLES:
        say(f"writing {table.name}")
        write_table(folder, table.name, known[table.name])


def _silent(_: str) -> None:
    pass


def make_tables(streams: list[np.random.Generator], *, planted: bool, say: Callable[[str], None]) -> dict[str, Rows]:
    """Every table in full, with numbers in place of pseudonyms."""
    say("people, histories and offences")
    population = make_population(streams[0:3], planted=planted)
    convictions = make_convictions(streams[3], population)
    say("releases")
    releases = make_releases(streams[4:7], population, convictions)
    releases["is_engaged"] = contacts.draw_engagement(streams[7], releases)
    tables = {
        "person": _person(releases),
        "sanction_history": _sanction_history(streams[8], releases),
        "conviction": all_convictions(streams[10], population, convictions),
    }
    discharge = _discharge(streams[9], releases, planted=planted)
    corrected = correct_some(streams[11], releases, discharge)
    tables["discharge"] = stack([discharge, corrected])
    return tables | _service(streams[12:30], releases, planted=planted, say=say) | _returns(streams[30:34])


def make_community_tables(streams: list[np.random.Generator]) -> dict[str, Rows]:
    """What is held of the people who start supervision in Northshire, numbered from nought."""
    starts, convictions = make_community(streams[0])
    discharge = _discharge(streams[2], starts, planted=False)
    return {
        "person": _person(starts),
        "sanction_history": _sanction_history(streams[1], starts),
        "conviction": convictions,
        "discharge": discharge | {"received_on": constant(len(starts["discharge"]), NO_DATE)},
    }


def _service(
    streams: list[np.random.Generator], releases: Rows, *, planted: bool, say: Callable[[str], None]
) -> dict[str, Rows]:
    """Who worked with whom, and what they did."""
    say("pathways and needs")
    stays = pathways.make_stays(streams[0], releases)
    bond = _bond(releases)
    needs, bond_needs = support.draw_needs(streams[1], stays), support.draw_needs(streams[2], bond)
    workers = make_workers(streams[3])
    tables = {
        "worker": workers,
        "allocation": pathways.make_allocations(streams[5], stays),
        "assessment": support.make_assessments(streams[6], stays, needs, bond, bond_needs),
        "distance_travelled": support.make_distance(streams[7], stays, needs),
    }
    say("contacts and referrals")
    tables["contact"] = contacts.make_contacts(streams[8], stays, bond, planted=planted)
    tables["referral"] = stack(
        [
            support.make_referrals(streams[9], take(stays, stays["on_pathway"]), needs[stays["on_pathway"]]),
            support.make_referrals(streams[10], take(bond, bond["is_engaged"]), bond_needs[bond["is_engaged"]]),
        ]
    )
    tables["transfer"] = make_transfers(streams[11:14], releases, stays, planted=planted)
    for name in ("allocation", "contact"):
        tables[name]["worker_id"] = np.append(workers["worker_id"], "")[tables[name]["worker"]]
    return tables


def _returns(streams: list[np.random.Generator]) -> dict[str, Rows]:
    """The tables that are not about anyone's release in the file."""
    return {
        "volunteer": make_volunteers(streams[0]),
        "indicator": make_indicators(streams[1]),
        "survey_answer": make_survey(streams[2]),
        "crs_referral": make_crs_referrals(streams[3]),
    }


def _bond(releases: Rows) -> Rows:
    """Peterborough's releases under the bond, with the first day its service could see them."""
    bond = take(releases, np.isin(releases["group"], (BOND_1, BOND_2)) & (releases["standing"] == COUNTED))
    return bond | {"started_on": np.maximum(bond["received_on"], np.datetime64(PETERBOROUGH_START))}


def _person(releases: Rows) -> Rows:
    people = take(releases, ~releases["is_repeat"])
    count = len(people["person"])
    columns = {name: people[name] for name in ("person", "birth_month", "ethnicity", "home_area")}
    return columns | {"sex": constant(count, "M"), "known_on": people["received_on"]}


def _sanction_history(rng: np.random.Generator, releases: Rows) -> Rows:
    """One row for each sentence; on record within a week, and before the release."""
    rows = take(releases, releases["has_history"] & ~releases["is_recall"])
    names = ("person", "age_at_first_sanction", "sanctions_total", "violent_sanctions")
    lag = days_later(rng.integers(1, 8, size=len(rows["person"])))
    return {name: rows[name] for name in names} | {
        "convicted_on": rows["sentenced_on"],
        "offence_code": CODES[rows["offence"]],
        "known_on": np.minimum(rows["sentenced_on"] + lag, rows["discharged_on"]),
    }


def _discharge(rng: np.random.Generator, releases: Rows, *, planted: bool) -> Rows:
    """The discharge table; on record within three days."""
    names = (
        "discharge", "person", "establishment", "received_on", "discharged_on", "sentence_days", "custody_type",
        "risk_of_harm", "release_area", "release_type", "exclusion",
    )  # fmt: skip
    score = recorded_score(rng, releases, planted=planted)
    return {name: releases[name].copy() for name in names} | {
        "sentenced_on": np.where(releases["custody_type"] == "remand", NO_DATE, releases["sentenced_on"]),
        "is_local_release": releases["is_local"],
        "risk_score": score,
        "risk_scheme": np.where(np.isnan(score), "", RISK_SCHEME),
        "known_on": releases["discharged_on"] + days_later(rng.integers(0, 4, size=len(score))),
    }
