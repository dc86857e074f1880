"""Coefficients of the Offender Group Reconviction Scale (OGRS3, OGRS4/G and OGRS4/V): facts, no arithmetic.

Sources: Howard, Francis, Soothill & Humphreys 2009, 'OGRS 3: the revised Offender Group Reconviction Scale',
MoJ Research Summary 7/09, whose nine-decimal values are carried by the NOMS rsr-calculator; the HMPPS
actuarial service (ministryofjustice/hmpps-arns-risk-actuarial-api), which ran OGRS3 with four or five
decimals and runs OGRS4 as model v4.1. All values are on the logit scale.
"""

from dataclasses import dataclass

OGRS3_CATEGORIES: tuple[str, ...] = (
    "Violence",
    "Robbery",
    "Public order",
    "Sexual (not against child)",
    "Sexual (against child)",
    "Soliciting or prostitution",
    "Burglary (domestic)",
    "Burglary (other)",
    "Theft (non-motor)",
    "Handling stolen goods",
    "Fraud and forgery",
    "Absconding or bail offences",
    "Taking & driving away and related offences",
    "Theft from vehicles",
    "Other motoring",
    "Drink driving and related offences",
    "Criminal damage",
    "Drug import/export/production",
    "Drug possession/supply",
    "Other offence",
)

OGRS3_AGE_STARTS = (10, 12, 14, 16, 18, 21, 25, 30, 35, 40, 50)
"""First age (completed years) of each OGRS3 age band; the last band has no end."""


@dataclass(frozen=True, slots=True)
class Ogrs3Coefficients:
    """One published set of OGRS3 coefficients (logits).

    Attributes:
        one_year: Constant of the one-year score.
        two_year: Constant of the two-year score.
        copas: Multiplier of the Copas rate, ln(sanctions / (10 + years since first sanction)).
        copas_decimals: Decimal places to which the Copas rate is rounded first, or None for no rounding.
        male: Age terms for males, one for each of `OGRS3_AGE_STARTS`.
        female: Age terms for females, one for each of `OGRS3_AGE_STARTS`.
        first_sanction: Added where the current conviction is the first sanction.
        later_sanction: Added where there was a sanction before.
        offence: Offence terms, one for each of `OGRS3_CATEGORIES`.
    """

    one_year: float
    two_year: float
    copas: float
    copas_decimals: int | None
    male: tuple[float, ...]
    female: tuple[float, ...]
    first_sanction: float
    later_sanction: float
    offence: tuple[float, ...]


SEXUAL_NOT_AGAINST_CHILD_OFFICIAL = 0.0328
"""What HMPPS runs. Two carry-overs of the paper print 0.003276327: one of the two is a decimal slip (D2)."""

# Females under 16 are negative in both sets (D1). The HMPPS service has +0.785, +0.61385 and +0.66952, but
# every carry-over of the paper has minus signs, and only those fit the value at 16 and 17 (-0.959).
OGRS3_OFFICIAL = Ogrs3Coefficients(
    one_year=1.40256,
    two_year=2.1217,
    copas=1.25112,
    copas_decimals=5,
    male=(0.0, 0.08392, 0.07578, -0.0616, -0.6251, -1.0515, -1.1667, -1.326, -1.368, -1.4997, -2.0253),
    female=(
        -0.785,
        -0.61385,
        -0.66952,
        -0.9592,
        -0.8975,
        -1.0285,
        -1.0528,
        -1.1291,
        -1.4219,
        -1.5247,
        -2.4498,
    ),
    first_sanction=0.12614,
    later_sanction=0.46306,
    offence=(
        *(0.0, -0.6348, 0.1819, SEXUAL_NOT_AGAINST_CHILD_OFFICIAL, -0.6534, 0.7606, -0.1239, 0.2406, 0.6612),
        *(0.3519, 0.1599, 0.7334, 0.3801, 0.4272, 0.2622, -0.1214, 0.205, -0.7956, 0.0772, -0.0607),
    ),
)

OGRS3_NINE_DECIMALS = Ogrs3Coefficients(
    one_year=1.402562384,
    two_year=2.121705678,
    copas=1.251124464,
    copas_decimals=None,
    male=(
        *(0.0, 0.083922902, 0.075775765, -0.061594199, -0.625103618, -1.051515067),
        *(-1.166679288, -1.325976554, -1.368045933, -1.499690953, -2.025261458),
    ),
    female=(
        *(-0.785038489, -0.613852078, -0.669521331, -0.959179629, -0.897480934, -1.028488454),
        *(-1.052777806, -1.129127959, -1.42187494, -1.524652221, -2.44983716),
    ),
    first_sanction=0.126142106,
    later_sanction=0.463062792,
    offence=(
        *(0.0, -0.634795912, 0.181917975, 0.003276327, -0.653434071, 0.760608858, -0.12394352),
        *(0.240604429, 0.661244321, 0.351866973, 0.159910192, 0.733378677, 0.380059431, 0.427225615),
        *(0.262228428, -0.121439408, 0.204960477, -0.795556373, 0.077165871, -0.060667525),
    ),
)

OGRS3_COEFFICIENTS = {"official": OGRS3_OFFICIAL, "nine-decimals": OGRS3_NINE_DECIMALS}


@dataclass(frozen=True, slots=True)
class ViolentHistory:
    """The terms that only OGRS4/V has, for sanctions that involved violence (logits).

    Attributes:
        never: Added where there was none: (male, female).
        once: Added where there was exactly one.
        each: Added for every one.
        rate: Multiplier of ln(violent sanctions / (years since first sanction + rate_years)).
        rate_years: Years added to the length of the career in that rate.
    """

    never: tuple[float, float]
    once: float
    each: float
    rate: float
    rate_years: int


@dataclass(frozen=True, slots=True)
class Ogrs4Coefficients:
    """The coefficients of one OGRS4 v4.1 static two-year scale (logits); pairs are (male, female).

    Attributes:
        constant: Two-year constant.
        age: Powers 1 to 4 of the age at the start of follow-up (completed years), for males and for females.
        female: Added for females.
        first_sanction: Added where there is one sanction.
        second_sanction: Added where there are two.
        second_gap: Added for every completed year between the first and the second of two.
        each_sanction: Added for every sanction.
        months: Powers 1 to 4 of the offence-free months (0 to 36).
        career_years: Years added to the length of the career in the rate of offending.
        rate: Multiplier of ln(sanctions / (years + career_years)), from the third sanction on.
        rate_squared: Multiplier of its square.
        violent: The terms of violent history, or None for the general scale.
        offence: Offence terms, one for each of `OGRS4_CATEGORIES`.
    """

    constant: float
    age: tuple[tuple[float, ...], tuple[float, ...]]
    female: float
    first_sanction: float
    second_sanction: float
    second_gap: tuple[float, float]
    each_sanction: float
    months: tuple[float, ...]
    career_years: int
    rate: tuple[float, float]
    rate_squared: tuple[float, float]
    violent: ViolentHistory | None
    offence: tuple[float, ...]


# Violence, weapons and firearms are five categories in the code table and share one coefficient in the model.
_VIOLENCE_GENERAL, _VIOLENCE_VIOLENT = -0.110075583936778, 0.109809951520084

_OGRS4_OFFENCE_TERMS: dict[str, tuple[float, float]] = {
    "ABSCONDING_OR_BAIL": (0.325485504296161, 0.351192370764659),
    "ACQUISITIVE_VIOLENCE": (-0.119211282701221, -0.0032926198476618),
    "BURGLARY_DOMESTIC": (0.155944202809011, 0.189290151743428),
    "BURGLARY_OTHER": (0.2060248043228, 0.152185842790808),
    "CRIMINAL_DAMAGE": (0.12167599899735, 0.371503082545136),
    "DRINK_DRIVING": (-0.264724530382273, -0.0955339743007365),
    "DRUG_IMPORT_EXPORT_OR_PRODUCTION": (-0.468252524851408, -0.422720654391483),
    "DRUG_POSSESSION_OR_SUPPLY": (0.0204101986121863, -0.0876488981693274),
    "DRUNKENNESS": (0.587490417262633, 0.897225111715064),
    "FIREARMS_MOST_SERIOUS": (_VIOLENCE_GENERAL, _VIOLENCE_VIOLENT),
    "FIREARMS_OTHER": (_VIOLENCE_GENERAL, _VIOLENCE_VIOLENT),
    "FRAUD_AND_FORGERY": (-0.434791453303048, -0.362999252067375),
    "HANDLING_STOLEN_GOODS": (0.088414958679896, 0.0120019188396128),
    "MOTORING_OFFENCES": (-0.0439980822830184, -0.184914428055833),
    "OTHER_OFFENCES": (0.0384434393037725, 0.0998951874967628),
    "PUBLIC_ORDER_AND_HARRASSMENT": (0.0854410288820027, 0.356342355096462),
    "SEXUAL_AGAINST_CHILD": (0.111620464721896, -0.930849896127774),
    "SEXUAL_NOT_AGAINST_CHILD": (0.169969798103235, -0.159028472471635),
    "THEFT_NON_MOTOR": (0.462548123919817, 0.260179775875471),
    "VEHICLE_RELATED_THEFT": (0.173405416410866, 0.165882021264931),
    "VIOLENCE_AGAINST_THE_PERSON_ABH_PLUS": (_VIOLENCE_GENERAL, _VIOLENCE_VIOLENT),
    "VIOLENCE_AGAINST_THE_PERSON_SUB_ABH": (_VIOLENCE_GENERAL, _VIOLENCE_VIOLENT),
    "WEAPONS_NON_FIREARM": (_VIOLENCE_GENERAL, _VIOLENCE_VIOLENT),
    "WELFARE_FRAUD": (-1.15395495579948, -0.987504454326342),
}

OGRS4_CATEGORIES: tuple[str, ...] = tuple(_OGRS4_OFFENCE_TERMS)
"""The categories that have a score; UNKNOWN, the other name in the code table, counts as not found."""

OGRS4_GENERAL = Ogrs4Coefficients(
    constant=5.01702292499072,
    age=(
        (-0.142428460338541, 0.0011000413899151, 0.0000198538471606, -0.0000002648918335),
        (-0.0175014516689226, 0.0001625346907234, 0.0000003645241305, -0.0000000746220588),
    ),
    female=-2.95224200717183,
    first_sanction=-3.94357049933093,
    second_sanction=-3.06189212045904,
    second_gap=(-0.0432051839161834, -0.0427998315841607),
    each_sanction=-0.0042757301284995,
    months=(-0.0762086223169624, 0.0016230134182902, 0.0000224473135387, -0.0000012808638685),
    career_years=26,
    rate=(1.55298303083717, 1.01980307124196),
    rate_squared=(0.129334968245905, -0.039439197041062),
    violent=None,
    offence=tuple(general for general, _ in _OGRS4_OFFENCE_TERMS.values()),
)

OGRS4_VIOLENT = Ogrs4Coefficients(
    constant=3.12324433235579,
    age=(
        (-0.104477239763612, 0.0008606154365776, 0.000013815779629, -0.0000001960154357),
        (-0.0151569773369266, -0.0000517057104954, -0.0000007587337191, 0.0000000203053155),
    ),
    female=-1.84281451035478,
    first_sanction=-1.90092364059771,
    second_sanction=-1.10995084554834,
    second_gap=(-0.0517946785377468, -0.0524808327112117),
    each_sanction=-0.0067658067744931,
    months=(-0.073627004774941, 0.0015286971037078, 0.0000095033186151, -0.0000008860433091),
    career_years=12,
    rate=(0.620598396891494, 0.507851479286236),
    rate_squared=(0.0, 0.0),
    violent=ViolentHistory(
        never=(-2.19912021141319, -2.8090905835064),
        once=0.164824968220639,
        each=0.0185294325031695,
        rate=0.522272685793084,
        rate_years=30,
    ),
    offence=tuple(violent for _, violent in _OGRS4_OFFENCE_TERMS.values()),
)
