"""Virtual people: covariates, variability between persons and between occasions, presets with sources."""

from nemda._callable import make_callable
from nemda.people.correlations import Correlation, correlated_normals, read_correlations
from nemda.people.people import People, people
from nemda.people.presets import Preset, preset_names, read_preset
from nemda.people.rows import from_columns, read_people
from nemda.people.sampling import occasion_normals, sample, visit_noise

__all__ = [
    "Correlation",
    "People",
    "Preset",
    "correlated_normals",
    "from_columns",
    "occasion_normals",
    "people",
    "preset_names",
    "read_correlations",
    "read_people",
    "read_preset",
    "sample",
    "visit_noise",
]

make_callable(__name__, "nemda.people.people:people")
