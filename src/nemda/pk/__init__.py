"""Kinetics of ketamine, norketamine and hydroxynorketamine: from doses to levels, in closed form.

Which models are used and why is said in `nemda.pk.disposition` and `nemda.pk.absorption`; every
number lives in ``tables`` with its source. What would falsify the whole is said where it is built.
"""

from nemda._callable import make_callable
from nemda.pk.kinetics import effect_drive, plasma_drive
from nemda.pk.molar import ng_per_ml
from nemda.pk.values import parameter_table, typical_values

__all__ = ["effect_drive", "ng_per_ml", "parameter_table", "plasma_drive", "typical_values"]

make_callable(__name__)
