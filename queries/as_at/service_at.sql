-- One row: a discharge in the window of one of a contract's own cohorts, as the department knew it on a day, with what the
-- service did for the person: the pathway intended and received, the case managers, and the first meeting after release.
-- Only what was known on the day counts, and what lies after it has not happened. Left out are baselines and comparisons,
-- whom no service was for. is_index marks the discharge that stands for an eligible person in the cohort, so that rates
-- count a person once; pathways and caseloads count discharges.
-- Units: arrived_on is the last move into the establishment before the discharge, else the reception; OGRS in whole percent;
-- intended_pathway is what the triage rules give (1 high or very high risk of harm, or IPP; 2 twelve months or more;
-- 3 shorter; 4 remand), empty where sentence and risk are not known; allocated_on and first_pathway are of the first
-- allocation, pathway of the last, worker_id of the last that names a case manager; met_on is the first kept contact with a
-- community case manager from the day of discharge to the day before its first anniversary. Source: cohort_candidate, cohort_at, discharge,
-- discharge_score, allocation, meeting_at, transfer, cohort, cohort_risk_band.
-- Stored in the data file as the table macro service_at(as_at).
WITH released AS (
    SELECT
        cohort.contract_id,
        cohort.cohort_id,
        cohort.risk_scheme AS contract_scheme,
        cohort_candidate.known_from,
        cohort_candidate.reason_left_out,
        discharge.*
    FROM cohort_candidate
    INNER JOIN cohort ON cohort_candidate.cohort_key = cohort.cohort_key AND cohort.kind = 'cohort'
    INNER JOIN discharge
        ON
            cohort_candidate.discharge_id = discharge.discharge_id
            AND discharge.known_on <= as_at
            AND discharge.superseded_on > as_at
    WHERE cohort_candidate.known_from <= as_at AND cohort_candidate.known_to > as_at
),

arrival AS (
    SELECT
        released.discharge_id,
        max(transfer.moved_on) AS moved_on
    FROM released
    INNER JOIN transfer
        ON
            released.person_id = transfer.person_id
            AND released.establishment = transfer.to_establishment
            AND released.discharged_on >= transfer.moved_on
            AND (released.received_on <= transfer.moved_on OR released.received_on IS NULL)
            AND transfer.known_on <= as_at
            AND transfer.superseded_on > as_at
    GROUP BY released.discharge_id
),

pathway AS (
    SELECT
        discharge_id,
        min(started_on) AS allocated_on,
        arg_min(pathway, started_on) AS first_pathway,
        arg_max(pathway, started_on) AS pathway,
        arg_max(worker_id, started_on) AS worker_id
    FROM allocation
    WHERE known_on <= as_at AND superseded_on > as_at AND started_on <= as_at
    GROUP BY discharge_id
),

met AS (
    SELECT
        released.discharge_id,
        min(meeting.contacted_on) AS met_on
    FROM released
    INNER JOIN meeting_at(as_at) AS meeting
        ON
            released.discharge_id = meeting.discharge_id
            AND meeting.contacted_on >= released.discharged_on
            AND meeting.contacted_on < released.discharged_on + INTERVAL 12 MONTH
    GROUP BY released.discharge_id
),

index_discharge AS (
    SELECT
        contract_id,
        cohort_id,
        discharge_id
    FROM cohort_at(as_at)
    WHERE reason_left_out IS NULL
)

SELECT
    released.contract_id,
    released.cohort_id,
    released.person_id,
    released.discharge_id,
    released.establishment,
    released.received_on,
    coalesce(arrival.moved_on, released.received_on) AS arrived_on,
    released.discharged_on,
    CAST(date_trunc('month', released.discharged_on) AS DATE) AS discharged_month,
    released.custody_type,
    released.risk_of_harm,
    released.sentence_days,
    CASE
        WHEN released.custody_type = 'IPP' THEN 'indeterminate (IPP)'
        WHEN released.sentence_days < 365 THEN 'under 12 months'
        WHEN released.sentence_days < 1461 THEN '12 months to under 4 years'
        WHEN released.sentence_days >= 1461 THEN '4 years and over'
    END AS sentence_band,
    released.is_local_release,
    released.release_type IN ('licence', 'home detention curfew') AS is_on_licence,
    released.reason_left_out,
    index_discharge.discharge_id IS NOT NULL AS is_index,
    discharge_score.ogrs3_one_year_percent AS ogrs_percent,
    CASE
        WHEN released.contract_scheme IS NULL THEN discharge_score.ogrs3_band ELSE cohort_risk_band.band
    END AS risk_band,
    CASE WHEN released.risk_scheme LIKE 'OGRS3 one year%' THEN released.risk_score END
        AS recorded_percent,
    CASE
        WHEN released.custody_type = 'remand' THEN 4
        WHEN released.custody_type = 'IPP' OR released.risk_of_harm IN ('high', 'very high') THEN 1
        WHEN released.risk_of_harm IS NULL OR released.sentence_days IS NULL THEN NULL
        WHEN released.sentence_days >= 365 THEN 2
        ELSE 3
    END AS intended_pathway,
    pathway.allocated_on,
    pathway.first_pathway,
    pathway.pathway,
    pathway.worker_id,
    met.met_on
FROM released
INNER JOIN discharge_score
    ON released.discharge_id = discharge_score.discharge_id AND released.known_from = discharge_score.known_from
LEFT JOIN arrival ON released.discharge_id = arrival.discharge_id
LEFT JOIN pathway ON released.discharge_id = pathway.discharge_id
LEFT JOIN met ON released.discharge_id = met.discharge_id
LEFT JOIN index_discharge
    ON
        released.contract_id = index_discharge.contract_id
        AND released.cohort_id = index_discharge.cohort_id
        AND released.discharge_id = index_discharge.discharge_id
LEFT JOIN cohort_risk_band
    ON
        released.contract_id = cohort_risk_band.contract_id
        AND released.risk_scheme = cohort_risk_band.scheme
        AND released.risk_score >= cohort_risk_band.from_score
        AND released.risk_score < cohort_risk_band.below_score
