-- One row: as in cohort_member of the earlier file; who counts on the earlier day has the scores that the later file knows of
-- the same discharge on the later day, where it knows it.
-- Units: scores in per cent, recorded ones in the scheme's steps. Source: then_member and now_member, the cohort_member of
-- the earlier and of the later file.
SELECT
    then_member.* REPLACE ( -- noqa: PRS
        CASE WHEN known.person_id IS NULL THEN then_member.ogrs3_one_year_percent ELSE known.ogrs3_one_year_percent END
            AS ogrs3_one_year_percent,
        CASE WHEN known.person_id IS NULL THEN then_member.ogrs3_two_year_percent ELSE known.ogrs3_two_year_percent END
            AS ogrs3_two_year_percent,
        CASE WHEN known.person_id IS NULL THEN then_member.ogrs4g_percent ELSE known.ogrs4g_percent END
            AS ogrs4g_percent,
        CASE WHEN known.person_id IS NULL THEN then_member.recorded_score ELSE known.recorded_score END
            AS recorded_score
    )
FROM then_member
LEFT JOIN now_member AS known
    ON
        then_member.cohort_id = known.cohort_id
        AND then_member.person_id = known.person_id
        -- An equation, not two conditions of then_member alone: with those every row would be held against every other.
        AND if(then_member.known_from <= $before AND then_member.known_to > $before, then_member.discharge_id, NULL)
        = known.discharge_id
        AND known.known_from <= $after AND known.known_to > $after
