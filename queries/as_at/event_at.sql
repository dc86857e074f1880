-- One row: a reconviction event of a cohort member that was known on a day.
-- Units: dates. Source: cohort_event. Stored in the data file as the table macro event_at(as_at).
SELECT
    member_id,
    convicted_on,
    offence_on
FROM cohort_event
WHERE known_from <= as_at AND known_to > as_at
