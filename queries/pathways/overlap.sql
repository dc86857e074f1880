-- One row: two of the seven needs, need before other_need by name, and the discharges of a contract's own cohorts (of
-- $cohort_id where given) in which both were found, by their
-- fullest assessment known by the day and made by the day of discharge: the latest full one or OASys (OASys of the same
-- day first), else the latest triage. A pair that nobody has is left out.
-- Units: discharges. Source: service_at, assessment.
WITH released AS (
    SELECT
        discharge_id,
        discharged_on
    FROM service_at($as_at)
    WHERE contract_id = $contract_id AND ($cohort_id IS NULL OR cohort_id = $cohort_id)
),

-- A full assessment or an OASys sees more than a triage, so the latest of those counts, and a triage only without one.
looked_at AS (
    SELECT
        assessment.discharge_id,
        assessment.need,
        assessment.has_need,
        assessment.severity,
        assessment.assessment_type <> 'triage' AS is_full
    FROM assessment
    INNER JOIN released
        ON assessment.discharge_id = released.discharge_id AND assessment.assessed_on <= released.discharged_on
    WHERE assessment.known_on <= $as_at AND assessment.superseded_on > $as_at AND assessment.assessed_on <= $as_at
    QUALIFY
        rank() OVER (
            PARTITION BY assessment.discharge_id
            ORDER BY
                assessment.assessment_type <> 'triage' DESC,
                assessment.assessed_on DESC,
                assessment.assessment_type
        ) = 1
)

SELECT
    one.need,
    other.need AS other_need,
    count(*) AS found
FROM looked_at AS one
INNER JOIN looked_at AS other ON one.discharge_id = other.discharge_id AND one.need < other.need
WHERE one.has_need AND other.has_need
GROUP BY one.need, other.need
ORDER BY one.need, other.need
