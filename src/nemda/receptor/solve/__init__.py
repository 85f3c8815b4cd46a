"""The mathematics of a scheme: generator matrix, steady state, exact propagation, ramps."""
