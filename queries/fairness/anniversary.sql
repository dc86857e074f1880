-- One row: a cohort and a week counted from the first anniversary of discharge, week 0 beginning on the anniversary.
-- Units: people followed for long enough that eight weeks past it are recorded as fully as eight weeks before; events are court
-- dates whose first offence falls in the week, convicted and known within 183 days of it; more_before and more_after are people
-- with more such events in the 28 days on that side than on the other, given on the row of week 0. Source: service_at, conviction.
WITH followed AS (
    SELECT
        service.cohort_id,
        service.person_id,
        service.discharge_id,
        service.discharged_on,
        CAST(service.discharged_on + INTERVAL 12 MONTH AS DATE) AS anniversary_on,
        cohort.counts_out_of_court
    FROM service_at($as_at) AS service
    INNER JOIN cohort ON service.contract_id = cohort.contract_id AND service.cohort_id = cohort.cohort_id
    WHERE
        service.contract_id = $contract_id
        AND service.is_index
        AND CAST(service.discharged_on + INTERVAL 12 MONTH AS DATE) + 56 + 183 <= $as_at
),

event AS (
    SELECT
        followed.cohort_id,
        followed.person_id,
        min(conviction.offence_on) - any_value(followed.anniversary_on) AS day
    FROM followed
    INNER JOIN conviction
        ON
            followed.person_id = conviction.person_id
            AND followed.discharged_on <= conviction.offence_on
            AND conviction.known_on <= $as_at
            AND conviction.superseded_on > $as_at
    WHERE
        greatest(conviction.known_on, conviction.convicted_on) - conviction.offence_on <= 183
        AND (
            followed.counts_out_of_court
            OR conviction.disposal NOT IN ('caution', 'reprimand or warning', 'penalty notice')
        )
    GROUP BY followed.cohort_id, followed.person_id, followed.discharge_id, conviction.convicted_on
),

person_side AS (
    SELECT
        cohort_id,
        person_id,
        count(*) FILTER (WHERE day BETWEEN -28 AND -1) AS before,
        count(*) FILTER (WHERE day BETWEEN 0 AND 27) AS after
    FROM event
    GROUP BY cohort_id, person_id
),

side AS (
    SELECT
        cohort_id,
        count(*) FILTER (WHERE before > after) AS more_before,
        count(*) FILTER (WHERE after > before) AS more_after
    FROM person_side
    GROUP BY cohort_id
),

week AS (
    SELECT
        cohort_id,
        CAST(floor(day / 7) AS INTEGER) AS week,
        count(*) AS events
    FROM event
    WHERE day >= -56 AND day < 56
    GROUP BY ALL
),

span AS (
    SELECT unnest(range(-8, 8)) AS week
),

people AS (
    SELECT
        cohort_id,
        count(*) AS people
    FROM followed
    GROUP BY cohort_id
)

SELECT
    people.cohort_id,
    span.week,
    people.people,
    coalesce(week.events, 0) AS events,
    CASE WHEN span.week = 0 THEN coalesce(side.more_before, 0) ELSE 0 END AS more_before,
    CASE WHEN span.week = 0 THEN coalesce(side.more_after, 0) ELSE 0 END AS more_after
FROM people
CROSS JOIN span
LEFT JOIN week ON people.cohort_id = week.cohort_id AND span.week = week.week
LEFT JOIN side ON people.cohort_id = side.cohort_id
ORDER BY people.cohort_id, span.week
