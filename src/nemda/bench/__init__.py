"""Measures the engines and the best solvers of others on the same people, at the same accuracy."""
