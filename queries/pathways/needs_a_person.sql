-- One row: how many of the seven needs were found, empty where there was no assessment, and whether it was a full one or
-- OASys; of the discharges of a contract's own cohorts (of $cohort_id where given), by their
-- fullest assessment known by the day and made by the day of discharge: the latest full one or OASys (OASys of the same
-- day first), else the latest triage. A need that it did not look at counts as not found.
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
),

counted AS (
    SELECT
        discharge_id,
        any_value(is_full) AS is_full,
        count(*) FILTER (WHERE has_need) AS needs
    FROM looked_at
    GROUP BY discharge_id
)

SELECT
    counted.is_full,
    counted.needs,
    count(*) AS discharges
FROM released
LEFT JOIN counted ON released.discharge_id = counted.discharge_id
GROUP BY counted.is_full, counted.needs
ORDER BY counted.is_full, counted.needs
