-- One row: an OGRS in whole percent and whether people met a community case manager in the first 28 days after release:
-- how many were reconvicted, as known on the as-at date.
-- Units: eligible people whose follow-up is complete; ogrs_percent and risk_band are empty for people without a score.
-- Source: service_at, member_at.
SELECT
    service.ogrs_percent,
    service.risk_band,
    coalesce(service.met_on < service.discharged_on + 28, FALSE) AS is_engaged,
    count(*) AS n,
    count(*) FILTER (WHERE member.is_reconvicted) AS reconvicted
FROM service_at($as_at) AS service
INNER JOIN member_at($as_at) AS member
    ON
        service.contract_id = member.contract_id
        AND service.cohort_id = member.cohort_id
        AND service.discharge_id = member.discharge_id
WHERE
    service.contract_id = $contract_id
    AND ($cohort_id IS NULL OR service.cohort_id = $cohort_id)
    AND service.is_index
    AND member.is_mature
GROUP BY ALL
ORDER BY service.ogrs_percent, is_engaged
