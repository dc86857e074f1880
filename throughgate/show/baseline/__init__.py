"""What the Adjusted baseline page shows."""
