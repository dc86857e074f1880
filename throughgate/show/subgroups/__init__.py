"""For whom it works: groups of people against what their risk leads to expect."""
