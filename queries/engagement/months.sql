-- One row: a month since release, 1 to 12, local and licence: people who have been out for all of it, as known on the
-- as-at date.
-- Units: eligible people; month m is from m - 1 whole months after the discharge to the day before m whole months;
-- met had an attended contact with a community case manager outside custody in it; is_local and is_on_licence are empty
-- where not recorded. Source: service_at, meeting_at.
WITH person AS (
    SELECT
        discharge_id,
        discharged_on,
        is_local_release,
        is_on_licence
    FROM service_at($as_at)
    WHERE contract_id = $contract_id AND ($cohort_id IS NULL OR cohort_id = $cohort_id) AND is_index
),

span AS (
    SELECT unnest(range(1, 13)) AS month
),

followed AS (
    SELECT
        person.*,
        span.month,
        CAST(person.discharged_on + INTERVAL (span.month - 1) MONTH AS DATE) AS month_from,
        CAST(person.discharged_on + INTERVAL (span.month) MONTH AS DATE) AS month_before
    FROM person
    CROSS JOIN span
    WHERE person.discharged_on + INTERVAL (span.month) MONTH <= $as_at
),

met AS (
    SELECT DISTINCT
        followed.discharge_id,
        followed.month
    FROM followed
    INNER JOIN meeting_at($as_at) AS meeting
        ON
            followed.discharge_id = meeting.discharge_id
            AND meeting.contacted_on >= followed.month_from
            AND meeting.contacted_on < followed.month_before
)

SELECT
    CAST(followed.month AS INTEGER) AS month,
    followed.is_local_release AS is_local,
    followed.is_on_licence,
    count(*) AS n,
    count(met.discharge_id) AS met
FROM followed
LEFT JOIN met ON followed.discharge_id = met.discharge_id AND followed.month = met.month
GROUP BY ALL
ORDER BY month, is_local, is_on_licence
