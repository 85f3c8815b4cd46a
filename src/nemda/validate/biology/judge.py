"""Judging a row that says directions: run what it did, read what it measured, compare the words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from nemda.validate.biology.clauses import ABOUT_OTHERS, Claim, claims_of, readouts_of
from nemda.validate.biology.conventions import convention
from nemda.validate.biology.courses import BEHAVIOR, arms_of, known_outputs
from nemda.validate.biology.directions import Direction
from nemda.validate.biology.effects import change_of, dead_band, direction_of, peak_change
from nemda.validate.biology.interventions import Intervention
from nemda.validate.biology.outcome import Shown
from nemda.validate.biology.protocol import Held, Protocol
from nemda.validate.biology.reading import Study, UnreadableError
from nemda.validate.biology.readouts import Readout
from nemda.validate.biology.row import Row
from nemda.validate.biology.times import Window, is_baseline, windows_of

_BINDING_H = 1.0 / 60.0
_BEHAVIOR = {BEHAVIOR, "hedonic_tone", "reward_sensitivity"}
AFTER_H = 2.0
"""An experiment lasts this much longer than its last time of interest."""


class Verdict(NamedTuple):
    """What came of a row that was run; fields as in `nemda.validate.biology.outcome.BiologyOutcome`."""

    observed: Shown
    predicted: Shown
    tolerance: float | tuple[float | None, float | None] | None
    within: bool | None
    sign: bool | None
    distance: float | None
    notes: tuple[str, ...]
    unit: str


def modeled(row: Row) -> tuple[Readout, ...]:
    """Return the readouts of a row that the model has.

    Raises
    ------
    UnreadableError
        Nothing is read, or the model has none of it.
    """
    measured = readouts_of(row)
    if not measured:
        raise UnreadableError(f"no readout is read in {row.readout!r}")
    known = known_outputs()
    kept = tuple(one for one in measured if one.people or one.chosen(known) is not None)
    if not kept:
        raise UnreadableError(measured[0].why, measured[0].absent)
    return kept


def outputs_of(readout: Readout) -> tuple[str, ...]:
    """Return the names that stand for a readout.

    Raises
    ------
    UnreadableError
        The model has none.
    """
    names = readout.chosen(known_outputs())
    if names is None:
        raise UnreadableError(readout.why, readout.absent)
    return names


def row_windows(row: Row, study: Study) -> tuple[Window, ...]:
    """Return the windows of a row; a protocol of stress is looked at in its last tenth.

    Raises
    ------
    UnreadableError
        The row looks at baseline, which a drug cannot have changed.
    """
    if study.protocols[0].is_drug_free:
        if study.protocols[0].stress == 0:
            raise UnreadableError("nothing is given and nobody is ill, so there is nothing to compare")
        return (Window(0.0, 1.0),)
    if is_baseline(row.time):
        raise UnreadableError("a difference between people before the drug, which the chain does not claim")
    if study.is_bath and all(0 < one.end_h < _BINDING_H for one in windows_of(row.time, True)):
        raise UnreadableError("within the first minute, which binding itself takes and the chain leaves out")
    ends = [one.stop_h for one in study.protocols[0].held if math.isfinite(one.stop_h)]
    if ends and not study.protocols[0].doses and not study.protocols[0].bath:
        return (Window(0.9 * max(ends), max(ends)),)
    washed_h = study.protocols[0].washed_h
    since = washed_h if math.isfinite(washed_h) else 0.0  # times of a washed out bath count from the washing
    return tuple(
        one._replace(start_h=one.start_h + since, end_h=one.end_h + since)
        for one in windows_of(row.time, study.is_bath)
    )


def judge_directions(row: Row, study: Study) -> Verdict:
    """Return the verdict on a row whose value is words.

    Raises
    ------
    NemdaError
        No claim can be read, or the experiment cannot be run.
    """
    windows = row_windows(row, study)
    known = known_outputs()
    said = claims_of(row, len(windows))
    if not said and not readouts_of(row):
        raise UnreadableError(f"no readout is read in {row.readout!r}")
    if not said:
        raise UnreadableError(f"no direction is read in {row.value!r}")
    claims = [_told_apart(one, study) for one in said if one.readout.chosen(known) is not None]
    if not claims:
        raise UnreadableError(said[0].readout.why, said[0].readout.absent)
    skipped = {one.readout.label for one in said} - {one.readout.label for one in claims}
    found = [(claim, _answer(claim, study, windows)) for claim in claims]
    right = all(_agree(claim.direction, answer) for claim, (answer, _) in found)
    sizes = [_size(claim, size) for claim, (_, size) in found]
    notes = (*study.assumed, "; ".join(dict.fromkeys(sizes)), *_missed(claims, study))
    if skipped:
        notes += (f"not modeled and left out: {', '.join(sorted(skipped))}",)
    return Verdict(
        observed="; ".join(_words(claim, claim.direction) for claim, _ in found),
        predicted="; ".join(_words(claim, answer) for claim, (answer, _) in found),
        tolerance=dead_band([name for claim in claims for name in outputs_of(claim.readout)]),
        within=right, sign=right, distance=None, notes=notes, unit=row.unit_text,
    )  # fmt: skip


def _told_apart(claim: Claim, study: Study) -> Claim:
    """Return a claim of a reversal as one against what stress does to the readout.

    Raises
    ------
    UnreadableError
        Nothing is given that could reverse anything.
    """
    if claim.direction != "reversed":
        return claim
    protocol = study.usual
    if not (protocol.doses or protocol.bath):
        raise UnreadableError("nothing is given that could reverse anything")
    names = outputs_of(claim.readout)
    by_stress = _change(Protocol(protocol.species, stress=1.0), names, claim.readout, Window(0.0, 1.0))
    return claim._replace(direction="decrease" if by_stress > dead_band(names) else "increase")


def _answer(claim: Claim, study: Study, windows: Sequence[Window]) -> tuple[Direction, float]:
    """Return the direction that the model gives for a claim, and the size behind it."""
    protocol = _protocol(claim, study)
    chosen = windows if claim.window is None else [windows[min(claim.window, len(windows) - 1)]]
    names = outputs_of(claim.readout)
    if _is_of_another_drug(claim, protocol):
        return _kept(claim, protocol, chosen, names)
    changes = [_change(protocol, names, claim.readout, window) for window in chosen]
    band = _band(claim, study, names)
    answers: set[Direction] = {direction_of(change, band) for change in changes}
    change = max(changes, key=abs)
    if len(answers) == 1:
        return answers.pop(), change
    wanted = _plain(claim.direction)
    wrong = [one for one in changes if direction_of(one, band) != wanted]
    return direction_of(wrong[0], band), wrong[0]


def _is_of_another_drug(claim: Claim, protocol: Protocol) -> bool:
    """Return whether a claim is of what another drug does to an effect, and there is one without it."""
    if claim.direction not in ABOUT_OTHERS or not claim.interventions:
        return False
    return not _without(protocol, claim.interventions).is_drug_free


def _band(claim: Claim, study: Study, names: tuple[str, ...]) -> float:
    """Return the change that counts as none; of a finding of nothing, what that study could have missed.

    Animals in a test of behavior differ more than what is measured in tissue.
    """
    band = dead_band(names)
    if claim.direction not in {"no change", "no increase"} or band != convention("dead_band"):
        return band
    kind = "behavior_spread" if _BEHAVIOR.intersection(names) else "measurement_spread"
    return max(band, missed_change(study.subjects, kind))


def _missed(claims: Sequence[Claim], study: Study) -> tuple[str, ...]:
    """Return what a study that found nothing could have missed, where it is more than the dead band."""
    bands = [(_band(claim, study, names), dead_band(names)) for claim in claims
             for names in (outputs_of(claim.readout),)]  # fmt: skip
    wider = max((band for band, usual in bands if band > usual), default=None)
    return () if wider is None else (f"groups of this size could have missed {100 * wider:.2g}%",)


def missed_change(subjects: int | None, spread: str) -> float:
    """Return the smallest change that two groups of n show with a power of 80%: 2.8 sqrt(2 / n) spreads.

    `spread` names the convention for one measurement; without `subjects` n is that of the usual study.
    """
    return 2.8 * math.sqrt(2.0 / (subjects or convention("usual_subjects"))) * convention(spread)


def _kept(
    claim: Claim, protocol: Protocol, windows: Sequence[Window], names: tuple[str, ...]
) -> tuple[Direction, float]:
    """Return whether the effect of the drug is blocked by other drugs, and the share that is left."""
    refused = next((one for one in claim.interventions if not one.can_be_run), None)
    if refused is not None:
        raise UnreadableError(refused.why, refused.status)
    bare = _without(protocol, claim.interventions)
    joined = _with(bare, claim.interventions)
    whole = sum(_change(bare, names, claim.readout, window) for window in windows)
    if abs(whole) / len(windows) <= dead_band(names):
        return "no change", 0.0
    left = sum(_change(joined, names, claim.readout, window, True) for window in windows) / whole
    if left < convention("kept_share"):
        return "blocked", left
    return ("attenuated" if left < convention("attenuated_share") else "not blocked"), left


def _change(
    protocol: Protocol, names: tuple[str, ...], readout: Readout, window: Window, alone: bool = False
) -> float:
    if protocol.is_drug_free:  # the ill beside the well, both at rest
        ill = arms_of(protocol, names)
        well = arms_of(protocol._replace(stress=0.0), names)
        return change_of(ill._replace(control=well.drug), readout, window)
    lasting = protocol.lasting(window.end_h + AFTER_H)
    reader = peak_change if window.is_wide else change_of
    return reader(arms_of(lasting, names, against_co_drugs=alone), readout, window)


def _protocol(claim: Claim, study: Study) -> Protocol:
    if claim.dose is not None and claim.dose in study.levels:
        return study.protocols[study.levels.index(claim.dose)]
    return study.usual


def _with(protocol: Protocol, others: Sequence[Intervention]) -> Protocol:
    held = tuple(Held(one.signal, one.share) for one in others if one.signal)
    genotype = tuple(pair for one in others for pair in one.genotype)
    return protocol._replace(held=protocol.held + held, genotype=protocol.genotype + genotype)


def _without(protocol: Protocol, others: Sequence[Intervention]) -> Protocol:
    signals = {one.signal for one in others}
    changed = {name for one in others for name, _ in one.genotype}
    return protocol._replace(
        held=tuple(one for one in protocol.held if one.signal not in signals),
        bath=tuple(pair for pair in protocol.bath if pair[0] not in signals),
        genotype=tuple(pair for pair in protocol.genotype if pair[0] not in changed),
    )


def _plain(direction: Direction) -> Direction:
    """Return what a word asks of the change itself: a block without another drug is a decrease."""
    return {
        "blocked": "decrease",
        "attenuated": "decrease",
        "not blocked": "no change",
        "no increase": "no change",
    }.get(direction, direction)  # pyright: ignore[reportReturnType]  every value is a direction


def _agree(said: Direction, found: Direction) -> bool:
    if said == "no increase":
        return found in {"no change", "decrease"}
    if found in ABOUT_OTHERS:  # a weaker effect is neither kept whole nor gone
        return (
            said == found
            or (said == "attenuated" and found == "blocked")
            or (said == "not blocked" and found == "attenuated")
        )
    return said == found or _plain(said) == found


def _words(claim: Claim, direction: Direction) -> str:
    return f"{claim.readout.label}: {direction}"


def _size(claim: Claim, size: float) -> str:
    if claim.direction in ABOUT_OTHERS and claim.interventions:
        names = ", ".join(one.name.replace("_", " ") for one in claim.interventions)
        return f"{claim.readout.label}: {round(100 * size)}% of the effect left under {names}"
    return f"{claim.readout.label} {_percent(size, claim.readout)}"


def _percent(size: float, readout: Readout) -> str:
    if re.search("madrs|dissociation|drug high|mood course|response|remission|pressure", readout.label):
        return f"{size:+.2g} points"
    return f"{100 * size:+.3g}%"
