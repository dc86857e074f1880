"""From custody to community, capacity and indicators, as the Engagement page shows them."""
