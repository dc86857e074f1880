"""Contacts between staff and people: in custody, at the gate, and for a year after release."""

from __future__ import annotations

import numpy as np

from throughgate.store.synthetic import figures
from throughgate.store.synthetic.people import BOND_1, BOND_2, COHORT_2, COUNTED, REMAND
from throughgate.store.synthetic.rows import DAY, Rows, days_later, drawn_times, share_mask, stack, to_weekday
from throughgate.store.synthetic.staff import role_places

WEEKLY, FORTNIGHTLY = 7, 14
MINUTES = {"custody": 32, "gate": 55, "community": 45, "telephone": 14}
MINUTES_SPREAD = 9
ATTENDED = 0.9
"""How long contacts take, and how often they are kept (assumed)."""

HANDOVER = (42, 57)
"""Days before release of the handover meeting: six to eight weeks (RS 18/12, section 3.1)."""

HANDED_OVER = 0.78
AT_THE_GATE = 0.5
DECAY_DAYS = 120.0
"""People handed over in time and met at the gate; how fast contact in the community ebbs (assumed)."""

MENTORED = 0.15
"""Engaged people with a volunteer mentor (assumed)."""

NOBODY = -1
"""A contact whose member of staff is not in the worker table: volunteers are kept apart."""

REVIEWS = 26
"""Fortnights in the twelve months of community support (RS 18/12, section 3.1)."""


def draw_engagement(rng: np.random.Generator, releases: Rows) -> np.ndarray:
    """Who engages after release. Fewer of those at high risk do; engaging changes nothing in what they go on to do."""
    count = len(releases["discharge"])
    spread = (releases["percent"] - 54) / 22.7
    willing = rng.logistic(size=count) + figures.ENGAGED_BY_RISK * spread
    group, local = releases["group"], releases["is_local"] == 1
    share = np.where(local, figures.ENGAGED_LOCAL, figures.ENGAGED_AWAY)
    for place, bond in enumerate((BOND_1, BOND_2)):
        share = np.where(group == bond, figures.PETERBOROUGH_ENGAGED[place], share)
    share = np.where((releases["standing"] == REMAND) | (releases["release_area"] == ""), 0.0, share)
    early = releases["discharged_on"] <= np.datetime64(figures.FIRST_NINE_MONTHS_END)
    index = (releases["standing"] == COUNTED) & ~releases["is_repeat"]
    return share_mask(willing, share, ((group * 2 + early) * 2 + index) * 2 + (local & (group < BOND_1)))


def make_contacts(rng: np.random.Generator, stays: Rows, bond: Rows, *, planted: bool) -> Rows:
    """The contact table, Doncaster's and the lighter one of Peterborough."""
    rows = stack(
        [_custody(rng, stays), _before_release(rng, stays), _after(rng, stays), _others(rng, stays), _bond(rng, bond)]
    )
    count = len(rows["discharge"])
    usual = np.select([rows["setting"] == name for name in MINUTES], list(MINUTES.values()))
    minutes = usual + MINUTES_SPREAD * rng.standard_normal(count)
    if planted:
        minutes = minutes + _parked(rows)
    rows["minutes"] = np.where(rows["attended"], np.clip(np.round(minutes), 5, 240), 0)
    return rows | {"contact": np.arange(count), "known_on": rows["contacted_on"]}


def _rows(
    stays: Rows, stay: np.ndarray, on: np.ndarray, worker: np.ndarray, attended: np.ndarray, **words: str
) -> Rows:
    """Contacts of the stays at these places; `words` are role, purpose and setting, the same for all."""
    widths = {"role": "U24", "purpose": "U16", "setting": "U9"}
    same = {name: np.full(len(stay), words[name], dtype=width) for name, width in widths.items()}
    who = {name: stays[name][stay] for name in ("discharge", "percent", "group", "discharged_on")}
    return who | {"contacted_on": on, "worker": worker, "attended": attended} | same


def _custody(rng: np.random.Generator, stays: Rows) -> Rows:
    """Weekly on pathway 3, fortnightly on 1 and 2, with the custody case manager."""
    every = np.where(stays["pathway"] == 3, WEEKLY, FORTNIGHTLY)
    span = (stays["discharged_on"] - stays["started_on"]).astype(int)
    stay, turn = drawn_times(np.where(stays["worker"] >= 0, span // every, 0))
    on = stays["started_on"][stay] + (turn * every[stay] + rng.integers(0, 4, size=len(stay))) * DAY
    rows = _rows(
        stays, stay, np.minimum(to_weekday(on), stays["discharged_on"][stay]), stays["worker"][stay],
        rng.random(len(stay)) < ATTENDED, role="custody case manager", purpose="one to one", setting="custody",
    )  # fmt: skip
    rows["purpose"] = np.where(turn == 0, "allocation", rows["purpose"])
    return rows


def _community_worker(stays: Rows, stay: np.ndarray) -> np.ndarray:
    places = role_places()["community case manager"]
    return places[stays["discharge"][stay] % len(places)]


def _before_release(rng: np.random.Generator, stays: Rows) -> Rows:
    """The handover meeting, and meeting people at the gate."""
    on = stays["discharged_on"] - days_later(rng.integers(*HANDOVER, size=len(stays["discharge"])))
    handed = stays["is_managed"] & (on > stays["started_on"]) & (rng.random(len(on)) < HANDED_OVER)
    met = stays["is_engaged"] & stays["on_pathway"] & (rng.random(len(on)) < AT_THE_GATE)
    words = {"role": "community case manager"}
    over, gate = np.flatnonzero(handed), np.flatnonzero(met)
    return stack(
        [
            _rows(stays, over, on[over], _community_worker(stays, over), rng.random(len(over)) < 0.93,
                  purpose="handover", setting="custody", **words),
            _rows(stays, gate, stays["discharged_on"][gate], _community_worker(stays, gate), np.full(len(gate), True),
                  purpose="through the gate", setting="gate", **words),
        ]
    )  # fmt: skip


def _after(rng: np.random.Generator, stays: Rows) -> Rows:
    """Fortnightly reviews in the year after release, ebbing; two vain attempts for those who do not engage."""
    count = len(stays["discharge"])
    engaged = stays["is_engaged"]
    stay, turn = drawn_times(np.where(engaged, REVIEWS, np.where(rng.random(count) < 0.6, 2, 0)))
    day = turn * FORTNIGHTLY + rng.integers(1, 8, size=len(stay))
    kept = (turn == 0) | (rng.random(len(stay)) < np.exp(-day / DECAY_DAYS))
    stay, turn, day = stay[kept], turn[kept], day[kept]
    attended = engaged[stay] & ((turn == 0) | (rng.random(len(stay)) < 0.8))
    rows = _rows(
        stays, stay, to_weekday(stays["discharged_on"][stay] + day * DAY), _community_worker(stays, stay), attended,
        role="community case manager", purpose="review", setting="community",
    )  # fmt: skip
    away = stays["is_local"][stay] != 1
    rows["setting"] = np.where(away | (rng.random(len(stay)) < 0.2), "telephone", rows["setting"])
    return rows


def _others(rng: np.random.Generator, stays: Rows) -> Rows:
    """Orderlies with people on remand, probation officers with people on licence, volunteers with some others."""
    mentored = stays["is_engaged"] & (rng.random(len(stays["discharge"])) < MENTORED)
    remand = (stays["pathway"] == 4) & stays["on_pathway"]
    here, out = {"purpose": "one to one", "setting": "custody"}, {"setting": "community"}
    return stack(
        [
            _series(rng, stays, remand, 2, -2, role="orderly", **here),
            _series(rng, stays, stays["pathway"] < 3, 6, 30, role="probation", purpose="review", **out),
            _series(rng, stays, mentored, 4, 30, role="volunteer mentor", purpose="other", **out),
        ]
    )


def _series(rng: np.random.Generator, stays: Rows, who: np.ndarray, most: int, every: int, **words: str) -> Rows:
    """One to `most` contacts of the stays `who`, so many days apart, after release or (below 0) before it."""
    stay, turn = drawn_times(np.where(who, rng.integers(1, most + 1, size=len(who)), 0))
    on = to_weekday(stays["discharged_on"][stay] + (turn * every + np.sign(every) * 5) * DAY)
    on = np.where(every < 0, np.clip(on, stays["started_on"][stay], stays["discharged_on"][stay]), on)
    places = role_places().get(words["role"], np.array([NOBODY]))
    return _rows(stays, stay, on, places[stay % len(places)], rng.random(len(stay)) < 0.85, **words)


def _bond(rng: np.random.Generator, bond: Rows) -> Rows:
    """Peterborough's lighter contacts: one before release, then in the community."""
    places, engaged = role_places()["Peterborough"], bond["is_engaged"]
    inside = np.flatnonzero(engaged)
    on = np.maximum(bond["received_on"], bond["discharged_on"] - days_later(rng.integers(1, 30, size=len(engaged))))
    on = np.maximum(on, np.datetime64(figures.PETERBOROUGH_START))
    first = _rows(
        bond, inside, np.minimum(on, bond["discharged_on"])[inside], places[2 * (inside % 4)], inside >= 0,
        role="custody case manager", purpose="one to one", setting="custody",
    )  # fmt: skip
    stay, turn = drawn_times(np.where(engaged, rng.poisson(4, size=len(engaged)), 0))
    after = to_weekday(bond["discharged_on"][stay] + (3 + 21 * turn + rng.integers(0, 9, size=len(stay))) * DAY)
    later = _rows(
        bond, stay, after, places[2 * (stay % 4) + 1], rng.random(len(stay)) < 0.8,
        role="community case manager", purpose="review", setting="community",
    )  # fmt: skip
    mentors = rng.random(len(stay)) < 0.25
    later["role"] = np.where(mentors, "volunteer mentor", later["role"])
    later["worker"] = np.where(mentors, NOBODY, later["worker"])
    return stack([first, later])


def _parked(rows: Rows) -> np.ndarray:
    """Minutes that two case managers take off people of high OGRS, and add to others, in cohort 2."""
    parked = (
        np.isin(rows["worker"], figures.PARKING_MANAGERS) & (rows["group"] == COHORT_2) & (rows["setting"] == "custody")
    )
    parked &= rows["role"] == "custody case manager"
    return np.where(parked, figures.PARKING_SLOPE * (rows["percent"] - 54) / 100, 0.0)
