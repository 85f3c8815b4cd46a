"""One channel at a time: random sequences of openings and what is counted in them."""
