"""One severity on several scales: MADRS, HAM-D17, QIDS-SR16, PHQ-9, by published cross-walks with errors.

The model computes MADRS; the others are read from it through tables of scores that stand for the same
severity in people rated on both scales (equipercentile or item response linking). A cross-walk says what a
group with this mean shows on the other scale; for one person it misses by the error given with it, which
is large. Wrong if a trial that used two scales reports pairs of means further apart than the error of a mean.
"""

from nemda.trial.scales.convert import Converted, convert, on_scale
from nemda.trial.scales.library import links, scales
from nemda.trial.scales.link import Link, Scale

__all__ = ["Converted", "Link", "Scale", "convert", "links", "on_scale", "scales"]
