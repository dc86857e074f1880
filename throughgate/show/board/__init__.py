"""The Board summary: what a board reads in five minutes, on the page and in the pack."""
