"""Frozen runs: what is simulated, and the script that freezes the numbers."""

from __future__ import annotations

import json
from pathlib import Path

from nemda._version import NUMERICS_VERSION
from nemda.engine.simulate import simulate
from nemda.people import people

CASES = {
    "one infusion": ("0.5 mg/kg ketamine iv over 40 min", "trd"),
    "spray course": ("84 mg esketamine nasal on days 0, 3", "trd"),
    "midazolam": ("0.045 mg/kg midazolam iv over 40 min", "trd"),
    "healthy": ("0.5 mg/kg ketamine iv over 40 min", "healthy"),
}
VARIABLES = (
    "ketamine_venous", "ketamine_s_effect", "interneuron_block", "glutamate", "mtorc1", "connectivity",
    "dissociation", "systolic_rise", "madrs",
)  # fmt: skip
VISITS_H = (2 / 3, 2.0, 24.0, 168.0)


def frozen_run(case: str) -> dict[str, list[float]]:
    """Return person 0's and the group's mean values at four visits, by variable."""
    sentence, preset = CASES[case]
    result = simulate(sentence, people(preset, n=8, seed=42), 1, visits_h=VISITS_H, variables=VARIABLES)
    at = result.sel(time=list(VISITS_H), method="nearest")
    return {
        name: [*at[name].isel(person=0).values.tolist(), *at[name].mean("person").values.tolist()]
        for name in VARIABLES
    }


def main() -> None:
    """Write the numbers of this version."""
    frozen = {"numerics_version": NUMERICS_VERSION, "runs": {case: frozen_run(case) for case in CASES}}
    (Path(__file__).parent / "golden.json").write_text(json.dumps(frozen, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
