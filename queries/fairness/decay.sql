-- One row: a pathway and a day since release, from the 29th to the end of the 52nd week, of people met in the first four weeks.
-- Units: people of the pathway on that day, and the kept contacts with a community case manager on it, for people not yet and
-- people already reconvicted, as far as known; day 0 is the day of discharge; the pathway is the last, 0 where none is known. The
-- same on every row of a pathway: people and reconvicted count those of whom any day is counted, and of them those reconvicted on
-- or before their last, once in each cohort that they are in; residuals_squared is the sum over people of the square of their
-- residual, empty without $ratios (one for each pathway from 0): over their days kept contacts less those expected of a
-- person not yet (the ratio times them of one already) reconvicted, weighted as Mantel and Haenszel weigh a day;
-- all_residuals_squared the same, a person's residuals of all pathways and cohorts taken together before they are squared; see
-- throughgate/methods/fairness/decay.py. Source: service_at, member_at, meeting_at.
WITH stay AS MATERIALIZED (
    SELECT
        service.person_id,
        service.discharge_id,
        service.discharged_on,
        coalesce(service.pathway, 0) AS pathway,
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
        stay.discharge_id,
        stay.pathway,
        meeting.contacted_on - stay.discharged_on AS day,
        meeting.contacted_on - stay.discharged_on >= stay.first_after AS is_after
    FROM stay
    INNER JOIN meeting_at($as_at) AS meeting
        ON
            stay.discharge_id = meeting.discharge_id
            AND meeting.contacted_on BETWEEN stay.discharged_on + 28 AND stay.discharged_on + stay.last_day
),

contacts AS (
    SELECT
        pathway,
        day,
        count(*) FILTER (WHERE NOT is_after) AS contacts_before,
        count(*) FILTER (WHERE is_after) AS contacts_after
    FROM kept
    GROUP BY pathway, day
),

leaving AS (
    SELECT
        pathway,
        first_after AS day,
        count(*) AS from_before,
        0 AS from_all
    FROM stay
    GROUP BY pathway, first_after
    UNION ALL
    SELECT
        pathway,
        last_day + 1 AS day,
        0 AS from_before,
        count(*) AS from_all
    FROM stay
    GROUP BY pathway, last_day
),

total AS (
    SELECT
        pathway,
        count(*) AS people,
        count(*) FILTER (WHERE first_after <= last_day) AS reconvicted
    FROM stay
    GROUP BY pathway
),

days AS (SELECT unnest(range(28, 364)) AS day),

at_risk AS (
    SELECT
        total.pathway,
        days.day,
        any_value(total.people) - coalesce(sum(leaving.from_before), 0) AS days_before,
        any_value(total.people) - coalesce(sum(leaving.from_all), 0) AS days_in_all
    FROM total
    CROSS JOIN days
    LEFT JOIN leaving ON total.pathway = leaving.pathway AND days.day >= leaving.day
    GROUP BY total.pathway, days.day
),

each_day AS (
    SELECT
        at_risk.pathway,
        at_risk.day,
        at_risk.days_in_all AS days,
        at_risk.days_before,
        at_risk.days_in_all - at_risk.days_before AS days_after,
        coalesce(contacts.contacts_before, 0) AS contacts_before,
        coalesce(contacts.contacts_after, 0) AS contacts_after,
        list_extract(CAST($ratios AS DOUBLE[]), at_risk.pathway + 1) AS ratio
    FROM at_risk
    LEFT JOIN contacts ON at_risk.pathway = contacts.pathway AND at_risk.day = contacts.day
    WHERE at_risk.days_in_all > 0
),

weight AS (
    SELECT
        pathway,
        day,
        ratio,
        days_before / days AS of_after,
        ratio * days_after / days AS of_before,
        (contacts_before + contacts_after) / (ratio * days_after + days_before) AS expected
    FROM each_day
),

so_far AS (
    SELECT
        pathway,
        day + 1 AS day,
        sum(ratio * expected * of_after) OVER (PARTITION BY pathway ORDER BY day) AS after,
        sum(expected * of_before) OVER (PARTITION BY pathway ORDER BY day) AS before
    FROM weight
    UNION ALL
    SELECT
        pathway,
        28 AS day,
        0 AS after,
        0 AS before
    FROM total
),

seen AS (
    SELECT
        kept.discharge_id,
        sum(CASE WHEN kept.is_after THEN weight.of_after ELSE -weight.of_before END) AS weighted
    FROM kept
    INNER JOIN weight ON kept.pathway = weight.pathway AND kept.day = weight.day
    GROUP BY kept.discharge_id
),

residual AS (
    SELECT
        stay.person_id,
        stay.pathway,
        sum(coalesce(seen.weighted, 0) + turned.before - (ended.after - turned.after)) AS residual
    FROM stay
    INNER JOIN so_far AS turned ON stay.pathway = turned.pathway AND stay.first_after = turned.day
    INNER JOIN so_far AS ended ON stay.pathway = ended.pathway AND stay.last_day + 1 = ended.day
    LEFT JOIN seen ON stay.discharge_id = seen.discharge_id
    GROUP BY stay.person_id, stay.pathway
),

spread AS (
    SELECT
        pathway,
        sum(residual * residual) AS residuals_squared
    FROM residual
    GROUP BY pathway
),

person AS (
    SELECT sum(residual) AS residual
    FROM residual
    GROUP BY person_id
),

spread_of_all AS (
    SELECT sum(residual * residual) AS all_residuals_squared
    FROM person
)

SELECT
    each_day.pathway,
    each_day.day,
    total.people,
    total.reconvicted,
    each_day.days_before,
    each_day.days_after,
    each_day.contacts_before,
    each_day.contacts_after,
    spread.residuals_squared,
    spread_of_all.all_residuals_squared
FROM each_day
INNER JOIN total ON each_day.pathway = total.pathway
LEFT JOIN spread ON each_day.pathway = spread.pathway
CROSS JOIN spread_of_all
ORDER BY each_day.pathway, each_day.day
