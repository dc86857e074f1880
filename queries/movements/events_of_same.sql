-- One row: as in events_learned, of the people of the earlier file by its member_id: whoever the later file holds for the
-- same discharge has that file's convictions, anybody else those of the earlier file.
-- Units: dates; known_to is exclusive. Source: then_member, then_event, now_member, events_learned.
WITH same AS (
    SELECT
        then_member.member_id,
        min(now_member.member_id) AS now_id
    FROM then_member
    INNER JOIN now_member
        ON
            then_member.cohort_id = now_member.cohort_id
            AND then_member.person_id = now_member.person_id
            AND then_member.discharge_id = now_member.discharge_id
            AND then_member.discharged_on = now_member.discharged_on
    WHERE then_member.reason_left_out IS NULL AND now_member.reason_left_out IS NULL
    GROUP BY then_member.member_id
)

SELECT events_learned.* REPLACE (same.member_id AS member_id) -- noqa: PRS
FROM same
INNER JOIN events_learned ON same.now_id = events_learned.member_id
UNION ALL BY NAME
SELECT then_event.*
FROM then_event
WHERE member_id NOT IN (SELECT member_id FROM same)
