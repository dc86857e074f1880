-- One row: a discharge for which a custody case manager was named, as the department knew it on a day, with the first day of
-- the first allocation that names one. An allocation to a pathway alone gives nobody a case manager.
-- Units: dates. Source: allocation.
-- Stored in the data file as the table macro case_manager_at(as_at).
SELECT
    discharge_id,
    min(started_on) AS case_manager_on
FROM allocation
WHERE worker_id IS NOT NULL AND started_on <= as_at AND known_on <= as_at AND superseded_on > as_at
GROUP BY discharge_id
