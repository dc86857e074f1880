-- One row: a pathway last received, with how its eligible people fare, as known on the as-at date; empty for nobody's.
-- Units: people (each once); OGRS3, one year, in per cent, as a mean over those scored; engaged met a community case manager
-- within a year so far; reconvicted and the mature_ columns are of people whose follow-up is complete.
-- Source: service_at, member_at.
SELECT
    service.pathway,
    count(*) AS people,
    count(service.ogrs_percent) AS scored,
    avg(service.ogrs_percent) AS mean_ogrs,
    count(service.met_on) AS engaged,
    count(*) FILTER (WHERE member.is_mature) AS mature,
    count(service.ogrs_percent) FILTER (WHERE member.is_mature) AS mature_scored,
    avg(service.ogrs_percent) FILTER (WHERE member.is_mature) AS mature_mean_ogrs,
    count(*) FILTER (WHERE member.is_mature AND member.is_reconvicted) AS reconvicted
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
    AND member.reason_left_out IS NULL
GROUP BY service.pathway
ORDER BY service.pathway
