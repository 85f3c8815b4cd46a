"""Carries a model over people and time: code from traced equations, solvers, population runs."""
