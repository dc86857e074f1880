"""What the Ledger page shows."""
