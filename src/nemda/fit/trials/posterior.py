"""Posterior draws by NUTS around the optimum, on a quadratic surface in place of the simulator.

A simulation of all arms takes seconds, a chain needs tens of thousands, so near the optimum predictions are
replaced by f0 + J (z - z0) + h (z - z0)^2 / 2 with each study's deviations linear, which large deviations
of what lasts are not (part of the error that the check below tells). The standard deviations between studies
and a common factor on all errors are sampled with the rest (non-centered; Hoffman and Gelman 2014, J Mach
Learn Res 15:1593, by numpyro). What the surface cannot show is checked by simulating some of the draws
exactly; wrong if those differ from the surface by as much as the errors of the data.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import NemdaError
from nemda.fit.trials.optimum import Optimum
from nemda.fit.trials.problem import Problem
from nemda.trial.deviation import NAMES, Deviation

CHAINS = 4
WARMUP = 400
SAMPLES = 400
SD_SCALES = Deviation(drug=0.5, lasting=0.5, other=0.08)
"""Half-normal priors of the standard deviations between studies."""
FACTOR_SPREAD = 0.3
"""Lognormal prior of the factor on all errors."""


class Posterior(NamedTuple):
    """Draws [draw, ...] of standardized parameters, study deviations and standard deviations between studies.

    `rhat`, `effective` by parameter name (standard names of the convergence diagnostics), `divergences` in
    all chains after warm-up.
    """

    z: Float[ndarray, "draw free"]
    own: Float[ndarray, "draw deviation study"]
    sds: Float[ndarray, "draw deviation"]
    factor: Float[ndarray, " draw"]
    rhat: Mapping[str, float]
    effective: Mapping[str, float]
    divergences: int


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise NemdaError(
            "The posterior needs numpyro and JAX.", got=str(error), hint="pip install 'nemda[inference]'"
        ) from error


def require_libraries() -> None:
    """Refuse to start a calibration whose end could not be reached.

    Raises
    ------
    NemdaError
        The optional libraries are missing.
    """
    _library("numpyro")
    _library("jax")


def sample_posterior(problem: Problem, optimum: Optimum, seed: int) -> Posterior:
    """Return draws from the posterior on the quadratic surface.

    Raises
    ------
    NemdaError
        The optional libraries are missing.
    """
    numpyro, jax = _library("numpyro"), _library("jax")
    infer, diagnostics = _library("numpyro.infer"), _library("numpyro.diagnostics")
    jax.config.update("jax_enable_x64", True)
    numpyro.set_host_device_count(1)
    kernel = infer.NUTS(_model(problem, optimum), target_accept_prob=0.9)
    chains = infer.MCMC(
        kernel, num_warmup=WARMUP, num_samples=SAMPLES, num_chains=CHAINS, chain_method="sequential",
        progress_bar=False,
    )  # fmt: skip
    chains.run(jax.random.PRNGKey(seed), extra_fields=("diverging",))
    grouped = {name: np.asarray(each) for name, each in chains.get_samples(group_by_chain=True).items()}
    flat = {name: each.reshape(-1, *each.shape[2:]) for name, each in grouped.items()}
    names = [one.key for one in problem.free]
    rhat = dict(zip(names, np.asarray(diagnostics.split_gelman_rubin(grouped["z"])).tolist(), strict=True))
    size = dict(zip(names, np.asarray(diagnostics.effective_sample_size(grouped["z"])).tolist(), strict=True))
    sd_names = [f"{name}_sd" for name in NAMES]
    for name in (*sd_names, "factor"):
        rhat[name] = float(diagnostics.split_gelman_rubin(grouped[name]))
        size[name] = float(diagnostics.effective_sample_size(grouped[name]))
    return Posterior(
        z=flat["z"], own=np.stack([flat[name] for name in NAMES], axis=1),
        sds=np.stack([flat[name] for name in sd_names], axis=1), factor=flat["factor"], rhat=rhat,
        effective=size, divergences=int(np.asarray(chains.get_extra_fields()["diverging"]).sum()),
    )  # fmt: skip


def _model(problem: Problem, optimum: Optimum) -> Any:
    numpyro = _library("numpyro")
    normal: Any = numpyro.distributions.Normal
    studies, free = len(problem.studies), len(problem.free)
    pooled, index = problem.pooled, problem.study_index

    def model() -> None:
        z = numpyro.sample("z", normal(np.zeros(free), np.ones(free)))
        factor = numpyro.sample("factor", numpyro.distributions.LogNormal(0.0, FACTOR_SPREAD))
        own: list[Any] = []
        for name, scale in SD_SCALES._asdict().items():
            sd = numpyro.sample(f"{name}_sd", numpyro.distributions.HalfNormal(scale))
            raw = numpyro.sample(f"raw_{name}", normal(np.zeros(studies), np.ones(studies)))
            own.append(numpyro.deterministic(name, sd * raw / pooled))
        predicted = surface(optimum, z, own, index)
        numpyro.sample("y", normal(predicted, factor * problem.error), obs=problem.observed)

    return model


def surface(optimum: Optimum, z: Any, own: Any, index: ndarray) -> Any:
    """Return the predictions of the quadratic surface [target], for numpy or JAX arrays."""
    away = z - optimum.z
    moved = optimum.slopes @ away + optimum.curvature @ (away * away) / 2
    by_study = sum(
        slope * (deviation - best)[index]
        for slope, deviation, best in zip(optimum.by_own, own, optimum.own, strict=True)
    )
    return optimum.predicted + moved + by_study
