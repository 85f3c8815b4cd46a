"""Blockers of the open pore: what one is, its constants from experiments, and schemes that contain it."""
