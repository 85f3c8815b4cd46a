"""Kinetic schemes of receptors as data: states, constants, transitions, and what makes them valid."""
