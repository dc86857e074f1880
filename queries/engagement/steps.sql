-- One row: a step on the way from custody to community, a quarter of discharge, and local and licence, as known on the
-- as-at date: n could have had the step, of whom kept had it; left_out could not be said (of 'allocated' alone).
-- Units: steps before release count discharges, the others eligible people once in a cohort; quarter is named by its first day;
-- is_local and is_on_licence are empty where not recorded. 'allocated': a case manager within $allocated_within days of
-- arrival, of those whom the triage rule gives one and who arrived on or after $service_from; 'handover': an attended
-- handover from $handover_to to $handover_from days before release, and 'handover ever' at any time before it, of those
-- with a case manager for $handover_to days or more; 'first week': an attended contact with a community case manager on
-- days 0 to 6, of those out for 7 days; 'engaged': one in the first twelve months, so far, of those out for a month;
-- 'local': released locally. A step without its figures has no row. Source: service_at, case_manager_at, contact.
WITH person AS (
    SELECT
        *,
        CAST(date_trunc('quarter', discharged_on) AS DATE) AS quarter,
        intended_pathway <= 3
        AND NOT coalesce(intended_pathway = 3 AND sentence_days < $triage_only_below, FALSE) AS gets_case_manager
    FROM service_at($as_at)
    WHERE contract_id = $contract_id AND ($cohort_id IS NULL OR cohort_id = $cohort_id)
),

handover AS (
    SELECT
        person.discharge_id,
        bool_or(
            contact.contacted_on >= person.discharged_on - CAST($handover_to AS INTEGER)
            AND contact.contacted_on <= person.discharged_on - CAST($handover_from AS INTEGER)
        ) AS is_in_time
    FROM person
    INNER JOIN contact
        ON
            person.discharge_id = contact.discharge_id
            AND contact.role = 'community case manager'
            AND contact.purpose = 'handover'
            AND contact.attended
            AND contact.contacted_on < person.discharged_on
            AND contact.known_on <= $as_at
            AND contact.superseded_on > $as_at
    GROUP BY person.discharge_id
),

looked_at AS (
    SELECT
        person.*,
        case_manager.case_manager_on,
        handover.discharge_id IS NOT NULL AS has_handover,
        coalesce(handover.is_in_time, FALSE) AS has_handover_in_time
    FROM person
    LEFT JOIN case_manager_at($as_at) AS case_manager ON person.discharge_id = case_manager.discharge_id
    LEFT JOIN handover ON person.discharge_id = handover.discharge_id
),

step AS (
    SELECT
        step.name AS step,
        looked_at.quarter,
        looked_at.is_local_release AS is_local,
        looked_at.is_on_licence,
        coalesce(step.is_in_base, FALSE) AS is_in_base,
        coalesce(step.is_kept, FALSE) AS is_kept
    FROM looked_at
    CROSS JOIN
        LATERAL (
            VALUES
            (
                'allocated',
                gets_case_manager AND $allocated_within IS NOT NULL,
                arrived_on >= $service_from,
                case_manager_on <= arrived_on + CAST($allocated_within AS INTEGER)
            ),
            ('handover', case_manager_on <= discharged_on - CAST($handover_to AS INTEGER), TRUE, has_handover_in_time),
            ('handover ever', case_manager_on <= discharged_on - CAST($handover_to AS INTEGER), TRUE, has_handover),
            ('first week', is_index AND discharged_on + 7 <= $as_at, TRUE, met_on < discharged_on + 7),
            ('engaged', is_index AND discharged_on + INTERVAL 1 MONTH <= $as_at, TRUE, met_on IS NOT NULL),
            ('local', is_index AND is_local_release IS NOT NULL, TRUE, is_local_release)
        ) AS step (name, is_asked, is_in_base, is_kept)
    WHERE step.is_asked
)

SELECT
    step,
    quarter,
    is_local,
    is_on_licence,
    count(*) FILTER (WHERE is_in_base) AS n,
    count(*) FILTER (WHERE is_in_base AND is_kept) AS kept,
    count(*) FILTER (WHERE NOT is_in_base) AS left_out
FROM step
GROUP BY ALL
ORDER BY step, quarter, is_local, is_on_licence
