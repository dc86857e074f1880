-- One row: an eligible person of a cohort, or of the one it is measured against, with what was known of the person at
-- discharge. Matching's own query, and the only one that gives a row a person to Python: never an id, and nothing that
-- happened after release, so that no outcome can enter the score.
-- Units: person_number is the person's place in the file; ages in completed years; sentence in days, empty where there
-- is none (an indeterminate sentence, or not recorded); OGRS3 one-year in whole percent. Source: cohort_at.
SELECT
    person_number,
    cohort_id = $cohort_id AS is_treated,
    age_at_discharge,
    age_at_first_sanction,
    sanctions_total,
    violent_sanctions,
    sentence_days,
    ogrs3_one_year_percent,
    is_local_release,
    sex,
    ethnicity,
    offence_group,
    sentence_band
FROM cohort_at($as_at)
WHERE contract_id = $contract_id AND cohort_id IN ($cohort_id, $compared_id) AND reason_left_out IS NULL
ORDER BY is_treated DESC, person_number
