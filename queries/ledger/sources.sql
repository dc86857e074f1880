-- One row: whether all that is known of a contract's people comes from sources marked as made up, none aside.
-- Units: yes or no; no where there is nobody. Source: discharge, crs_referral, person, conviction,
-- sanction_history (what listed scores come from), load.
WITH released AS (
    SELECT DISTINCT person_id
    FROM discharge
    WHERE list_contains($establishments, establishment)
),

used AS (
    SELECT source FROM discharge WHERE list_contains($establishments, establishment)
    UNION
    SELECT source FROM crs_referral WHERE list_contains($establishments, contract_ref)
    UNION
    SELECT person.source FROM person SEMI JOIN released ON person.person_id = released.person_id
    UNION
    SELECT conviction.source FROM conviction SEMI JOIN released ON conviction.person_id = released.person_id
    UNION
    SELECT sanction_history.source
    FROM sanction_history
    SEMI JOIN released ON sanction_history.person_id = released.person_id
),

told AS (
    SELECT
        source,
        bool_and(coalesce(is_synthetic, FALSE)) AS is_synthetic
    FROM load
    GROUP BY source
)

SELECT coalesce(bool_and(coalesce(told.is_synthetic, FALSE)), FALSE) AS is_synthetic
FROM used
LEFT JOIN told ON used.source = told.source
