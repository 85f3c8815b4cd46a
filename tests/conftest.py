"""What every test runs under: reproducible examples, array shapes checked, one seed.

Importing a room below goes through jaxtyping, which checks the shapes in its annotations, and
beartype, which checks the types, at every call. An `int` passes where a `float` is asked for, as
it does for the static type checker (PEP 484). Only rooms outside the list may be imported before the hook.
"""

from __future__ import annotations

import jaxtyping
import pytest
from hypothesis import HealthCheck, settings

SHAPES_CHECKED_IN = ["nemda.pk", "nemda.receptor", "nemda.engine", "nemda.people", "nemda.model", "nemda.fit"]

jaxtyping.install_import_hook(
    SHAPES_CHECKED_IN, "beartype.beartype(conf=beartype.BeartypeConf(is_pep484_tower=True))"
)

# No example may pass or fail by chance or by the speed of the machine.
settings.register_profile(
    "nemda",
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("nemda")


@pytest.fixture
def seed() -> int:
    """Return the seed of tests that draw random numbers."""
    return 20_180
