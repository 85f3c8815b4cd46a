"""Fit the numbers of every indication to its trials, given the shipped parameter set of mood.

Run after each calibration of mood: ``python scripts/calibrate_indications.py``. It takes about a minute,
writes src/nemda/indication/data/fitted.toml, and prints every arm beside its prediction.
"""

from __future__ import annotations

import sys
from pathlib import Path

from nemda.indication.calibrate import calibrated
from nemda.indication.library import FITTED, indications
from nemda.mechanism.sets import DEFAULT_SET

TARGET = Path(__file__).parents[1] / "src" / "nemda" / "indication" / "data" / FITTED
HEAD = """# Numbers fitted by scripts/calibrate_indications.py to the trials in the other files (grade F): how
# much of what the drug does to mood carries over (transfer), how much of expectancy and time does (weight),
# and the level of a chance. *_error: standard error. A reading of a difference has no weight or level.

parameter_set = "{name}"
"""


def main() -> None:
    """Fit everything, print the arms, and write the file."""
    text = HEAD.format(name=DEFAULT_SET)
    for name, one in indications().items():
        for reading in one.readings:
            fitted, arms = calibrated(one, reading)
            text += f"\n[indication.{name}.{reading.name}]\n"
            text += "".join(f"{field} = {getattr(fitted, field):.4g}\n" for field in fitted._fields)
            sys.stdout.write(
                f"{name}, {reading.name}: transfer {fitted.transfer:.3g} ({fitted.transfer_error:.2g})\n"
            )
            for arm in arms:
                shares = f"{100 * arm.observed:5.1f}% observed, {100 * arm.predicted:5.1f}% fitted"
                sys.stdout.write(f"    {shares}, n {arm.n:3d}: {arm.regimen}\n")
    TARGET.write_text(text, encoding="utf-8")
    sys.stdout.write(f"written: {TARGET.name}\n")


if __name__ == "__main__":
    main()
