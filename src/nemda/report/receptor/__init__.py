"""Figures of the receptor bench: one function for each experiment."""
