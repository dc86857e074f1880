"""What the Payment page shows."""
