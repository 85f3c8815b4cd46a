"""Compounds of the bench as data: what each does at which receptor, with the source of every number."""
