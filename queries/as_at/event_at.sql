-- One row: a reconviction event of a cohort member that was known on a day: a court date, however many convictions.
-- Units: dates; offence_on is the first offence dealt with; severity is the worst offence's, empty where no conviction gives
-- one; is_custodial where any of them brought custody, empty where that is not known of any. Source: cohort_event.
-- Stored in the data file as the table macro event_at(as_at).
SELECT
    member_id,
    convicted_on,
    min(offence_on) AS offence_on,
    arg_min(severity, CASE severity WHEN 'indictable' THEN 1 WHEN 'either way' THEN 2 ELSE 3 END) AS severity,
    bool_or(is_custodial) AS is_custodial
FROM cohort_event
WHERE known_from <= as_at AND known_to > as_at
GROUP BY member_id, convicted_on
