-- One row: people out for twelve weeks or longer, by risk band and whether they have been met since release.
-- Units: hours are of kept contacts with a community case manager in the first 84 days from the day of discharge;
-- hours_squared is the sum over people of their square. Nobody where the data hold no such contact.
-- Source: service_at, meeting_at.
WITH person AS (
    SELECT
        service.discharge_id,
        service.risk_band,
        service.met_on IS NOT NULL AS is_engaged,
        coalesce(sum(meeting.minutes), 0) / 60 AS hours
    FROM service_at($as_at) AS service
    LEFT JOIN meeting_at($as_at) AS meeting
        ON
            service.discharge_id = meeting.discharge_id
            AND meeting.contacted_on BETWEEN service.discharged_on AND service.discharged_on + 83
    WHERE
        service.contract_id = $contract_id
        AND service.is_index
        AND service.discharged_on + 84 <= $as_at
        AND ($cohort_id IS NULL OR service.cohort_id = $cohort_id)
    GROUP BY service.discharge_id, service.risk_band, service.met_on
)

SELECT
    risk_band,
    is_engaged,
    count(*) AS n,
    sum(hours) AS hours,
    sum(hours * hours) AS hours_squared
FROM person
GROUP BY risk_band, is_engaged
HAVING (SELECT bool_or(anybody.is_engaged) FROM person AS anybody)
ORDER BY risk_band, is_engaged
