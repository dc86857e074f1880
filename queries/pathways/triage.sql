-- One row: people whom the triage rules give pathway 3, apart by whether the sentence is one of triage only, and what they
-- had, as known on the as-at date.
-- Units: people counts discharges; full_assessed had an assessment that was full or OASys, managed a custody case manager,
-- beyond_triage either of them, triage_only a triage and no other assessment, unassessed none at all. $triage_below is in days of sentence.
-- Source: service_at, assessment.
WITH assessed AS (
    SELECT
        discharge_id,
        bool_or(assessment_type <> 'triage') AS is_full
    FROM assessment
    WHERE known_on <= $as_at AND superseded_on > $as_at AND assessed_on <= $as_at
    GROUP BY discharge_id
)

SELECT
    coalesce(service.sentence_days < $triage_below, FALSE) AS is_triage_only,
    count(*) AS people,
    count(*) FILTER (WHERE assessed.is_full) AS full_assessed,
    count(*) FILTER (WHERE service.worker_id IS NOT NULL) AS managed,
    count(*) FILTER (WHERE assessed.is_full OR service.worker_id IS NOT NULL) AS beyond_triage,
    count(*) FILTER (WHERE NOT assessed.is_full) AS triage_only,
    count(*) FILTER (WHERE assessed.is_full IS NULL) AS unassessed
FROM service_at($as_at) AS service
LEFT JOIN assessed ON service.discharge_id = assessed.discharge_id
WHERE
    service.contract_id = $contract_id
    AND ($cohort_id IS NULL OR service.cohort_id = $cohort_id)
    AND service.intended_pathway = 3
GROUP BY ALL
ORDER BY ALL
