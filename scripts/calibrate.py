"""Fit the clinical gains to the published trials and store the result as a dated parameter set.

    python scripts/calibrate.py --date 2026-11-22 --n 300

Only the evidence tables enter (Wilkinson 2018, Murrough 2013, Daly 2018 panel 1). The set is written to
src/nemda/mechanism/sets/DATE.toml and becomes the default when nemda.mechanism.sets.DEFAULT_SET names it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from nemda.cli.progress import TerminalProgress
from nemda.fit.clinical import Fit, fit_clinical
from nemda.fit.free import free_parameters
from nemda.fit.record import as_parameter_set
from nemda.mechanism.catalog import simulation_parameters
from nemda.trial.published import PUBLISHED, published_trial

UNCALIBRATED = "uncalibrated"
SETS = Path(__file__).parent.parent / "src" / "nemda" / "mechanism" / "sets"


def show(fit: Fit) -> None:
    """Print every target beside its prediction, and every parameter."""
    for target, predicted in zip(fit.targets, fit.predictions, strict=True):
        where = f"{target.study_id:18s} {target.arm:16s} {target.time_h:5g} h {target.quantity:7s}"
        standardized = (predicted - target.value) / target.uncertainty
        print(f"{where} observed {target.value:6.1f}  predicted {predicted:6.1f}  ({standardized:+.1f} SD)")
    for key, value in fit.values.items():
        sure = f"log SE {fit.relative_errors[key]:.2f}  informed {fit.contraction[key]:.0%}"
        print(f"{key:30s} {value:9.4g}  {sure}")
    print(f"sum of squared standardized residuals {fit.misfit:.1f} over {len(fit.targets)} targets")


def main() -> int:
    """Run the calibration from two starts, check that they agree, and write the set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--date", required=True)
    parser.add_argument("--n", type=int, default=300, help="people per arm")
    parser.add_argument("--seed", type=int, default=20131)
    parser.add_argument("--check-second-start", action="store_true")
    options = parser.parse_args()
    trials = [published_trial(study_id) for study_id in PUBLISHED]
    table = simulation_parameters((UNCALIBRATED,))
    free = free_parameters(table)
    with TerminalProgress() as progress:
        fit = fit_clinical(
            trials, free, n=options.n, seed=options.seed, parameter_set=UNCALIBRATED, progress=progress
        )
    show(fit)
    if options.check_second_start:
        with TerminalProgress() as progress:
            other = fit_clinical(
                trials, free, n=options.n, seed=options.seed, parameter_set=UNCALIBRATED,
                start=np.full(len(free), 0.7), progress=progress,
            )  # fmt: skip
        apart = max(abs(np.log(other.values[k] / fit.values[k])) / fit.relative_errors[k] for k in fit.values)
        print(f"second start: misfit {other.misfit:.1f}, farthest parameter {apart:.2f} standard errors away")
    text = as_parameter_set(fit, table, options.date, options.n, options.seed)
    (SETS / f"{options.date}.toml").write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
