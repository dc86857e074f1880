-- One row: a day of discharge and a difference of the OGRS that the source recorded from the one computed from the history.
-- Units: discharges; difference in OGRS points (whole percent), recorded less computed. Source: service_at.
SELECT
    discharged_on AS day,
    CAST(recorded_percent - ogrs_percent AS DOUBLE) AS difference,
    count(DISTINCT discharge_id) AS people
FROM service_at($as_at)
WHERE
    contract_id = $contract_id
    AND discharged_on <= $as_at
    AND recorded_percent IS NOT NULL
    AND ogrs_percent IS NOT NULL
GROUP BY ALL
ORDER BY ALL
