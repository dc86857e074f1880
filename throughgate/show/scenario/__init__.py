"""What the Scenario page shows."""
