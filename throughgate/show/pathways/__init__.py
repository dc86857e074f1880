"""Pathway mix, needs and interventions, as the Pathways page shows them."""
