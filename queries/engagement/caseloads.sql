-- One row: a case manager of the contract's establishments at the end of a month, in post or holding people that day.
-- Units: people; whole_time_equivalent in posts, empty where not given or the post is over; case_manager numbers those of a
-- role by first day in post. In custody people are held from the first to the last day of their allocation, and never after
-- their discharge; only people since discharged are in the data. In the community they are held until $support_months after
-- release (empty: no such end), while the latest contact kept since release and outside custody is less than $silent_days old,
-- by whoever kept it; a later contact changes nothing in the row. Source: worker, allocation, meeting_at, discharge, cohort,
-- cohort_establishment.
WITH place AS (
    SELECT DISTINCT cohort_establishment.establishment
    FROM cohort
    INNER JOIN cohort_establishment USING (cohort_key)
    WHERE cohort.contract_id = $contract_id AND cohort.kind = 'cohort'
),

month AS (
    SELECT last_day(CAST(begun.first_day AS DATE)) AS month_end
    FROM (
        SELECT unnest(generate_series(date_trunc('month', min(discharged_from)), $as_at, INTERVAL 1 MONTH)) AS first_day
        FROM cohort
        WHERE contract_id = $contract_id AND kind = 'cohort'
    ) AS begun
    WHERE last_day(CAST(begun.first_day AS DATE)) <= $as_at
),

manager AS (
    SELECT
        worker_id,
        role,
        started_on,
        ended_on,
        whole_time_equivalent,
        dense_rank() OVER (PARTITION BY role ORDER BY started_on, worker_id) AS case_manager
    FROM worker
    WHERE
        role IN ('custody case manager', 'community case manager')
        AND establishment IN (FROM place)
        AND known_on <= $as_at
        AND superseded_on > $as_at
),

released AS (
    SELECT discharge_id, discharged_on
    FROM discharge
    WHERE known_on <= $as_at AND superseded_on > $as_at
),

in_custody AS (
    SELECT
        allocation.worker_id,
        month.month_end,
        count(DISTINCT allocation.discharge_id) AS people
    FROM allocation
    INNER JOIN released USING (discharge_id)
    INNER JOIN month
        ON
            allocation.started_on <= month.month_end
            AND (allocation.ended_on >= month.month_end OR allocation.ended_on IS NULL)
            AND released.discharged_on >= month.month_end
    WHERE allocation.known_on <= $as_at AND allocation.superseded_on > $as_at
    GROUP BY allocation.worker_id, month.month_end
),

kept AS (
    SELECT
        meeting.discharge_id,
        meeting.contacted_on,
        min(meeting.worker_id) AS worker_id
    FROM meeting_at($as_at) AS meeting
    INNER JOIN manager USING (worker_id)
    GROUP BY meeting.discharge_id, meeting.contacted_on
),

supported AS (
    SELECT
        kept.discharge_id,
        month.month_end,
        arg_max(kept.worker_id, kept.contacted_on) AS worker_id
    FROM kept
    INNER JOIN released USING (discharge_id)
    INNER JOIN month
        ON
            kept.contacted_on >= released.discharged_on
            AND kept.contacted_on <= month.month_end
            AND kept.contacted_on + CAST($silent_days AS INTEGER) > month.month_end
            AND (
                $support_months IS NULL
                OR released.discharged_on + to_months(CAST($support_months AS INTEGER)) > month.month_end
            )
    GROUP BY kept.discharge_id, month.month_end
),

in_community AS (
    SELECT
        worker_id,
        month_end,
        count(*) AS people
    FROM supported
    GROUP BY worker_id, month_end
)

SELECT
    manager.role,
    month.month_end,
    manager.case_manager,
    coalesce(in_custody.people, in_community.people, 0) AS people,
    CASE WHEN manager.ended_on < month.month_end THEN NULL ELSE manager.whole_time_equivalent END
        AS whole_time_equivalent
FROM manager
CROSS JOIN month
LEFT JOIN in_custody
    ON
        manager.role = 'custody case manager'
        AND manager.worker_id = in_custody.worker_id
        AND month.month_end = in_custody.month_end
LEFT JOIN in_community
    ON
        manager.role = 'community case manager'
        AND manager.worker_id = in_community.worker_id
        AND month.month_end = in_community.month_end
WHERE
    manager.started_on <= month.month_end
    AND (
        manager.ended_on >= month.month_end
        OR manager.ended_on IS NULL
        OR in_custody.people > 0
        OR in_community.people > 0
    )
ORDER BY manager.role, month.month_end, manager.case_manager
