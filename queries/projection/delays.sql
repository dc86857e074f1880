-- One row: a delay from offence to conviction, and the longest delay that could have been seen, over one cohort.
-- Units: days; people whose first conviction had that delay. offence_day counts from the day of discharge.
-- Source: cohort_at, event_at. Parameters as in follow_up.
WITH member AS (
    SELECT
        member_id,
        discharged_on,
        least($followed_to, mature_on - 1) AS last_on
    FROM cohort_at($members_at)
    WHERE
        contract_id = $contract_id AND cohort_id = $cohort_id AND reason_left_out IS NULL
        AND discharged_on <= least($discharged_to, $followed_to)
),

first_conviction AS (
    SELECT
        member_id,
        min(convicted_on) AS convicted_on,
        arg_min(offence_on, convicted_on) AS offence_on
    FROM event_at($known_at)
    WHERE convicted_on <= $followed_to AND member_id IN (SELECT member_id FROM member)
    GROUP BY member_id
)

SELECT
    CAST(first_conviction.convicted_on - first_conviction.offence_on AS INTEGER) AS delay_days,
    CAST(member.last_on - first_conviction.offence_on AS INTEGER) AS seen_for_days,
    CAST(first_conviction.offence_on - member.discharged_on AS INTEGER) AS offence_day,
    count(*) AS people
FROM member
INNER JOIN first_conviction ON member.member_id = first_conviction.member_id
GROUP BY ALL
ORDER BY ALL
