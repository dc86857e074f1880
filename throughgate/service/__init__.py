"""What the service did for the people discharged: from counts and terms to results that pages and commands share."""
