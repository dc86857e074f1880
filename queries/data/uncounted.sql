-- One row: an establishment of a source whose discharges no contract's cohorts draw on, with how many there are.
-- Units: discharges, each once however often corrected. Source: discharge, cohort_establishment.
SELECT
    source,
    establishment,
    count(DISTINCT discharge_id) AS discharges
FROM discharge
WHERE establishment NOT IN (SELECT establishment FROM cohort_establishment)
GROUP BY source, establishment
ORDER BY source, discharges DESC, establishment
