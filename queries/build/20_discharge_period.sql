-- One row: a discharge and a period over which what is known about it stays the same.
-- Units: ages in completed years from the first of the birth month; known_to is exclusive, 9999-12-31 while the knowledge lasts.
-- Source: discharge with its person, the latest sanction history at or before it, and its pathway on the day.
WITH moment AS (
    SELECT discharge_id, changed_on AS known_from
    FROM discharge_change
    UNION
    SELECT discharge_id, greatest(known_on, discharged_on) AS known_from
    FROM discharge
    WHERE discharge_id IN (SELECT discharge_id FROM discharge_change)
),

period AS (
    SELECT
        discharge_id,
        known_from,
        coalesce(lead(known_from) OVER (PARTITION BY discharge_id ORDER BY known_from), DATE '9999-12-31') AS known_to
    FROM moment
    UNION ALL
    SELECT discharge_id, greatest(known_on, discharged_on) AS known_from, DATE '9999-12-31' AS known_to
    FROM discharge
    WHERE discharge_id NOT IN (SELECT discharge_id FROM discharge_change)
),

version AS (
    SELECT
        period.known_from,
        period.known_to,
        discharge.*
    FROM period
    INNER JOIN discharge
        ON
            period.discharge_id = discharge.discharge_id
            AND period.known_from >= discharge.known_on
            AND period.known_from < discharge.superseded_on
            AND period.known_from >= discharge.discharged_on
),

history AS (
    SELECT
        version.discharge_id,
        version.known_from,
        sanction_history.convicted_on,
        sanction_history.age_at_first_sanction,
        sanction_history.sanctions_total,
        sanction_history.violent_sanctions,
        sanction_history.offence_code
    FROM version
    INNER JOIN sanction_history
        ON
            version.person_id = sanction_history.person_id
            AND version.discharged_on >= sanction_history.convicted_on
            AND version.known_from >= sanction_history.known_on
            AND version.known_from < sanction_history.superseded_on
    QUALIFY
        row_number() OVER (
            PARTITION BY version.discharge_id, version.known_from
            ORDER BY sanction_history.convicted_on DESC
        ) = 1
),

on_pathway AS (
    SELECT
        version.discharge_id,
        version.known_from,
        allocation.pathway
    FROM version
    INNER JOIN allocation
        ON
            version.discharge_id = allocation.discharge_id
            AND version.discharged_on >= allocation.started_on
            AND version.discharged_on <= coalesce(allocation.ended_on, version.discharged_on)
            AND version.known_from >= allocation.known_on
            AND version.known_from < allocation.superseded_on
    QUALIFY
        row_number() OVER (
            PARTITION BY version.discharge_id, version.known_from
            ORDER BY allocation.started_on DESC
        ) = 1
)

SELECT
    version.discharge_id,
    version.person_id,
    version.known_from,
    version.known_to,
    version.source,
    version.establishment,
    version.discharged_on,
    version.sentence_days,
    version.custody_type,
    version.release_area,
    version.is_local_release,
    version.risk_score AS recorded_score,
    version.risk_scheme AS recorded_scheme,
    version.exclusion,
    person.sex,
    person.ethnicity,
    on_pathway.pathway,
    history.age_at_first_sanction,
    history.sanctions_total,
    history.violent_sanctions,
    history.offence_code,
    offence_code.ogrs3_category,
    extract(YEAR FROM version.discharged_on) - extract(YEAR FROM person.birth_month)
    - CASE WHEN extract(MONTH FROM version.discharged_on) < extract(MONTH FROM person.birth_month) THEN 1 ELSE 0 END
        AS age_at_discharge,
    extract(YEAR FROM history.convicted_on) - extract(YEAR FROM person.birth_month)
    - CASE WHEN extract(MONTH FROM history.convicted_on) < extract(MONTH FROM person.birth_month) THEN 1 ELSE 0 END
        AS age_at_conviction
FROM version
LEFT JOIN person
    ON
        version.person_id = person.person_id
        AND version.known_from >= person.known_on
        AND version.known_from < person.superseded_on
LEFT JOIN history ON version.discharge_id = history.discharge_id AND version.known_from = history.known_from
LEFT JOIN on_pathway ON version.discharge_id = on_pathway.discharge_id AND version.known_from = on_pathway.known_from
LEFT JOIN offence_code ON history.offence_code = offence_code.offence_code
