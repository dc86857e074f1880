-- One row: a need looked at in a discharge's fullest assessment, as the department knew it on a day: the latest full one or
-- OASys made by the day of discharge (OASys first of two on one day), else the latest triage, which sees less.
-- Units: severity 0 none to 3 severe; is_full where it was no mere triage. Source: assessment, discharge.
-- Stored in the data file as the table macro need_at(as_at).
SELECT
    assessment.discharge_id,
    assessment.need,
    assessment.has_need,
    assessment.severity,
    assessment.assessment_type <> 'triage' AS is_full
FROM assessment
INNER JOIN discharge
    ON
        assessment.discharge_id = discharge.discharge_id
        AND discharge.known_on <= as_at
        AND discharge.superseded_on > as_at
        AND assessment.assessed_on <= discharge.discharged_on
WHERE assessment.known_on <= as_at AND assessment.superseded_on > as_at AND assessment.assessed_on <= as_at
QUALIFY
    rank() OVER (
        PARTITION BY assessment.discharge_id
        ORDER BY
            assessment.assessment_type <> 'triage' DESC,
            assessment.assessed_on DESC,
            assessment.assessment_type
    ) = 1
