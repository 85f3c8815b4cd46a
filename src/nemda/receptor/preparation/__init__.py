"""A receptor on the bench: its scheme with everything that may be applied to it, and what happens then."""
