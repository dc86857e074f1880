-- One row: as in cohort_event of the later file, with what was learned up to the later day of convictions by the earlier day
-- as if it had been on record on the earlier one. On the later day it says what the file says.
-- Units: dates; known_to is exclusive. Source: now_event, the cohort_event of the later file.
SELECT
    * REPLACE ( -- noqa: PRS
        if(known_from > $before AND known_from <= $after AND convicted_on <= $before, $before, known_from)
            AS known_from,
        if(known_to > $before AND known_to <= $after, $before, known_to) AS known_to
    )
FROM now_event
