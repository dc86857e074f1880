-- One row: a cohort, a quarter of discharge, a sentence band, an OGRS percent and a named exclusion, or none.
-- Units: discharges that count or would count but for a named exclusion ($reasons), as known on the as-at date; OGRS3 one
-- year in whole percent, empty where the history is not known. Source: service_at.
SELECT
    cohort_id,
    CAST(date_trunc('quarter', discharged_on) AS DATE) AS quarter,
    coalesce(sentence_band, 'not known') AS sentence_band,
    ogrs_percent,
    coalesce(reason_left_out, '') AS reason,
    count(*) AS people
FROM service_at($as_at)
WHERE
    contract_id = $contract_id
    AND discharged_on <= $as_at
    AND (reason_left_out IS NULL OR list_contains($reasons, reason_left_out))
GROUP BY ALL
ORDER BY ALL
