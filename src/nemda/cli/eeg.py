"""``nemda eeg``: spectra, band powers and states of the EEG along a dose."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PAGE_TIMES = 200


def eeg_command(
    regimen: Annotated[str, typer.Argument(help="A regimen in words, or a YAML file of a regimen.")],
    at: Annotated[
        str | None,
        typer.Option("--at", help="Times with commas, such as 0,20,40,60min. (default: along the dose)"),
    ] = None,
    people: Annotated[
        str | None,
        typer.Option("--people", help="A preset (healthy, mdd, trd). (default: one typical person)"),
    ] = None,
    person: Annotated[int, typer.Option("--person", min=0, help="Which of the people, from 0.")] = 0,
    seed: Annotated[int, typer.Option("--seed", help="Which people are drawn; which noise.")] = 1,
    weight: Annotated[float | None, typer.Option("--weight", help="Body weight, kg.")] = None,
    stochastic: Annotated[
        bool, typer.Option("--stochastic", help="Simulate the EEG in time at each time as well.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write a page with pictures to this file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object instead of tables.")] = False,
) -> None:
    """Show the EEG along a dose: powers of bands against rest, median frequency, share of slow-delta.

    For example: nemda eeg "0.5 mg/kg ketamine iv over 40 min" --at 0,20,40,60,120min

    or, anesthesia: nemda eeg "1.5 mg/kg ketamine iv" --at 1,5,10,30min --out eeg.html

    Times are conditional steady states: spectra follow the block of receptors within seconds.
    """
    from nemda.cli.eeg_request import request_of
    from nemda.cli.eeg_view import eeg_json, print_eeg, simulated_rows, write_page
    from nemda.cortex.readouts import summary_rows

    request = request_of(regimen, at, people, person, seed, weight)
    eeg = request.eeg(request.time_h)
    rows = summary_rows(eeg)
    simulated = simulated_rows(eeg, seed) if stochastic else []
    if out is not None:
        write_page(out, request, PAGE_TIMES)
    if as_json:
        typer.echo(eeg_json(request, eeg, rows, simulated, out))
    else:
        print_eeg(request, rows, simulated, out)
