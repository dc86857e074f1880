"""Returns that are not about one person's release: delivery indicators and the survey of people in custody."""

from __future__ import annotations

import numpy as np

from throughgate.store.synthetic import figures
from throughgate.store.synthetic.rows import DAY, Rows, days_later, pseudonyms, stack

APPLY = {"Mandatory drug testing, per cent positive": (10.0, 9.0, 1.2, "lower"),
         "Training and education, hours a week for each prisoner": (20.0, 20.6, 0.9, "higher"),
         "Tornado trained staff": (30.0, 31.0, 1.6, "higher")}  # fmt: skip
SUSPENDED = {"Settled accommodation on release, per cent": (85.0, 88.0, 2.2, "higher"),
             "Employment on release, per cent": (25.0, 24.0, 2.4, "higher"),
             "Education or training on release, per cent": (15.0, 14.0, 1.8, "higher"),
             "Accredited programmes completed": (9.0, 9.0, 2.0, "higher"),
             "Offender assessments on time, per cent": (90.0, 89.0, 2.5, "higher"),
             "Resettlement plans on time, per cent": (90.0, 91.0, 2.5, "higher"),
             "Drug treatment completed, per cent": (60.0, 61.0, 3.5, "higher")}  # fmt: skip
"""Ten indicators, target, mean and spread. RS 18/12, section 3.1, says that seven of ten were suspended and names
the three that were not; the names of the seven and all values are assumed."""

INDICATOR_MONTHS = 36
INDICATOR_LAG = 20

WAVES = ((1, "2012-06-18", 51), (2, "2013-05-13", 60), (3, "2014-05-12", 58))
"""Survey waves: the first as published (51 people, June 2012), the later two assumed."""

AWARE = ("Aware that the prison has a new approach", {"Yes": 18, "No": 30, "Don't know": 3})
FIRST_TIME = ("First time in prison", {"Yes": 16, "No": 35})
HAS_MANAGER = ("Has a case manager", {"Yes": 36, "No": 13, "Don't know": 2})
ENOUGH = ("Contact with the case manager is enough", {"Yes": 23, "No": 12})
SINGLE = ("A single case manager is better than several assessors", {"Yes": 20, "No": 4, "Don't know": 1})
"""Answers of the first wave: 18, 16 and 36 of 51; 23 of 35; 20 of 25 (RS 18/12, Appendix E; the split of the
answers other than yes is assumed)."""

OFTEN = ("How often the case manager is met", {"Once a week": 14, "Every 2 weeks": 12, "Monthly": 6, "Less often": 4})
OPEN_ITEMS = {
    "First night reception": {"Very good": 7, "Good": 17, "OK": 18, "Bad": 6, "Very bad": 3},
    "Own chance of reoffending": {"Very high": 4, "High": 7, "Medium chance": 13, "Low": 14, "Very low": 13},
    "Support has lowered that chance": {"A lot": 14, "Somewhat": 19, "Not at all": 18},
}
"""Other items, from the questionnaire's topics (RS 18/12, Appendix C); answers assumed."""

DRIFT = 0.06
"""Rise from wave to wave in the share that answers yes (assumed)."""


def make_indicators(rng: np.random.Generator) -> Rows:
    """The indicator table: ten indicators a month from the start of the contract."""
    start = np.datetime64(figures.CONTRACT_START, "M")
    months = (start + np.arange(INDICATOR_MONTHS)).astype("datetime64[D]")
    ends = (start + np.arange(INDICATOR_MONTHS) + 1).astype("datetime64[D]")
    parts = []
    for status, table in (("applies", APPLY), ("suspended", SUSPENDED)):
        for name, (target, mean, spread, direction) in table.items():
            words = {"establishment": figures.DONCASTER, "indicator": name, "status": status, "direction": direction}
            parts.append(
                {column: np.full(INDICATOR_MONTHS, word, dtype="U64") for column, word in words.items()}
                | {
                    "month": months,
                    "value": np.round(mean + spread * rng.standard_normal(INDICATOR_MONTHS), 1),
                    "target": np.full(INDICATOR_MONTHS, target),
                    "known_on": ends + INDICATOR_LAG * DAY,
                }
            )
    return stack(parts)


def make_survey(rng: np.random.Generator) -> Rows:
    """The survey_answer table; the first wave gives the published counts."""
    return stack([_wave(rng, *wave) for wave in WAVES])


def _wave(rng: np.random.Generator, wave: int, first: str, people: int) -> Rows:
    who = rng.permutation(people)
    manager = _answers(rng, who, HAS_MANAGER[1], wave)
    before = _answers(rng, who, FIRST_TIME[1], wave)
    with_manager = who[manager == "Yes"]
    # One person with a case manager skipped the item, and so did some of those in prison before.
    asked = [
        (AWARE[0], who, _answers(rng, who, AWARE[1], wave)),
        (FIRST_TIME[0], who, before),
        (HAS_MANAGER[0], who, manager),
        (ENOUGH[0], with_manager[1:], _answers(rng, with_manager[1:], ENOUGH[1], wave)),
        (SINGLE[0], who[before == "No"][:25], _answers(rng, who[before == "No"][:25], SINGLE[1], wave)),
    ]
    asked.append((OFTEN[0], with_manager, _answers(rng, with_manager, OFTEN[1], wave)))
    asked += [(item, who, _answers(rng, who, mix, wave)) for item, mix in OPEN_ITEMS.items()]
    days = np.datetime64(first) + days_later(rng.integers(0, 11, size=people))
    names = pseudonyms("S", rng.permutation(people) + 1, 3)
    return stack([_item(wave, item, answers, days[some], names[some]) for item, some, answers in asked])


def _item(wave: int, item: str, answers: np.ndarray, days: np.ndarray, names: np.ndarray) -> Rows:
    return {
        "establishment": np.full(len(days), figures.DONCASTER),
        "wave": np.full(len(days), wave),
        "answered_on": days,
        "respondent": names,
        "question": np.full(len(days), item, dtype="U64"),
        "answer": answers.astype("U16"),
        "known_on": days + 5 * DAY,
    }


def _answers(rng: np.random.Generator, who: np.ndarray, mix: dict[str, int], wave: int) -> np.ndarray:
    """Answers in the proportions of the mix, exactly; later waves say yes somewhat more often."""
    words, weights = np.array(list(mix)), np.array(list(mix.values()), dtype=float)
    if "Yes" in mix:
        weights[0] *= 1 + DRIFT * (wave - 1) * len(mix)
    reached = np.round(np.cumsum(weights / weights.sum()) * len(who)).astype(int)
    return rng.permutation(words[np.searchsorted(reached, np.arange(len(who)), side="right")])
