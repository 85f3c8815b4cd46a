"""Studies left out, written down: a table of data, and a line for each study."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from nemda.fit.trials.leave_out import LeftOut, summary

HEADER = ("study_id", "datum", "kind", "observed", "as_new", "left_out", "refit", "sd", "inside", "k", "by")


def left_out_csv(studies: Sequence[LeftOut]) -> str:
    """Return a table with one line per datum; `datum` counts the targets of the calibration from 0.

    `by` says where ``left_out`` comes from: ``weights``, or ``refit`` where the shape k forbids these.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADER)
    for study in studies:
        for row in study.rows:
            numbers = (row.observed, row.as_new, row.left_out, row.refit, row.sd)
            writer.writerow(
                [study.study_id, row.datum, row.kind, *(f"{number:.5g}" for number in numbers),
                 int(row.inside), f"{study.k:.2f}", "weights" if study.by_weights else "refit"]
            )  # fmt: skip
    return stream.getvalue()


def left_out_lines(studies: Sequence[LeftOut]) -> tuple[str, ...]:
    """Return the summary by kind of datum, then the studies whose weights cannot be trusted."""
    lines = [
        f"{kind:11}{told['data']:5.0f} data   error as new {told['as_new']:6.2f}   left out "
        f"{told['left_out']:6.2f}   inside 90% {told['inside']:4.0%}"
        for kind, told in summary(tuple(studies)).items()
    ]
    refits = [f"{one.study_id} (k {one.k:.1f})" for one in studies if not one.by_weights]
    return (*lines, f"from a refit, because weights cannot be trusted: {', '.join(refits) or 'none'}")
