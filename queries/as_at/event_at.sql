-- One row: a reconviction event of a cohort member that was known on a day: a court date, however many convictions.
-- Units: dates; offence_on is the first offence dealt with. Source: cohort_event.
-- Stored in the data file as the table macro event_at(as_at).
SELECT
    member_id,
    convicted_on,
    min(offence_on) AS offence_on
FROM cohort_event
WHERE known_from <= as_at AND known_to > as_at
GROUP BY member_id, convicted_on
