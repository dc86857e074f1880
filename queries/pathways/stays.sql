-- One row: the stays that began at least $settled_days before the as-at date, and how long nearly all of them lasted.
-- Units: stays; days_99 is the 99th percentile of days from the first day on a pathway to discharge, the least number of
-- days within which at least 99 in 100 were discharged, empty where there are none. Source: service_at.
SELECT
    count(*) AS stays,
    quantile_disc(discharged_on - allocated_on, 0.99) AS days_99
FROM service_at($as_at)
WHERE contract_id = $contract_id AND allocated_on <= $as_at - $settled_days
