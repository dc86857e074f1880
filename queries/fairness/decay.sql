-- One row: a day since release, from the 29th to the end of the 52nd week, of people met in the first four weeks.
-- Units: people on that day, and the kept contacts with a community case manager on it, for people not yet and people already
-- reconvicted, as far as known; day 0 is the day of discharge. The same on every row: people and reconvicted count those of whom
-- any day is counted, and of them those reconvicted on or before their last; residuals_squared is the sum over people of the
-- square of their residual, empty without $ratio: over their days kept contacts less those expected of a person not yet ($ratio
-- times them of one already) reconvicted, weighted as Mantel and Haenszel weigh a day; see
-- throughgate/methods/fairness/decay.py. Source: service_at, member_at, meeting_at.
WITH person AS MATERIALIZED (
    SELECT
        service.discharge_id,
        service.discharged_on,
        CAST(least(363, $as_at - service.discharged_on) AS INTEGER) AS last_day,
        CAST(
            greatest(
                28,
                least(364, member.first_convicted_on - service.discharged_on, $as_at - service.discharged_on + 1)
            ) AS INTEGER
        ) AS first_after
    FROM service_at($as_at) AS service
    INNER JOIN member_at($as_at) AS member
        ON
            service.contract_id = member.contract_id
            AND service.cohort_id = member.cohort_id
            AND service.discharge_id = member.discharge_id
    WHERE
        service.contract_id = $contract_id
        AND service.is_index
        AND service.met_on < service.discharged_on + 28
        AND service.discharged_on + 28 <= $as_at
        AND ($cohort_id IS NULL OR service.cohort_id = $cohort_id)
),

kept AS MATERIALIZED (
    SELECT
        person.discharge_id,
        meeting.contacted_on - person.discharged_on AS day,
        meeting.contacted_on - person.discharged_on >= person.first_after AS is_after
    FROM person
    INNER JOIN meeting_at($as_at) AS meeting
        ON
            person.discharge_id = meeting.discharge_id
            AND meeting.contacted_on BETWEEN person.discharged_on + 28 AND person.discharged_on + person.last_day
),

contacts AS (
    SELECT
        day,
        count(*) FILTER (WHERE NOT is_after) AS contacts_before,
        count(*) FILTER (WHERE is_after) AS contacts_after
    FROM kept
    GROUP BY day
),

leaving AS (
    SELECT
        first_after AS day,
        count(*) AS from_before,
        0 AS from_all
    FROM person
    GROUP BY first_after
    UNION ALL
    SELECT
        last_day + 1 AS day,
        0 AS from_before,
        count(*) AS from_all
    FROM person
    GROUP BY last_day
),

total AS (
    SELECT
        count(*) AS people,
        count(*) FILTER (WHERE first_after <= last_day) AS reconvicted
    FROM person
),

days AS (SELECT unnest(range(28, 364)) AS day),

at_risk AS (
    SELECT
        days.day,
        any_value(total.people) - coalesce(sum(leaving.from_before), 0) AS days_before,
        any_value(total.people) - coalesce(sum(leaving.from_all), 0) AS days_in_all
    FROM days
    CROSS JOIN total
    LEFT JOIN leaving ON days.day >= leaving.day
    GROUP BY days.day
),

each_day AS (
    SELECT
        at_risk.day,
        at_risk.days_in_all AS days,
        at_risk.days_before,
        at_risk.days_in_all - at_risk.days_before AS days_after,
        coalesce(contacts.contacts_before, 0) AS contacts_before,
        coalesce(contacts.contacts_after, 0) AS contacts_after
    FROM at_risk
    LEFT JOIN contacts ON at_risk.day = contacts.day
    WHERE at_risk.days_in_all > 0
),

weight AS (
    SELECT
        day,
        days_before / days AS of_after,
        CAST($ratio AS DOUBLE) * days_after / days AS of_before,
        (contacts_before + contacts_after) / (CAST($ratio AS DOUBLE) * days_after + days_before) AS expected
    FROM each_day
),

so_far AS (
    SELECT
        day + 1 AS day,
        sum(CAST($ratio AS DOUBLE) * expected * of_after) OVER (ORDER BY day) AS after,
        sum(expected * of_before) OVER (ORDER BY day) AS before
    FROM weight
    UNION ALL
    SELECT 28 AS day, 0 AS after, 0 AS before
),

seen AS (
    SELECT
        kept.discharge_id,
        sum(CASE WHEN kept.is_after THEN weight.of_after ELSE -weight.of_before END) AS weighted
    FROM kept
    INNER JOIN weight ON kept.day = weight.day
    GROUP BY kept.discharge_id
),

residual AS (
    SELECT coalesce(seen.weighted, 0) + turned.before - (ended.after - turned.after) AS residual
    FROM person
    INNER JOIN so_far AS turned ON person.first_after = turned.day
    INNER JOIN so_far AS ended ON person.last_day + 1 = ended.day
    LEFT JOIN seen ON person.discharge_id = seen.discharge_id
),

spread AS (
    SELECT sum(residual * residual) AS residuals_squared
    FROM residual
)

SELECT
    each_day.day,
    total.people,
    total.reconvicted,
    each_day.days_before,
    each_day.days_after,
    each_day.contacts_before,
    each_day.contacts_after,
    spread.residuals_squared
FROM each_day
CROSS JOIN total
CROSS JOIN spread
ORDER BY each_day.day
