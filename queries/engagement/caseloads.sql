-- One row: a case manager of the contract's establishments at the end of a month, in post or holding people that day.
-- Units: people; whole_time_equivalent in posts, empty where not given, 0 where the post is over; case_manager numbers those
-- of a role by first day in post. In custody people are held from the first to the last day of their allocation, never beyond
-- the day before the next of the same stay or their discharge; only people since discharged are in the data. In the community they are held until $support_months after
-- release (empty: no such end), while the latest contact kept since release and outside custody is less than $silent_days old,
-- by whoever kept it; a later contact changes nothing in the row. Source: worker, allocation, meeting_at, month_end_at,
-- discharge, cohort, cohort_establishment.
WITH place AS (
    SELECT DISTINCT cohort_establishment.establishment
    FROM cohort
    INNER JOIN cohort_establishment USING (cohort_key)
    WHERE cohort.contract_id = $contract_id AND cohort.kind = 'cohort'
),

month AS (
    SELECT month_end FROM month_end_at($as_at) WHERE contract_id = $contract_id
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

allocated AS (
    SELECT
        discharge_id,
        worker_id,
        started_on,
        least(
            ended_on, lead(started_on) OVER (PARTITION BY discharge_id ORDER BY started_on) - 1, released.discharged_on
        ) AS ended_on
    FROM allocation
    INNER JOIN released USING (discharge_id)
    WHERE started_on <= $as_at AND known_on <= $as_at AND superseded_on > $as_at
),

in_custody AS (
    SELECT
        allocated.worker_id,
        month.month_end,
        count(*) AS people
    FROM allocated
    INNER JOIN month ON allocated.started_on <= month.month_end AND allocated.ended_on >= month.month_end
    GROUP BY allocated.worker_id, month.month_end
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
    CASE WHEN manager.ended_on < month.month_end THEN 0 ELSE manager.whole_time_equivalent END
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
