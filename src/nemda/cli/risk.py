"""The command ``nemda risk``: what is known of long-term harm at an exposure, clinic or recreational."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from nemda.cli.receptor_options import Csv, FigureFile, Json
from nemda.errors import RegimenError

if TYPE_CHECKING:
    from nemda.risk import Exposure


def risk_command(
    plan: Annotated[str | None, typer.Argument(help="A regimen in words; none for recreational use.")] = None,
    months: Annotated[
        float | None, typer.Option("--months", help="How long it goes on. [default: as the regimen, else 12]")
    ] = None,
    weight: Annotated[float, typer.Option("--weight", help="Body weight, kg.")] = 70.0,
    days: Annotated[
        float | None, typer.Option("--recreational-days", help="Recreational use: days of use a week.")
    ] = None,
    mg: Annotated[
        float | None, typer.Option("--mg-per-day", help="Of recreational use; else as in the surveys.")
    ] = None,
    person: Annotated[
        list[str] | None, typer.Option("--person", help="A trait, such as psychosis or epilepsy; repeatable.")
    ] = None,
    csv: Csv = None, figure: FigureFile = None, as_json: Json = False,
) -> None:  # fmt: skip
    """Show bladder, liver, dependence, cognition and other long-term risks with their evidence.

    For example: nemda risk "84 mg esketamine nasal weekly for 8 weeks" --months 24

    or, for recreational use: nemda risk --recreational-days 2 --months 36

    Clinic and recreational exposure are never mixed; where no number exists, that is said. No advice for a
    patient.
    """
    from nemda.cli.receptor_view import deliver
    from nemda.cli.risk_view import risk_shown
    from nemda.risk.screening import flags

    exposure = _exposure(plan, months, weight, days, mg)
    deliver(risk_shown(exposure, flags(*(person or ()))), csv, figure, as_json)


def _exposure(
    plan: str | None, months: float | None, weight: float, days: float | None, mg: float | None
) -> Exposure:
    from nemda.drugs.plausible import warn_of_unusual
    from nemda.regimen import parse
    from nemda.risk import exposure_of, recreational

    if (plan is None) == (days is None):
        raise RegimenError(
            "One exposure at a time: a regimen, or days of recreational use.", where="nemda risk",
            got="neither" if plan is None else "both", hint="give words, or --recreational-days",
        )  # fmt: skip
    if plan is not None:
        regimen = parse(plan)
        warn_of_unusual(regimen.doses)
        return exposure_of(regimen, weight, months)
    assert days is not None
    return recreational(days, 12.0 if months is None else months, mg)
