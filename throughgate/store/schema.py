"""The data contract: every table and column, declared once.

The load's checks (`store/load.py`), the data dictionary (`docs/data_dictionary.md`) and the
demonstration data (`store/synthetic/`) all read these declarations, so they cannot differ.

Every table carries two columns more than it declares: `source`, the set of extracts that supplied the
row, and `known_on`, the date the department knew the fact. A row that comes again with the same key
and a later `known_on` is a correction: it takes the place of the earlier one from that day on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "date", "integer", "decimal", "boolean"]

SQL_TYPE: dict[str, str] = {
    "text": "VARCHAR",
    "date": "DATE",
    "integer": "INTEGER",
    "decimal": "DECIMAL(12,4)",
    "boolean": "BOOLEAN",
}

FILE_FORMAT = 4
"""Of the tables and macros that a data file offers its readers. Raise it with every change of them: a file of another
format is refused with its remedy, where a query would fail or, worse, answer something else.
"""

EARLIEST_DATE = "1900-01-01"
LATEST_DATE = "2100-12-31"
LONGEST_TEXT = 1000
"""Characters. Nothing in the contract is longer; what is longer is a damaged file."""


@dataclass(frozen=True)
class Column:
    """One column: what it means, in what unit, and what may stand in it.

    `low` and `high` bound numbers, inclusive. `references` names the table whose key column of the
    same name must hold the value.
    """

    name: str
    type: Type
    meaning: str
    unit: str = ""
    required: bool = False
    allowed: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    references: str = ""
    pattern: str = ""
    is_key_like: bool = False
    """A pseudonym that must never reach a browser."""


@dataclass(frozen=True)
class Order:
    """Two dates of one row that must not run backwards: `earlier` is on or before `later`."""

    earlier: str
    later: str
    reason: str


@dataclass(frozen=True)
class Table:
    """One kind of fact. `known_by` is the column that dates a fact whose source gives no `known_on`."""

    name: str
    one_row_is: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    known_by: str = ""
    orders: tuple[Order, ...] = ()

    def column(self, name: str) -> Column:
        """The declaration of column `name`; KeyError when the table has none."""
        for column in self.all_columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name}")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns, with `source` and `known_on`."""
        return tuple(c.name for c in self.all_columns)

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The declared columns and the two that every table carries."""
        return (*self.columns, *CARRIED)


CARRIED = (
    Column("known_on", "date", "The date the department knew the fact; the fact's own date where the source gives none", "date", required=True),
    Column("source", "text", "The set of extracts that supplied the row, as its mapping names it", required=True),
)


def _key(name: str, meaning: str, **kwargs) -> Column:
    return Column(name, "text", meaning, "pseudonym", is_key_like=True, **kwargs)


PERSON_ID = _key("person_id", "The person, by a pseudonym made before load", required=True)
OF_PERSON = _key("person_id", "The person", required=True, references="person")
OF_DISCHARGE = _key("discharge_id", "The discharge the fact belongs to", required=True, references="discharge")

SEXES = ("F", "M")
CUSTODY_TYPES = ("sentenced", "remand", "IPP")
EXCLUSIONS = ("deported", "immigration removal", "time served on remand", "breach of court order")
RISKS_OF_HARM = ("low", "medium", "high", "very high")
RELEASE_TYPES = ("end of sentence", "automatic", "licence", "home detention curfew", "other")
COURT_DISPOSALS = ("custody", "suspended sentence", "community order", "fine", "discharge", "other court disposal")
OUT_OF_COURT_DISPOSALS = ("caution", "reprimand or warning", "penalty notice")
SEVERITIES = ("indictable", "either way", "summary")
NEEDS = ("accommodation", "education-training-employment", "health", "substance misuse", "families", "debt", "thinking skills")
ROLES = ("custody case manager", "community case manager", "volunteer mentor", "orderly", "probation")
ASSESSMENTS = ("triage", "full", "OASys")
PURPOSES = ("allocation", "one to one", "handover", "review", "through the gate", "other")
SETTINGS = ("custody", "gate", "community", "telephone")
INTERVENTIONS = (
    "accommodation advice", "tenancy support", "education course", "employment and training advice", "job brokerage",
    "health appointment", "drug treatment", "alcohol treatment", "family work", "parenting course", "debt advice",
    "benefits advice", "thinking skills programme", "volunteer mentoring",
)
OUTCOMES = ("completed", "left early", "not started", "in progress")
TRANSFER_REASONS = ("population pressure", "security", "court", "sentence plan", "medical", "own request", "other")
OFFENCE_CODE = r"^[0-9]{5}$"

TABLES: tuple[Table, ...] = (
    Table(
        "person", "a person", ("person_id",),
        (
            PERSON_ID,
            Column("sex", "text", "Sex as recorded; OGRS is defined for these two only", allowed=SEXES),
            Column("birth_month", "date", "First day of the month of birth; ages are completed years counted from it", "date"),
            Column("ethnicity", "text", "Ethnicity as the source records it"),
            Column("home_area", "text", "Local authority of the home address before custody"),
        ),
    ),
    Table(
        "sanction_history", "a person at an index conviction: the inputs of OGRS", ("person_id", "convicted_on"),
        (
            OF_PERSON,
            Column("convicted_on", "date", "Date of the index conviction (of sentence)", "date", required=True),
            Column("age_at_first_sanction", "integer", "Completed years at the first ever sanction", "years", low=0, high=109),
            Column("sanctions_total", "integer", "Sanctions so far, the index conviction included; one a court date or caution", "sanctions", low=0, high=999),
            Column("violent_sanctions", "integer", "Of these, sanctions that involve a violent offence", "sanctions", low=0, high=999),
            Column("offence_code", "text", "Home Office code of the index offence: three digits of class and two of sub-class", pattern=OFFENCE_CODE),
        ),
        known_by="convicted_on",
    ),
    Table(
        "discharge", "a release from custody, or a start of supervision", ("discharge_id",),
        (
            _key("discharge_id", "The discharge", required=True),
            OF_PERSON,
            Column("establishment", "text", "The prison discharged from, or the office that supervises", required=True),
            Column("sentenced_on", "date", "Date of the sentence being served", "date"),
            Column("received_on", "date", "Date of reception into custody under it", "date"),
            Column("discharged_on", "date", "Date of release, or of the start of supervision", "date", required=True),
            Column("sentence_days", "integer", "Length of the sentence", "days", low=1, high=36525),
            Column("custody_type", "text", "Sentenced, on remand, or serving an indeterminate sentence for public protection", required=True, allowed=CUSTODY_TYPES),
            Column("risk_of_harm", "text", "Risk of serious harm as assessed", allowed=RISKS_OF_HARM),
            Column("release_area", "text", "Local authority released to"),
            Column("is_local_release", "boolean", "Released to an area that the contract's community service covers"),
            Column("release_type", "text", "How the person left custody", allowed=RELEASE_TYPES),
            Column("risk_score", "decimal", "A risk score that the source itself supplies", "as risk_scheme says", low=0, high=100),
            Column("risk_scheme", "text", "The scheme of risk_score"),
            Column("exclusion", "text", "Why the discharge cannot count in a cohort; empty when it can", allowed=EXCLUSIONS),
        ),
        known_by="discharged_on",
        orders=(
            Order("received_on", "discharged_on", "the person is discharged before being received"),
            Order("sentenced_on", "discharged_on", "the person is discharged before being sentenced"),
        ),
    ),
    Table(
        "conviction", "a court appearance ending in conviction, or an out-of-court disposal", ("conviction_id",),
        (
            _key("conviction_id", "The appearance or disposal", required=True),
            OF_PERSON,
            Column("offence_on", "date", "Date of the (first) offence dealt with", "date", required=True),
            Column("convicted_on", "date", "Date of conviction, or of the out-of-court disposal", "date", required=True),
            Column("disposal", "text", "What was imposed; the last three are out of court and count only where a contract's terms say so", required=True, allowed=(*COURT_DISPOSALS, *OUT_OF_COURT_DISPOSALS)),
            Column("offence_code", "text", "Home Office code of the main offence", pattern=OFFENCE_CODE),
            Column("severity", "text", "How the main offence may be tried", allowed=SEVERITIES),
            Column("is_custodial", "boolean", "Immediate custody was imposed"),
        ),
        known_by="convicted_on",
        orders=(Order("offence_on", "convicted_on", "the offence is after its conviction"),),
    ),
    Table(
        "allocation", "a person on a service pathway, from one day to another", ("discharge_id", "started_on"),
        (
            OF_DISCHARGE,
            Column("pathway", "integer", "1 high or very high risk of harm, or IPP; 2 twelve months or more; 3 under twelve months; 4 remand", required=True, low=1, high=4),
            Column("started_on", "date", "First day on the pathway", "date", required=True),
            Column("ended_on", "date", "Last day on it; empty while it lasts", "date"),
            Column("worker_id", "text", "The custody case manager", "pseudonym", is_key_like=True, references="worker"),
            Column("reason_for_change", "text", "Why the person came to this pathway from another"),
        ),
        known_by="started_on",
        orders=(Order("started_on", "ended_on", "the allocation ends before it starts"),),
    ),
    Table(
        "assessment", "one of the seven needs at an assessment", ("discharge_id", "assessment_type", "assessed_on", "need"),
        (
            OF_DISCHARGE,
            Column("assessment_type", "text", "Triage, full, or OASys", required=True, allowed=ASSESSMENTS),
            Column("assessed_on", "date", "Date of the assessment", "date", required=True),
            Column("need", "text", "The need looked at", required=True, allowed=NEEDS),
            Column("has_need", "boolean", "The need was found", required=True),
            Column("severity", "integer", "0 none to 3 severe", "score", low=0, high=3),
        ),
        known_by="assessed_on",
    ),
    Table(
        "contact", "a contact between staff and a person", ("contact_id",),
        (
            _key("contact_id", "The contact", required=True),
            OF_DISCHARGE,
            Column("contacted_on", "date", "Date of the contact", "date", required=True),
            Column("role", "text", "Who made it", required=True, allowed=ROLES),
            Column("purpose", "text", "What it was for", allowed=PURPOSES),
            Column("setting", "text", "Where it was made", required=True, allowed=SETTINGS),
            Column("attended", "boolean", "The person came", required=True),
            Column("minutes", "integer", "How long it took", "minutes", low=0, high=720),
            Column("worker_id", "text", "The member of staff", "pseudonym", is_key_like=True, references="worker"),
        ),
        known_by="contacted_on",
    ),
    Table(
        "referral", "a referral to an intervention", ("referral_id",),
        (
            _key("referral_id", "The referral", required=True),
            OF_DISCHARGE,
            Column("intervention", "text", "What the person was referred to", required=True, allowed=INTERVENTIONS),
            Column("need", "text", "The need it answers", allowed=NEEDS),
            Column("referred_on", "date", "Date of the referral", "date", required=True),
            Column("started_on", "date", "Date it began", "date"),
            Column("completed_on", "date", "Date it was completed", "date"),
            Column("outcome", "text", "How it ended", allowed=OUTCOMES),
            Column("helpfulness", "integer", "The person's own rating, 1 not helpful to 5 very helpful", "score", low=1, high=5),
        ),
        known_by="referred_on",
        orders=(
            Order("referred_on", "started_on", "the intervention starts before its referral"),
            Order("started_on", "completed_on", "the intervention is completed before it starts"),
        ),
    ),
    Table(
        "transfer", "a move between establishments", ("transfer_id",),
        (
            _key("transfer_id", "The move", required=True),
            OF_PERSON,
            Column("moved_on", "date", "Date of the move", "date", required=True),
            Column("from_establishment", "text", "The prison left", required=True),
            Column("to_establishment", "text", "The prison moved to", required=True),
            Column("reason", "text", "The reason recorded", allowed=TRANSFER_REASONS),
        ),
        known_by="moved_on",
    ),
    Table(
        "worker", "a case manager or other member of staff", ("worker_id",),
        (
            _key("worker_id", "The member of staff", required=True),
            Column("role", "text", "What they do", required=True, allowed=ROLES),
            Column("establishment", "text", "Where they work", required=True),
            Column("whole_time_equivalent", "decimal", "Share of a full-time post", "posts", low=0, high=1),
            Column("started_on", "date", "First day in post", "date", required=True),
            Column("ended_on", "date", "Last day in post; empty while it lasts", "date"),
        ),
        known_by="started_on",
        orders=(Order("started_on", "ended_on", "the post ends before it starts"),),
    ),
    Table(
        "volunteer", "a volunteer mentor", ("volunteer_id",),
        (
            _key("volunteer_id", "The volunteer", required=True),
            Column("establishment", "text", "The prison whose people they support", required=True),
            Column("recruited_on", "date", "Date recruited", "date", required=True),
            Column("trained_on", "date", "Date training was completed", "date"),
            Column("is_active", "boolean", "Supports someone at present", required=True),
            Column("left_on", "date", "Date they stopped", "date"),
        ),
        known_by="recruited_on",
        orders=(
            Order("recruited_on", "trained_on", "the volunteer is trained before being recruited"),
            Order("recruited_on", "left_on", "the volunteer leaves before being recruited"),
        ),
    ),
    Table(
        "indicator", "a contract delivery indicator in a month", ("establishment", "indicator", "month"),
        (
            Column("establishment", "text", "The prison", required=True),
            Column("indicator", "text", "The indicator's name", required=True),
            Column("month", "date", "First day of the month", "date", required=True),
            Column("value", "decimal", "What was measured", "as the indicator's name says"),
            Column("target", "decimal", "What the contract asks for", "as the indicator's name says"),
            Column("status", "text", "Applies, or suspended during the pilot and only shadowed", required=True, allowed=("applies", "suspended")),
            Column("direction", "text", "Which way is better", required=True, allowed=("higher", "lower")),
        ),
        known_by="month",
    ),
    Table(
        "survey_answer", "a respondent's answer to a questionnaire item", ("establishment", "wave", "respondent", "question"),
        (
            Column("establishment", "text", "The prison", required=True),
            Column("wave", "integer", "Round of the survey", "round", required=True, low=1, high=99),
            Column("answered_on", "date", "Date answered", "date", required=True),
            Column("respondent", "text", "The respondent within the wave; not linked to a person", "pseudonym", required=True, is_key_like=True),
            Column("question", "text", "The item", required=True),
            Column("answer", "text", "The answer", required=True),
        ),
        known_by="answered_on",
    ),
    Table(
        "crs_referral", "a Commissioned Rehabilitative Services referral: the 27 columns of the 'Refer and monitor' performance report", ("referral_id",),
        (
            Column("referral_ref", "text", "Reference shown to users: two letters, four digits, two letters", "pseudonym", is_key_like=True, required=True),
            _key("referral_id", "The referral", required=True),
            Column("contract_ref", "text", "The contract", required=True),
            Column("organisation_id", "text", "The prime provider's code", required=True),
            Column("caseworker_id", "text", "The caseworker; a pseudonym before load", "pseudonym", is_key_like=True),
            Column("service_user_crn", "text", "The person's case reference; a pseudonym before load", "pseudonym", is_key_like=True),
            Column("date_referral_received", "date", "Referral sent", "date", required=True),
            Column("date_saa_first_arranged", "date", "First supplier assessment appointment created", "date"),
            Column("date_saa_first_scheduled_for", "date", "Day of the first one not superseded", "date"),
            Column("date_saa_first_not_attended", "date", "First one not attended", "date"),
            Column("date_saa_first_attended", "date", "First one attended with feedback", "date"),
            Column("date_saa_first_completed", "date", "First one completed", "date"),
            Column("saa_attended_on_time", "boolean", "Attended on time; false also where none was attended"),
            Column("date_first_action_plan_submitted", "date", "First action plan submitted", "date"),
            Column("date_of_first_action_plan_approval", "date", "First action plan approved", "date"),
            Column("date_of_first_attended_session", "date", "First delivery session attended", "date"),
            Column("outcomes_to_be_achieved_count", "integer", "Desired outcomes selected at referral", "outcomes", low=0, high=99),
            Column("outcomes_achieved", "decimal", "Score, not a count: 1 achieved, 0.5 in part; equal part sums collapse at the source, so never exact", "score", low=0, high=99),
            Column("count_of_sessions_expected", "integer", "Sessions in the latest approved plan", "sessions", low=0, high=999),
            Column("count_of_sessions_attended", "integer", "Delivery sessions attended", "sessions", low=0, high=999),
            Column("end_requested_by_pp_at", "date", "Probation practitioner asked to end it", "date"),
            Column("end_requested_by_pp_reason", "text", "Why"),
            Column("date_eosr_submitted", "date", "End of service report submitted", "date"),
            Column("concluded_at", "date", "Concluded", "date"),
            Column("referral_end_state", "text", "Empty while open", allowed=("completed", "ended", "cancelled")),
            Column("date_intervention_to_be_completed_by", "date", "Due", "date"),
            Column("end_of_sentence_date", "date", "Sentence ends", "date"),
        ),
        known_by="date_referral_received",
    ),
    Table(
        "distance_travelled", "a score at the start, the mid-point or the end of a service", ("discharge_id", "domain", "stage"),
        (
            OF_DISCHARGE,
            Column("domain", "text", "The need scored", required=True, allowed=NEEDS),
            Column("stage", "text", "When", required=True, allowed=("start", "mid-point", "end")),
            Column("scored_on", "date", "Date of the score", "date", required=True),
            Column("score", "decimal", "1 in crisis to 10 independent", "score", required=True, low=1, high=10),
        ),
        known_by="scored_on",
    ),
)

BOOKKEEPING: tuple[Table, ...] = (
    Table(
        "load", "a file read into a table by a load", ("load_id", "file", "table_name"),
        (
            Column("load_id", "text", "The load: the first twelve characters of the hash of all it read and of the reasons for which it refused rows", required=True),
            Column("loaded_at", "text", "When, in UTC, ISO 8601", required=True),
            Column("file", "text", "File name, with the sheet after '#' for a workbook", required=True),
            Column("file_sha256", "text", "SHA-256 of the file's bytes", required=True),
            Column("mapping_sha256", "text", "SHA-256 of the mapping file; empty where none was used"),
            Column("table_name", "text", "The table filled", required=True),
            Column("rows_read", "integer", "Rows in the file", "rows", required=True),
            Column("rows_skipped", "integer", "Rows the mapping leaves out for this table", "rows", required=True),
            Column("rows_refused", "integer", "Rows that broke the contract", "rows", required=True),
            Column("rows_loaded", "integer", "Rows published", "rows", required=True),
            Column("is_synthetic", "boolean", "The people are made up", required=True),
            Column("complete_to", "date", "Last day that the extracts are complete to, where whoever loaded them said so", "date"),
        ),
    ),
    Table(
        "rejected_row", "a fault that kept a row out", ("load_id", "file", "line", "table_name", "column_name", "reason"),
        (
            Column("load_id", "text", "The load", required=True),
            Column("file", "text", "File name", required=True),
            Column("line", "integer", "Line of the file, the header being line 1", "line", required=True),
            Column("table_name", "text", "The table the row was meant for", required=True),
            Column("column_name", "text", "The column of the file at fault", required=True),
            Column("value", "text", "What stood there, cut at 80 characters; never sent to a browser", is_key_like=True),
            Column("reason", "text", "What is wrong, and what would mend it", required=True),
            Column("kept", "text", "Line and file of the row that is kept, where this one repeats its key"),
        ),
    ),
)
"""What a load writes about itself. Both also carry `source`."""

BY_NAME = {table.name: table for table in TABLES}
