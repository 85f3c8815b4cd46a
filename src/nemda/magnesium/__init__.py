"""Magnesium from the plate to the synapse: meals, gut, kidney, body pools, infusions and what the brain sees.

A day of meals becomes absorbed magnesium, absorbed magnesium becomes a course of serum and of the body's
stores, and serum hardly reaches the brain. What would falsify the room: meals that are absorbed in
proportion to their dose, or serum that leaves its narrow range when a healthy person eats more.
"""
