"""What the screen says about the data and the figures themselves: freshness, definitions, strengths and limits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

import pandas as pd

from throughgate.results import ContractData, DataReport
from throughgate.show import words
from throughgate.show.tables import plain

DEFINITIONS = (
    (
        "Cohort",
        "people with an eligible discharge in a stated window. A person counts once, from the first such discharge.",
    ),
    (
        "Reconvicted",
        "convicted at court for an offence within the follow-up, the conviction coming in time; the contract's own lengths stand at the foot of every page. Out-of-court disposals do not count.",
    ),
    (
        "Reconviction event",
        "a day in court that ends in conviction for an offence within the follow-up, however many offences it deals with; given for each 100 people.",
    ),
    (
        "Final",
        f"the follow-up is complete for everybody in the cohort: as long as a conviction counts has passed since each person's discharge. Convictions recorded late may still be added. Until then the figure is what is known so far: it {words.so_far()}.",
    ),
    (
        "As at",
        "only what the department knew on that day counts: a conviction recorded later is not in the figures of an earlier day.",
    ),
    (
        words.PERCENTAGE_POINTS.capitalize(),
        f"the difference of two rates. A fall from 58.2% to 52.5% is {words.percentage_points(5.7)}.",
    ),
    (
        "95% interval",
        "the range that chance alone leaves open: Wilson's for a rate, one from the variance between people for events. It does not hold differences in who was released.",
    ),
    ("Baseline", "the people whose rate later cohorts are set against, where the contract has one."),
    (
        "Adjusted baseline",
        "what the baseline's rate would have been with the cohort's mix of scores, by a stated method.",
    ),
    (
        "Projection",
        f"where a cohort's final rate will land, from how soon a completed group was reconvicted, how court delay has changed and what has been seen so far; always with its 95% range. Too early to project where that is wider than {words.percentage_points(10, 0)}; no pounds above 8.",
    ),
    (
        "Pathway",
        "what the triage rules give: 1 high or very high risk of harm, or an indeterminate sentence (IPP); 2 twelve months or more; 3 shorter; 4 remand. Intended is what the rules give, received the last one before discharge.",
    ),
    (
        "Engaged, or met",
        "a kept contact with a community case manager outside custody, from the day of release to the day before its first anniversary.",
    ),
    (
        "Unusual, look into it",
        "a check of Fair play that lies outside what chance gives at its stated rate of false alarms. It says that something differs from what is usual, not why, and not that anybody did wrong.",
    ),
    (
        "Published, assumed, disputed, computed",
        "a figure of the contract is published where a source names it, disputed where sources differ, assumed where none was found; a computed one follows from the data.",
    ),
)

ABOUT = (
    ("Status", "management information, not official statistics."),
    (
        "Strengths",
        "every discharge in the source is counted or left out for a named reason; the same data and as-at date always give the same figures; intervals and n stand beside every rate.",
    ),
    (
        "Limits",
        "court delay keeps the newest people's convictions out of sight; the rates on Board summary and Reconviction trends are not adjusted for who was released (Adjusted baseline shows what that does); links to court records may miss people.",
    ),
    (
        "Revisions",
        "each load publishes a new snapshot. A correction changes figures from the day it became known, and earlier snapshots stay open for comparison.",
    ),
    ("Updates", "whenever a load is published; there is no fixed day. An open page takes new data up by itself."),
    ("Contact", words.CONTACT),
)


class Snapshot(Protocol):
    """What is shown of a published snapshot."""

    snapshot_id: str
    published_at: datetime


def data_title(report: DataReport) -> str:
    """The finding of the page: how many rows were refused, and of which source where they are all of one."""
    counts = report.loads.groupby("source")[["rows_read", "rows_refused"]].sum()
    refusing = counts[counts["rows_refused"] > 0]
    if refusing.empty:
        return "No row was refused"
    of_one = len(refusing) == 1
    read, refused = (refusing if of_one else counts)["rows_read"].sum(), refusing["rows_refused"].sum()
    whose = f" of source {plain(refusing.index[0])}" if of_one else ""
    return f"{words.whole(int(refused))} of {words.whole(int(read))} rows{whose} were refused"


def data_lead(published_at: datetime, contract: ContractData, as_at: date) -> str:
    """How fresh the data are."""
    return (
        f"These data were published on {words.moment(published_at)}. The latest fact about {contract.terms.name} was known on "
        f"{words.day(contract.latest_known_on)}; this view is as at {words.day(as_at)}."
    )


def snapshots_table(snapshots: Sequence[Snapshot]) -> pd.DataFrame:
    """One row a snapshot kept, newest first."""
    return pd.DataFrame(
        {
            "Published": [words.moment(snapshot.published_at) for snapshot in snapshots],
            "Snapshot": [snapshot.snapshot_id for snapshot in snapshots],
        }
    )
