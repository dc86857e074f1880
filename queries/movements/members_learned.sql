-- One row: as in cohort_member of the later file, with what was learned up to the later day of people released by the earlier
-- day as if it had been known on the earlier one. On the later day it says what the file says.
-- Units: known_to is exclusive. Source: now_member, the cohort_member of the later file.
SELECT
    * REPLACE ( -- noqa: PRS
        if(known_from > $before AND known_from <= $after AND discharged_on <= $before, $before, known_from)
            AS known_from,
        if(known_to > $before AND known_to <= $after, $before, known_to) AS known_to
    )
FROM now_member
