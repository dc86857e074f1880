"""What the demonstration file is calibrated on: each figure with its source, or marked assumed.

RS 18/12 is Murray, Jones, Pearce and Hichens, Ministry of Justice Research Series 18/12 (2012). MoJ 2014 is
the Ministry's statement of 7 August 2014 on the two pilots. 'Recipe' is methods.md, section 8.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Outcome:
    """A share reconvicted in per cent, and events for each 100 people."""

    reconvicted: float
    events: float


DONCASTER = "HMP Doncaster"
PETERBOROUGH = "HMP Peterborough"
CONTRACT_START = date(2011, 10, 1)
"""The pilot goes live (RS 18/12, section 1.3)."""

PETERBOROUGH_START = date(2010, 9, 9)
"""The social impact bond starts (Ministry of Justice notice, 2013)."""

ELIGIBLE_A_YEAR = 1570
"""1,178 eligible discharges in 274 days, 4.30 a day, make about 1,570 a year (RS 18/12, section 1.3)."""

FIRST_NINE_MONTHS = 1178
FIRST_NINE_MONTHS_END = date(2012, 6, 30)
"""Eligible people discharged from 1 October 2011 to 30 June 2012 (RS 18/12, section 1.3)."""

EXCLUDED_A_YEAR = 100
"""About six in a hundred sentenced discharges carry a named exclusion (assumed)."""

REMAND_A_YEAR = 350
"""Discharges from remand (assumed)."""

REPEAT_SHARE = 0.12
"""People released a second time within the same cohort (assumed)."""

EXCLUSION_MIX = {"deported": 25, "immigration removal": 20, "time served on remand": 25, "breach of court order": 30}
"""Shares of the named exclusions (assumed; RS 18/12, section 1.3, names them without counts)."""

BASELINE_OUTCOME = Outcome(58.2, 155.0)
"""Share: RS 18/12, section 1.3 (914 of 1,570). Events: Recipe; not published for Doncaster."""

COHORT_OUTCOME = (Outcome(58.2 - 5.7, 138.0), Outcome(58.2 - 3.3, 146.0), Outcome(58.2 - 4.5, 143.0))
"""Percentage points below the baseline. Cohort 1: MoJ 2014. Cohort 2: Criminal Justice Alliance briefing,
31 July 2015. Cohort 3 was never published: assumed. Events were not published for Doncaster: assumed, in step."""

SENTENCE_BANDS = (0.60, 0.31, 0.09)
"""Under 12 months, 12 months to under 4 years, 4 years and over (Recipe: assumed)."""

OGRS_LOGIT = ((0.56, 1.02), (-0.15, 1.05), (-0.95, 1.05))
"""Mean and standard deviation of the log odds of one-year OGRS by sentence band (Recipe)."""

COHORT_RISK_SHIFT = {"cohort-1": -0.02, "cohort-2": 0.03}
"""Log odds added to everyone's risk in a cohort, under one point of mean OGRS either way (assumed)."""

PETERBOROUGH_LOGIT = (0.08, 1.00)
POOL_LOGIT = (-0.25, 1.25)
"""The same for Peterborough's short sentences and for the comparison prisons, whose mix is broader (assumed)."""

PETERBOROUGH_PEOPLE = (1006, 1000)
"""Cohort 1: full table of July 2013. Cohort 2: 'about 1,000' (pioneerspost, 2017)."""

PETERBOROUGH_LONG = 180
"""Discharges after twelve months or more, which the bond leaves out, in each window (assumed)."""

POOL_PEOPLE = (10_560, 10_500)
POOL_LONG = 300
"""Comparable releases, at least ten a person (ratio recalled, not verified), and longer sentences (assumed)."""


PETERBOROUGH_OUTCOME = (Outcome(53.4, 142.0), Outcome(54.2, 144.5))
POOL_OUTCOME = (Outcome(55.7, 155.0), Outcome(56.5, 160.0))
"""Cohort 1: MoJ 2014, the pool once reweighted to Peterborough's risk. Cohort 2: 9.7% fewer events than its
comparator (recalled, not verified); the level of 160 and both shares are assumed."""

NORTHSHIRE = "Northshire"
"""An area that does not exist, where people start supervision in the community."""

NORTHSHIRE_YEARS = (2011, 2012, 2013)
NORTHSHIRE_PEOPLE = (1480, 1500, 1550)
"""Calendar years in which they start, the first of them the baseline; people of each, assumed."""

NORTHSHIRE_OUTCOME = (Outcome(47.5, 47.5 * 4.2), Outcome(45.4, 45.4 * 4.7), Outcome(46.0, 46.0 * 4.5))
"""Share who reoffend, cautions counted, and reoffences for each who does. 2011 and 2012: all Community Rehabilitation
Companies, baseline and October 2015 to September 2016 (one-year review, russellwebster.com). 2013: assumed. An event, a
date with a conviction or an out-of-court disposal, stands for a reoffence."""

NORTHSHIRE_LOGIT = (-0.15, 1.05)
NORTHSHIRE_RISK_SHIFT = (0.0, -0.05, -0.02)
"""Mean and standard deviation of the log odds of one-year OGRS, and what each year adds to everyone's: mean OGRS is
about one point lower in 2012 than in the baseline (assumed)."""

LOCAL_BY_BAND = (0.83, 0.77, 0.70)
"""Released to South Yorkshire, by sentence band; about 80% over all (RS 18/12, section 3.2; bands: Recipe)."""

ENGAGED_LOCAL = 0.68
ENGAGED_AWAY = 0.18
"""Engaged with the community case manager: 58% over all (RS 18/12, section 3.2; the split: Recipe)."""

ENGAGED_BY_RISK = -0.35
"""Change in the log odds of engaging for each standard deviation of OGRS: no effect on outcome (Recipe)."""

PETERBOROUGH_ENGAGED = (0.74, 0.87)
"""Initial engagement (pioneerspost, 27 July 2017)."""

CUSTODY_CASE_MANAGERS = 12
CASELOAD = (40, 60)
"""Custody case managers, and the people each holds (RS 18/12, section 3.1)."""

COMMUNITY_CASE_MANAGERS = 6
ORDERLIES = 6
"""RS 18/12, sections 3.1 and 3.2."""

VOLUNTEERS_PLANNED = 60
VOLUNTEERS_BY_EVALUATION = 25
EVALUATION_DAY = date(2012, 6, 30)
"""Sixty volunteers planned, about 25 supporting delivery (RS 18/12, section 3.2)."""

MISSING_HISTORY = 0.02
"""Sentenced discharges without a sanction history, so without OGRS (Recipe)."""

OUT_OF_COURT = 0.06
"""Offences dealt with out of court (Recipe)."""

UNDER_EIGHT_WEEKS = 56
"""Days of sentence below which pathway 3 gets a triage assessment only (RS 18/12, section 3.1)."""

REMAND_PATHWAY_FROM = date(2012, 1, 1)
"""Remand was added as a pathway after the start (RS 18/12, section 3.1); the day is assumed."""

TRANSFERS_A_MONTH = 40
"""Moves out of Doncaster in the eight weeks before release (methods.md, section 6d)."""

# What is planted for later pages to find. All of it is assumed; data/README.md lists it for the reader.
UNMOVED_BELOW_AGE = 25
"""The service does nothing for people released under this age."""

YOUNG_RECONVICTED = 65.0
"""Per cent of them reconvicted, with the service or without: what their scores lead one to expect (assumed)."""

LONG_SENTENCE_EFFECT = 0.5
"""Its effect after twelve months or more, against its effect after shorter sentences."""

PARKING_MANAGERS = (3, 7)
"""Places in the list of custody case managers whose minutes fall with OGRS."""

PARKING_SLOPE = -20.0
"""Minutes a contact for each 1.0 of OGRS, in cohort 2."""

ODD_TRANSFERS = (date(2013, 1, 1), date(2013, 6, 30))
ODD_TRANSFER_RISK = 80
ODD_TRANSFER_ODDS = 3
"""Moves between these days favour people with this OGRS per cent or more, by these odds."""

OVERSCORED = (date(2013, 4, 1), date(2013, 6, 30))
OVERSCORED_BY = 2
"""Discharges between these days carry a recorded OGRS so many points above the recomputed one."""
