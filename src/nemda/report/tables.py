"""Tables of a report: plain text in rows, with a caption and the alignment of each column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nemda.evidence.citations import find_citation
from nemda.evidence.show import NOT_LITERATURE, source_keys
from nemda.people import preset_names, read_preset
from nemda.people.covariates import Covariate
from nemda.report.arms import ShownArm
from nemda.report.estimates import mean
from nemda.report.figures_trial import arm_words, quantity_words
from nemda.report.numbers import fixed, percent, short, span, with_unit
from nemda.report.summary import main_facts, mood_at
from nemda.report.visits import time_label, visits
from nemda.trial.intervals import spread
from nemda.trial.results import ComparisonRow, Observed
from nemda.trial.scales import scales
from nemda.trial.scales.summary import scale_days
from nemda.units import HOURS_PER_DAY, HOURS_PER_WEEK

DIFFERENCES = {"%": "percentage points"}
"""What the difference of two numbers of a unit is called, where it has another name."""


class Column(NamedTuple):
    """The heading of a column; numbers stand right."""

    text: str
    is_number: bool = False


class Table(NamedTuple):
    """A caption, the columns, and the cells as text; the first cell of a row names it."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


def _columns(*texts: str) -> tuple[Column, ...]:
    """Return columns; a text that begins with "#" is a column of numbers."""
    return tuple(Column(text.removeprefix("#"), text.startswith("#")) for text in texts)


def run_table(arms: Sequence[ShownArm]) -> Table:
    """Return what identifies each simulation: people, seed, length, parameters, versions."""
    rows = (
        ("people", *(f"{arm.people}, {_preset_words(arm)}" for arm in arms)),
        ("seed", *(str(arm.dataset.attrs["seed"]) for arm in arms)),
        ("simulated weeks", *(short(float(arm.time_h[-1]) / HOURS_PER_WEEK) for arm in arms)),
        ("doses", *(str(len(arm.doses)) for arm in arms)),
        ("parameter set", *(str(arm.dataset.attrs["parameter_set"]) for arm in arms)),
        ("changed parameters", *(str(arm.dataset.attrs["changes"]) or "none" for arm in arms)),
        ("nemda version (numerics)", *(_version(arm) for arm in arms)),
        ("people solved by the reference solver", *(_by_reference(arm) for arm in arms)),
    )
    return Table("What was simulated.", _columns("", *(arm.name for arm in arms)), rows)


def facts_table(arms: Sequence[ShownArm], variables: frozenset[str]) -> Table:
    """Return the main numbers, one column per arm."""
    rows = tuple((fact.what, *fact.texts) for fact in main_facts(arms, variables))
    caption = (
        "Main numbers. A range of people says how different people are; a simulation interval, what the "
        "finite number of simulated people leaves open. Neither holds the doubt about the model."
    )
    return Table(caption, _columns("", *(f"#{arm.name}" for arm in arms)), rows)


def visits_table(arms: Sequence[ShownArm], observed: Sequence[Observed]) -> Table:
    """Return MADRS by visit and arm: mean, SD, quantiles, change, response and remission."""
    rows: list[tuple[str, ...]] = []
    for arm in arms:
        for visit in visits(arm, observed):
            mood = mood_at(arm, visit)
            score, change = spread(mood.madrs), mean(mood.change)
            rows.append(
                (
                    arm.name,
                    visit.label,
                    *(fixed(number) for number in score),
                    fixed(change.value),
                    span(change.lower_90, change.upper_90),
                    percent(mood.response.share),
                    f"{100 * mood.response.lower_90:.0f} to {percent(mood.response.upper_90)}",
                    percent(mood.remission.share),
                )
            )
    caption = (
        "MADRS by time after the first dose: mean, standard deviation and quantiles over people; mean change "
        "from baseline and response with their 90% simulation intervals; remission."
    )
    heads = _columns(
        "arm", "time", "#mean", "#SD", "#5%", "#25%", "#median", "#75%", "#95%", "#mean change",
        "#interval of the mean change", "#response", "#interval of response", "#remission",
    )  # fmt: skip
    return Table(caption, heads, tuple(rows))


def scales_table(arms: Sequence[ShownArm], observed: Sequence[Observed], names: Sequence[str]) -> Table:
    """Return the same people on other scales by visit and arm, with the error of the cross-walks."""
    rows: list[tuple[str, ...]] = []
    for name in names:
        for arm in arms:
            days = [float(arm.time_h[visit.place]) / HOURS_PER_DAY for visit in visits(arm, observed)]
            found = scale_days(arm.dataset, name, days)
            for visit, day in zip(visits(arm, observed), found, strict=True):
                texts = map(fixed, (day.score.mean, day.score.sd, day.person_error_sd, day.rated_sd))
                change = fixed(day.change.mean)
                rows.append(
                    (scales()[name].title, arm.name, visit.label, *texts, change, percent(day.response.share))
                )
    caption = (
        "Converted scores: mean and SD over people, the SD of one person's rating about the converted score, "
        "the SD to expect between ratings, mean change from baseline, and response (half of the score gone)."
    )
    heads = _columns(
        "scale", "arm", "time", "#mean", "#SD", "#error of one person", "#SD of ratings", "#mean change",
        "#response",
    )  # fmt: skip
    return Table(caption, heads, tuple(rows))


def people_table(arm: ShownArm) -> Table:
    """Return the covariates of the people of an arm, with the source of each where the preset is known."""
    preset = str(arm.dataset.attrs["preset"])
    known = read_preset(preset).covariates if preset in preset_names() else {}
    rows: list[tuple[str, ...]] = []
    for name, covariate in known.items():
        if name in arm.dataset.coords:
            found = spread(arm.dataset[name].values.astype(float))
            what = covariate.definition
            rows.append(
                (
                    what.meaning,
                    with_unit(short(found.mean, 3), what.unit),
                    short(found.sd, 3),
                    f"{short(found.q05, 3)} to {short(found.q95, 3)}",
                    covariate.grade,
                    _source_words(covariate),
                )
            )
    caption = (
        f"The simulated people of {arm.name}. Grade and source are those of the preset {preset}; they do "
        "not hold for a covariate that was set by hand."
    )
    heads = _columns("covariate", "#mean", "#SD", "#90% of people", "grade", "source")
    return Table(caption, heads, tuple(rows))


def comparison_table(rows: Sequence[ComparisonRow]) -> Table:
    """Return every published number beside its prediction; what cannot be predicted says why."""
    cells = tuple(
        (
            arm_words(row.arm),
            time_label(row.time_h) if row.time_h is not None else "not given",
            f"{row.scale} {quantity_words(row.quantity)}",
            "not given" if row.observed is None else _number(row.observed, row.unit),
            "not predicted" if row.predicted is None else _number(row.predicted, row.unit),
            "" if row.lower_90 is None or row.upper_90 is None else span(row.lower_90, row.upper_90),
            {True: "inside", False: "OUTSIDE", None: "not compared"}[row.inside],
            row.note,
        )
        for row in rows
    )
    caption = (
        "Observed beside predicted. In the interval, 90% of trials of the published size would find their "
        "result if the model were true."
    )
    heads = _columns(
        "arm", "time", "outcome", "#observed", "#predicted", "#90% prediction interval", "observed is", "note"
    )
    return Table(caption, heads, cells)


def errors_table(rows: Sequence[ComparisonRow]) -> Table:
    """Return the size of the errors by outcome: mean absolute error, mean error, share inside."""
    found: list[tuple[str, ...]] = []
    kinds = dict.fromkeys((row.quantity, row.unit) for row in rows if row.predicted is not None)
    for quantity, unit in kinds:
        chosen = [row for row in rows if (row.quantity, row.unit) == (quantity, unit)]
        errors = [
            row.predicted - row.observed
            for row in chosen
            if row.predicted is not None and row.observed is not None
        ]
        inside = [row.inside for row in chosen if row.inside is not None]
        if errors:
            found.append(
                (
                    quantity_words(quantity),
                    str(len(errors)),
                    _number(sum(map(abs, errors)) / len(errors), DIFFERENCES.get(unit, unit)),
                    _number(sum(errors) / len(errors), DIFFERENCES.get(unit, unit)),
                    f"{sum(inside)} of {len(inside)}",
                )
            )
    caption = (
        "Errors by outcome: predicted minus observed. About 90% of the observed values should lie inside "
        "if the model were true and their errors independent."
    )
    heads = _columns("outcome", "#numbers", "#mean absolute error", "#mean error", "#inside the interval")
    return Table(caption, heads, tuple(found))


def _number(value: float, unit: str) -> str:
    return f"{fixed(value)} {unit}"


def _source_words(covariate: Covariate) -> str:
    """Return where a distribution comes from: the citation of the preset, else that of the key."""
    if covariate.citation:
        return covariate.citation
    if covariate.source in NOT_LITERATURE:
        return covariate.note or NOT_LITERATURE[covariate.source]
    return ", ".join(find_citation(key).text for key in source_keys(covariate.source))


def _preset_words(arm: ShownArm) -> str:
    preset = str(arm.dataset.attrs["preset"])
    return f"{read_preset(preset).meaning} ({preset})" if preset in preset_names() else f"from {preset}"


def _version(arm: ShownArm) -> str:
    return f"{arm.dataset.attrs['nemda_version']} ({arm.dataset.attrs.get('numerics_version', 'unknown')})"


def _by_reference(arm: ShownArm) -> str:
    if "by_reference_solver" not in arm.dataset.coords:
        return "not recorded"
    return str(int(arm.dataset["by_reference_solver"].values.sum()))
