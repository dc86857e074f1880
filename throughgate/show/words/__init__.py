"""Words: every finding sentence, chart description and alt text is made of results and passes `check`.

Numbers, days and data are spelled here and nowhere else; `guard` refuses what no result of this product bears.
"""

from throughgate.show.words.data import (
    CANNOT_READ,
    CANNOT_TELL,
    CONTACT,
    HIDDEN,
    NOT_OFFICIAL,
    caption,
    definition,
    eligibility,
    entered,
    final_on,
    followed_share,
    in_sentence,
    maturity,
    newly_published,
    not_ready,
    so_far,
    source,
    status,
)
from throughgate.show.words.days import day, moment, months
from throughgate.show.words.design import Design, design_of
from throughgate.show.words.guard import WITHHELD, WordsError, check, check_box, check_finding, faults
from throughgate.show.words.numbers import (
    PERCENTAGE_POINTS,
    SAME,
    against,
    equals,
    fewer_events,
    fewer_in_all,
    fewer_range,
    gap_points,
    listed,
    p_value,
    people,
    per_100,
    per_cent,
    percent,
    percentage_points,
    points,
    points_range,
    rate,
    rough_p,
    short_gap,
    short_points,
    short_signed,
    signed,
    term,
    verdict,
    whole,
    with_limits,
)

__all__ = [
    "CANNOT_READ", "CANNOT_TELL", "CONTACT", "HIDDEN", "NOT_OFFICIAL", "PERCENTAGE_POINTS", "SAME", "WITHHELD", "Design", "WordsError",
    "against", "caption", "check", "check_box", "check_finding", "day", "definition", "design_of", "eligibility", "entered", "equals",
    "faults", "fewer_events", "fewer_in_all", "fewer_range", "final_on", "followed_share", "gap_points", "in_sentence", "listed", "maturity", "moment", "months",
    "newly_published", "not_ready", "p_value", "people", "per_100", "per_cent", "percent", "percentage_points", "points", "points_range", "rate",
    "rough_p", "short_gap", "short_points", "short_signed", "signed", "so_far", "source", "status", "term", "verdict", "whole", "with_limits",
]  # fmt: skip
