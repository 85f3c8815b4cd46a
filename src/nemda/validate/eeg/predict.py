"""From a row of the table to its outcome; nothing that a row may say ends in an error."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from nemda.cortex import EEG
from nemda.cortex.parameters import Cortex, typical_cortex
from nemda.errors import NemdaError
from nemda.validate.biology.directions import Direction, directions_in
from nemda.validate.biology.observed import Number, interval_of, numbers_of
from nemda.validate.biology.outcome import BiologyOutcome, Shown
from nemda.validate.eeg.amplitude import coupling_of
from nemda.validate.eeg.biphasic import at_state, is_biphasic, two_arms, whole_course
from nemda.validate.eeg.connections import Connection, connection_of
from nemda.validate.eeg.conventions import convention, out_of_scope
from nemda.validate.eeg.curve import curve_number
from nemda.validate.eeg.frequency import frequency_of
from nemda.validate.eeg.power import driven_change, power_number, power_words, repeated_change
from nemda.validate.eeg.row import EEGRow, row_of
from nemda.validate.eeg.slope import exponent_change, exponent_number, speaks_of_slope
from nemda.validate.eeg.study import Study, study_of
from nemda.validate.eeg.window import LastingError
from nemda.validate.outcome import NotApplicableError, Status
from nemda.validate.pk.text import NUMBER

_CONNECTED = (
    r"information|connectivity|granger|directed transfer|partial directed|feed-?back|feed-?forward|"
    r"pli\b|phase lag|coherence|transfer entropy|coupling|\bsynchrony|phase.?locking value|\bplv\b"
)
_PATTERN = re.compile(r"alternat")


class Verdict(NamedTuple):
    """What came of a row; fields as in `nemda.validate.biology.outcome.BiologyOutcome`."""

    observed: Shown
    predicted: Shown
    tolerance: float | tuple[float | None, float | None] | None
    within: bool
    sign: bool | None
    notes: tuple[str, ...]
    changes: tuple[float, ...] = ()
    wanted: tuple[Direction, ...] = ()
    dead_band: float = 0.0


def outcome_of(cells: Mapping[str, str]) -> BiologyOutcome:
    """Return what becomes of a row; a row that cannot be read or predicted says why, and never raises."""
    row = row_of(cells)
    numbers = numbers_of(row.shared)
    kept_out = out_of_scope(row)
    if kept_out is not None:
        return _left_out(row, numbers, kept_out.status, kept_out.why)
    try:
        verdict = verdict_of(row, numbers, typical_cortex())
    except LastingError as error:
        return _left_out(row, numbers, "missing", error.what)
    except NotApplicableError as error:
        return _left_out(row, numbers, "not_applicable", error.what)
    except NemdaError as error:
        details = [str(part) for part in (error.where, error.got) if part is not None]
        return _left_out(row, numbers, "not_applicable", " ".join((error.what, *details)))
    shared = row.shared
    return BiologyOutcome(
        topic=shared.topic_text, species=shared.species, readout=shared.readout_text, status="predicted",
        is_numeric=bool(numbers), observed=verdict.observed, predicted=verdict.predicted,
        unit=shared.unit_text, tolerance=verdict.tolerance, within=verdict.within, sign=verdict.sign,
        distance=None, verified=shared.verified,
        reason="; ".join(dict.fromkeys(note for note in (*verdict.notes, *_cautions(row)) if note)),
    )  # fmt: skip


def verdict_of(row: EEGRow, numbers: tuple[Number, ...], cortex: Cortex) -> Verdict:
    """Return what a cortex predicts of a row that no rule keeps out, beside what was seen.

    Raises
    ------
    NotApplicableError
        The row cannot be read, or the model has no such reading.
    """
    if len(numbers) == 1:
        numbers = (_difference(row, numbers[0]),)
        predicted, sign, notes = _predicted_number(row, numbers[0], cortex)
        accepted = interval_of(numbers[0], row.shared.dispersion, convention("accepted_share"))
        return Verdict(
            numbers[0].value, predicted, (_end(accepted.low), _end(accepted.high)),
            accepted.holds(predicted), sign, notes,
        )  # fmt: skip
    if numbers:
        raise NotApplicableError("several numbers in one row of EEG")
    if is_biphasic(row):
        return _two_arms(row, cortex)
    if _PATTERN.search(f"{row.shared.value}; {row.band}"):
        return _pattern(row, cortex)
    return _words(row, cortex)


def _difference(row: EEGRow, number: Number) -> Number:
    """Return "4.1 vs 0.6" in dB as the difference that it is; ratios are for powers."""
    pair = re.search(rf"([-+]?{NUMBER})[^\d+-]*(->|vs\.?|versus)\s*([-+]?{NUMBER})", row.shared.value)
    if not number.is_pair or pair is None or not re.search(r"\bdb\b", row.shared.unit):
        return number
    first, second = float(pair[1]), float(pair[3])
    return number._replace(value=second - first if pair[2] == "->" else first - second)


def _predicted_number(
    row: EEGRow, number: Number, cortex: Cortex
) -> tuple[float, bool | None, tuple[str, ...]]:
    """Return a prediction, whether its sign is right (None where it has none), and what was assumed."""
    text = row.shared.readout
    if re.search(r"emax|ic50|ec50|maximal decrease", f"{text}; {row.condition}"):
        return curve_number(row, cortex), None, ()
    study = study_of(row, cortex)
    _refuse_late_links(row, study)
    coupled = coupling_of(row, study)
    if coupled is not None or re.search(_CONNECTED, f"{text}; {row.shared.unit}"):
        return _connected(row, study, number, connection_of(row, study) if coupled is None else coupled)
    if speaks_of_slope(row):
        change = exponent_number(row, study)
        return change, (change > 0) == (number.value > 0), study.assumed
    if re.search(r"duration|dwell", text):
        return _duration(row, study) * _per_second(row), None, (*study.assumed, _slow_share(study))
    predicted, sign = power_number(row, study, number)
    return predicted, sign, study.assumed


def _refuse_late_links(row: EEGRow, study: Study) -> None:
    """Refuse what new synapses are not claimed to change.

    Raises
    ------
    LastingError
        The row looks after the drug, at something else than power.
    """
    if study.lasting and re.search(rf"{_CONNECTED}|assr|amplitude-", f"{row.shared.readout}; {row.band}"):
        raise LastingError("connectivity that outlasts the drug at its receptors is not in the EEG model")


def _connected(
    row: EEGRow, study: Study, number: Number, found: Connection
) -> tuple[float, bool | None, tuple[str, ...]]:
    """Return an index as it is, or its change in percent where the unit says so."""
    notes = (*study.assumed, found.words)
    if "%" in row.shared.unit:
        whole = re.search(r"of (?:baseline|control)", f"{row.shared.readout}; {row.shared.unit}") is not None
        right = (found.change > 0) == (number.value > (100 if whole else 0))
        return 100 * (found.change + whole), right, notes
    if not re.search(r"pli\b|phase lag|coherence", f"{row.shared.readout}; {row.shared.unit}"):
        raise NotApplicableError(f"a unit that the model does not give: {row.shared.unit_text!r}")
    return found.size, None, notes


def _per_second(row: EEGRow) -> float:
    """Return the units of a row in a second.

    Raises
    ------
    NotApplicableError
        It counts longer than the stays of the two states.
    """
    scale = {"s": 1.0, "sec": 1.0, "seconds": 1.0, "ms": 1e3}
    if row.shared.unit not in scale:
        raise NotApplicableError(f"a duration that is no stay of seconds, in {row.shared.unit_text!r}")
    return scale[row.shared.unit]


def _duration(row: EEGRow, study: Study) -> float:
    if study.state != "anesthetic":
        raise NotApplicableError("states of seconds are of anesthetic levels only")
    stays = study.eegs[0].alternation
    slow = re.search(r"slow|delta", row.band) is not None
    return float(np.median(stays.slow_s)) if slow else float(np.mean(_typical(stays.active_s)))


def _typical(active_s: np.ndarray) -> np.ndarray:
    """Return the shortest stays of a window: those of the levels at which the EEG is seen to alternate."""
    return np.sort(active_s)[: max(1, active_s.size // 2)]


def _pattern(row: EEGRow, cortex: Cortex) -> Verdict:
    """Return the verdict on "gamma alternates with slow-delta": at high levels it does, at low ones not."""
    if re.search(r"low and high", f"{row.shared.dose}; {row.shared.time}; {row.condition}"):
        shown = _of_people(row)
        low, high = (study_of(at_state(shown, state), cortex) for state in ("subanesthetic", "anesthetic"))
        right = _alternates(high.eegs[0]) and not _alternates(low.eegs[0])
        shares = f"low: {_slow_share(low)}; high: {_slow_share(high)}"
        return Verdict(row.shared.value, shares, None, right, right, (*high.assumed, *low.assumed))
    study = study_of(row, cortex)
    wanted = not re.search(r"\bno\b|\bnot\b|without|absen", row.shared.value)
    right = _alternates(study.eegs[0]) == wanted
    return Verdict(row.shared.value, _slow_share(study), None, right, right, study.assumed)


def _two_arms(row: EEGRow, cortex: Cortex) -> Verdict:
    low, high = (
        study_of(at_state(row, state, whole_course()), cortex) for state in ("subanesthetic", "anesthetic")
    )
    found = two_arms(row, low.eegs[0], high.eegs[0])
    notes = (*low.assumed, *high.assumed, "the falling arm is that of a network that falls silent by block")
    return Verdict(row.shared.value, found.words, None, found.right, found.right, notes)


def _of_people(row: EEGRow) -> EEGRow:
    """Return a row of a computation as one of people, whose brain it stands for; others as they are."""
    if not re.search(r"comput|simulat|in silico", row.shared.species):
        return row
    return replace(row, shared=replace(row.shared, species="human"))


def _alternates(eeg: EEG) -> bool:
    share = float(np.max(eeg.alternation.slow_share))
    return convention("alternating_share") < share < convention("silent_share")


def _slow_share(study: Study) -> str:
    return f"{float(np.max(study.eegs[0].alternation.slow_share)):.0%} of the time in slow-delta"


def _words(row: EEGRow, cortex: Cortex) -> Verdict:
    study = study_of(row, cortex)
    text = row.shared.readout
    _refuse_late_links(row, study)
    found = coupling_of(row, study)
    if found is not None or re.search(_CONNECTED, text):
        found = connection_of(row, study) if found is None else found
        return _direction(row, [found.change], found.band, study.assumed, found.words)
    if study.later is not None or re.search(r"stable|no tolerance", row.shared.value):
        share, notes = repeated_change(row, study)
        return _direction(row, [share], convention("stable_share"), (*study.assumed, *notes), "")
    driven = re.search(rf"({NUMBER})\s*-?\s*hz assr", f"{row.band}; {text}")
    if driven is not None:
        locking = re.search(r"phase.?locking|\bplf\b|\bitpc?\b|\bitc\b", text) and "power" not in text
        sizes = driven_change(study, float(driven[1]), locking is not None)
        words = ", ".join(f"{one:+.2f} dB" for one in sizes)
        return _direction(row, sizes, convention("dead_band"), study.assumed, words)
    if speaks_of_slope(row):
        sizes, band, said = exponent_change(row, study)
        words = "exponent " + ", ".join(f"{one:+.2f}" for one in sizes)
        wanted: list[Direction] = [said for _ in sizes]
        return _direction(row, sizes, band, study.assumed, words, wanted)
    frequency = frequency_of(row, study)
    if frequency is not None:
        words = f"{frequency.drug:.1f} against {frequency.rest:.1f} Hz at rest"
        return _direction(row, [frequency.change], convention("dead_frequency"), study.assumed, words)
    changes, words, expected = power_words(row, study)
    unchanged = not expected and _said(row) == "no change"
    band = convention("unseen_change" if unchanged else "dead_band")
    return _direction(row, changes, band, study.assumed, words, expected)


def _direction(
    row: EEGRow,
    changes: Sequence[float],
    band: float,
    notes: tuple[str, ...],
    words: str,
    expected: Sequence[Direction] = (),
) -> Verdict:
    wanted = list(expected) or [_said(row)] * len(changes)
    found: list[Direction] = [_sense(one, band) for one in changes]
    right = all(_agrees(want, got) for want, got in zip(wanted, found, strict=True))
    observed, predicted = ("; ".join(dict.fromkeys(one)) for one in (wanted, found))
    return Verdict(
        observed, predicted, band, right, right, (*notes, words), tuple(changes), tuple(wanted), band
    )


def _said(row: EEGRow) -> Direction:
    value = row.shared.value.split(";")[0]
    if re.search(r"stable|no tolerance", value):
        return "no change"
    told = directions_in(value)
    if not told:
        several = len(re.findall(NUMBER, value)) > 1
        what = "one number or direction" if several else "direction"
        raise NotApplicableError(f"no {what} is read in {row.shared.value!r}")
    return "decrease" if told[0].direction in {"blocked", "attenuated"} else told[0].direction


def _sense(change: float, band: float) -> Direction:
    if abs(change) <= band:
        return "no change"
    return "increase" if change > 0 else "decrease"


def _agrees(wanted: Direction, found: Direction) -> bool:
    return found != "increase" if wanted == "no increase" else wanted == found


def _left_out(row: EEGRow, numbers: tuple[Number, ...], status: Status, why: str) -> BiologyOutcome:
    shared = row.shared
    observed: Shown = shared.value if not numbers else numbers[0].value
    return BiologyOutcome(
        topic=shared.topic_text, species=shared.species, readout=shared.readout_text, status=status,
        is_numeric=bool(numbers), observed=observed, predicted=None, unit=shared.unit_text, tolerance=None,
        within=None, sign=None, distance=None, verified=shared.verified, reason=why,
    )  # fmt: skip


def _end(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _cautions(row: EEGRow) -> tuple[str, ...]:
    found = {"no": "the observation is from memory", "partial": "part of the observation is from memory"}
    said = (found[row.shared.verified],) if row.shared.verified in found else ()
    if re.search(r"ketamine\W*(?:\+|with\b|plus\b|and\b)", row.shared.compound):
        said = (*said, "what was given beside ketamine is left out")
    return said
