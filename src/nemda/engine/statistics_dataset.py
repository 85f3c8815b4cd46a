"""From a tally to a labeled dataset: statistics by variable and time, shares by endpoint and time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.engine import histogram
from nemda.engine.dataset import job_attributes, variable_attributes
from nemda.engine.endpoints import Endpoint
from nemda.engine.job import Job
from nemda.engine.moments import BLOCK, total
from nemda.engine.tally import Tally

if TYPE_CHECKING:
    from xarray import Dataset


def statistics_dataset(
    job: Job,
    tally: Tally,
    names: Sequence[str],
    quantiles: Sequence[float],
    endpoints: Sequence[Endpoint],
) -> Dataset:
    """Return the statistics of everybody in a tally.

    Dimensions are `variable`, `time`, `quantile` and `endpoint`. `mean`, `sd` (n - 1), `minimum` and
    `maximum` are exact up to rounding; `quantiles` are off by at most `quantile_error`; `share` is the
    share of people who have reached an endpoint at a time, exactly. Units stand in the coordinate `units`.
    """
    import xarray

    everybody = total(tally.nodes)
    shape = (len(names), job.times_h.size)
    grid = ("variable", "time")

    def labeled(
        values: Float[ndarray, " cell"], meaning: str
    ) -> tuple[tuple[str, ...], ndarray, dict[str, str]]:
        return grid, values.reshape(shape), {"long_name": meaning}

    found = histogram.quantiles(tally.histograms, np.array(quantiles))
    by_name = variable_attributes()
    return xarray.Dataset(
        {
            "mean": labeled(everybody.mean, "mean over people"),
            "sd": labeled(everybody.sd(), "standard deviation between people (n - 1)"),
            "minimum": labeled(tally.histograms.minimum, "lowest value of anybody"),
            "maximum": labeled(tally.histograms.maximum, "highest value of anybody"),
            "quantiles": (
                ("quantile", *grid),
                found.reshape(-1, *shape),
                {"long_name": "quantiles over people"},
            ),
            "quantile_error": labeled(
                histogram.width(tally.histograms), "greatest possible error of a quantile"
            ),
            "share": (
                ("endpoint", "time"),
                tally.reached / everybody.n,
                {"units": "1", "long_name": "share of people who have reached the endpoint"},
            ),
        },
        coords={
            "variable": list(names),
            "time": ("time", job.times_h, {"units": "h", "long_name": "time since the start"}),
            "quantile": list(quantiles),
            "endpoint": [endpoint.name for endpoint in endpoints],
            "units": ("variable", [by_name[name]["units"] for name in names]),
            "long_name": ("variable", [by_name[name]["long_name"] for name in names]),
        },
        attrs=job_attributes(job)
        | {
            "people": everybody.n,
            "first_person": job.people.first,
            "block": BLOCK,
            "endpoints": "; ".join(repr(endpoint) for endpoint in endpoints),
            "solver_steps_per_person": tally.steps / everybody.n,
            "by_reference_solver": tally.by_reference,
        },
    )
