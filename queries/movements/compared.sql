-- One row: how many people of the contract are in both files, and how many discharges counted on the earlier day have other
-- scores in the later file on the later day.
-- Units: people as both files name them, and discharges. Source: then_member, now_member.
SELECT
    count(DISTINCT then_member.person_id) AS people,
    count(*) FILTER (
        WHERE then_member.discharge_id = now_member.discharge_id
        AND then_member.known_from <= $before AND then_member.known_to > $before
        AND now_member.known_from <= $after AND now_member.known_to > $after
        AND (
            then_member.ogrs3_one_year_percent IS DISTINCT FROM now_member.ogrs3_one_year_percent
            OR then_member.ogrs3_two_year_percent IS DISTINCT FROM now_member.ogrs3_two_year_percent
            OR then_member.ogrs4g_percent IS DISTINCT FROM now_member.ogrs4g_percent
            OR then_member.recorded_score IS DISTINCT FROM now_member.recorded_score
        )
    ) AS rescored
FROM then_member
INNER JOIN now_member
    ON then_member.cohort_id = now_member.cohort_id AND then_member.person_id = now_member.person_id
