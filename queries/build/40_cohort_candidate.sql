-- One row: a discharge that falls in a cohort's window, a period of knowledge, and why it cannot count.
-- Units: known_to is exclusive, 9999-12-31 while the knowledge lasts; reason_left_out is empty where the discharge is eligible.
-- Source: discharge_period with its scores, and the contract's terms (cohort, cohort_establishment, cohort_custody_type).
SELECT
    cohort.cohort_key,
    discharge_period.person_id,
    discharge_period.discharge_id,
    discharge_period.discharged_on,
    discharge_period.known_from,
    discharge_period.known_to,
    CASE
        WHEN cohort_custody_type.custody_type IS NULL AND discharge_period.custody_type = 'remand' THEN 'not sentenced'
        WHEN cohort_custody_type.custody_type IS NULL THEN 'custody type not in the contract'
        WHEN discharge_period.exclusion IS NOT NULL THEN discharge_period.exclusion
        WHEN cohort.sex IS NOT NULL AND discharge_period.sex IS NULL THEN 'sex not known'
        WHEN discharge_period.sex <> cohort.sex THEN 'sex not in the contract'
        WHEN cohort.sentence_days_below IS NOT NULL AND discharge_period.sentence_days IS NULL
            THEN 'sentence length not known'
        WHEN discharge_period.sentence_days >= cohort.sentence_days_below THEN 'sentence too long for the contract'
    END AS reason_left_out
FROM discharge_period
INNER JOIN cohort_establishment ON discharge_period.establishment = cohort_establishment.establishment
INNER JOIN cohort
    ON
        cohort_establishment.cohort_key = cohort.cohort_key
        AND discharge_period.discharged_on BETWEEN cohort.discharged_from AND cohort.discharged_to
LEFT JOIN cohort_custody_type
    ON
        cohort.cohort_key = cohort_custody_type.cohort_key
        AND discharge_period.custody_type = cohort_custody_type.custody_type
