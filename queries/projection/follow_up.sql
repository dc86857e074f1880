-- One row: a risk score and a day since discharge of one cohort, with what ended or happened on that day.
-- Units: people, and events that are court dates; day counts from the day of discharge (0). first_convictions and
-- censored add up to the people of the score, and so does followed: the day on which a person's follow-up ended, whether
-- reconvicted or not. risk_score is empty for people without one.
-- Source: cohort_at, event_at. Who is in the cohort is as known on members_at, convictions as known on known_at; only
-- people discharged up to discharged_to count, and only what happened up to followed_to.
WITH member AS (
    SELECT
        member_id,
        discharged_on,
        CAST(least($followed_to, mature_on - 1) - discharged_on AS INTEGER) AS last_day,
        CASE $score
            WHEN 'ogrs3-one-year' THEN ogrs3_one_year_percent
            WHEN 'ogrs3-two-year' THEN ogrs3_two_year_percent
            WHEN 'ogrs4g' THEN ogrs4g_percent
            WHEN 'recorded' THEN recorded_score
        END AS risk_score
    FROM cohort_at($members_at)
    WHERE
        contract_id = $contract_id AND cohort_id = $cohort_id AND reason_left_out IS NULL
        AND discharged_on <= least($discharged_to, $followed_to)
),

event AS (
    SELECT
        member.member_id,
        member.risk_score,
        CAST(event_at.convicted_on - member.discharged_on AS INTEGER) AS day
    FROM event_at($known_at) AS event_at
    INNER JOIN member ON event_at.member_id = member.member_id
    WHERE event_at.convicted_on <= $followed_to
),

first_event AS (
    SELECT
        member_id,
        risk_score,
        min(day) AS day
    FROM event
    GROUP BY member_id, risk_score
),

happened AS (
    SELECT risk_score, day, 0 AS first_convictions, 0 AS censored, 1 AS events, 0 AS followed
    FROM event
    UNION ALL
    SELECT risk_score, day, 1 AS first_convictions, 0 AS censored, 0 AS events, 0 AS followed
    FROM first_event
    UNION ALL
    SELECT
        member.risk_score,
        member.last_day AS day,
        0 AS first_convictions,
        CAST(first_event.member_id IS NULL AS INTEGER) AS censored,
        0 AS events,
        1 AS followed
    FROM member
    LEFT JOIN first_event ON member.member_id = first_event.member_id
)

SELECT
    CAST(risk_score AS DOUBLE) AS risk_score,
    day,
    CAST(sum(first_convictions) AS BIGINT) AS first_convictions,
    CAST(sum(censored) AS BIGINT) AS censored,
    CAST(sum(events) AS BIGINT) AS events,
    CAST(sum(followed) AS BIGINT) AS followed
FROM happened
GROUP BY risk_score, day
ORDER BY risk_score, day
