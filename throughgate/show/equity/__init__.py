"""The Equity page: what is shown of each dimension, and what a differentiated price would pay."""
