"""The commands ``nemda pk``: levels and exposure, target-controlled infusion, models and interactions.

``nemda pk "84 mg esketamine nasal"`` is short for ``nemda pk levels "84 mg esketamine nasal"``: what is no
name of a command is taken for a regimen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from nemda.cli.pk_options import BodyOptions, body_of, changes_of, numbers_of, regimen_of, words_of
from nemda.cli.progress import TerminalProgress
from nemda.progress import SILENT

PAGE = "levels.html"
MANY = 2000
"""From so many people on, the work lasts long enough to be watched."""

_BELOW_0 = re.compile(r"^-\s*[\d.]+\s*[a-zµ]", re.IGNORECASE)
LEVELS = "levels"

Weight = Annotated[float | None, typer.Option("--weight", help="Body weight, kg.")]
Age = Annotated[float | None, typer.Option("--age", help="Age, years.")]
Female = Annotated[bool | None, typer.Option("--female/--male", help="Sex assigned at birth.")]
Liver = Annotated[float | None, typer.Option("--child-pugh", help="Liver: 0 healthy, 1 A, 2 B, 3 C.")]
Cyp3a4 = Annotated[float | None, typer.Option("--cyp3a4", help="Activity of CYP3A4, 1 is normal.")]
Cyp2b6 = Annotated[float | None, typer.Option("--cyp2b6", help="Activity of CYP2B6, 1 is normal.")]
Body = Annotated[
    list[str] | None,
    typer.Option("--body", help="Another property, name=value (asian=1); repeatable."),
]
With = Annotated[
    list[str] | None, typer.Option("--with", help="A drug or food taken with all doses; repeatable.")
]
Set = Annotated[list[str] | None, typer.Option("--set", help="A kinetic parameter, NAME=VALUE; repeatable.")]
Model = Annotated[str, typer.Option("--model", help="nemda, or a published model; list shows them.")]
Out = Annotated[Path | None, typer.Option("--out", help="Folder for the files. (default: below nemda-out)")]
AsJson = Annotated[bool, typer.Option("--json", help="Write one JSON object instead of tables.")]


class RegimenFirst(TyperGroup):
    """A group in which what is no name of a command is the regimen of the first one."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the name of the first command in front of a regimen or an option.

        A dose below 0 looks like an option; it goes last, so that the regimen's own reader refuses it.
        """
        below_0 = [text for text in args if _BELOW_0.match(text)]
        if below_0:
            args = [*(text for text in args if text not in below_0), "--", *below_0]
        if args and args[0] not in self.commands and args[0] not in {"--help"}:
            args = [LEVELS, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=RegimenFirst, no_args_is_help=True,
    help='Levels in plasma, such as nemda pk "84 mg esketamine nasal" --hours 24.',
)  # fmt: skip


@app.command(LEVELS)
def levels_command(
    regimen: Annotated[
        str | None,
        typer.Argument(help="A regimen in words, or a YAML file.", show_default=False),
    ] = None,
    hours: Annotated[
        float | None, typer.Option("--hours", help="How long, h. (default: 24 h after the last dose)")
    ] = None,
    people: Annotated[
        str | None,
        typer.Option("--people", help="A preset (healthy, mdd, trd) or a CSV file. (default: healthy)"),
    ] = None,
    fill_from: Annotated[
        str | None, typer.Option("--fill-from", help="Draw what a file of people lacks from this preset.")
    ] = None,
    n: Annotated[int | None, typer.Option("--n", help="How many people. (default: 500; one body: 1)")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Which people are drawn.")] = 1,
    model: Model = "nemda",
    interacting: With = None,
    sample: Annotated[
        str | None,
        typer.Option("--sample", help="venous, arterial or both. (default: venous)"),
    ] = None,
    analytes: Annotated[
        str | None, typer.Option("--analytes", help="Names with commas, such as ketamine,S-norketamine.")
    ] = None,
    times: Annotated[
        str | None, typer.Option("--times", help="Hours with commas at which levels are written.")
    ] = None,
    change: Set = None,
    reading: Annotated[
        list[str] | None, typer.Option("--reading", help="Another reading of contested numbers; repeatable.")
    ] = None,
    weight: Weight = None,
    age: Age = None,
    female: Female = None,
    child_pugh: Liver = None,
    cyp3a4: Cyp3a4 = None,
    cyp2b6: Cyp2b6 = None,
    body: Body = None,
    out: Out = None,
    page: Annotated[bool, typer.Option("--page/--no-page", help="Write levels.html.")] = True,
    as_json: AsJson = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Draw levels over time and print peaks, areas, half-lives and bioavailability.

    For example: nemda pk "84 mg esketamine nasal" --hours 24 --people healthy --n 500

    or, for one person: nemda pk "0.5 mg/kg ketamine iv over 40 min" --weight 80 --age 70 --female

    or, for a child: nemda pk "2 mg/kg ketamine iv" --model herd2007 --weight 20 --age 6

    Properties of a body without --people describe one typical person; with it they hold for all.
    """
    if model == "list":
        models_command(as_json)
        return
    from nemda.cli.pk_json import profile_json
    from nemda.cli.pk_view import print_profile
    from nemda.engine.profile.files import write_profile
    from nemda.engine.profile.request import request_of
    from nemda.engine.profile.run import profile

    request = request_of(
        regimen_of(regimen), hours=hours, people=words_of(people, fill_from, seed), n=n, seed=seed,
        model=model, interacting=tuple(interacting or ()), sample=sample,
        analytes=None if analytes is None else tuple(name.strip() for name in analytes.split(",")),
        times_h=None if times is None else numbers_of(times, "--times"),
        changes=changes_of(change or (), "--set"),
        reading=tuple(reading or ()),
        body=body_of(BodyOptions(weight, age, female, child_pugh, cyp3a4, cyp2b6, tuple(body or ()))),
    )  # fmt: skip
    with TerminalProgress() as shown:
        done = profile(request, SILENT if quiet or request.group.n < MANY else shown)
    folder = _folder(out, request.regimen.label or "levels", _record(locals()))
    files = list(write_profile(done, folder))
    if page:
        from nemda.report.levels_page import write_levels_page

        files.append(write_levels_page(done, folder / PAGE))
    if as_json:
        _echo(profile_json(done, folder, files))
    else:
        print_profile(done, folder, files)


@app.command("tci")
def tci_command(
    compound: Annotated[str, typer.Argument(help="ketamine, esketamine or arketamine.")] = "ketamine",
    target: Annotated[
        list[str] | None,
        typer.Option("--target", help="A level, ng/mL, such as 200 or 100@30min; repeatable, rising times."),
    ] = None,
    until: Annotated[str | None, typer.Option("--until", help="When the pump stops, such as 60min.")] = None,
    site: Annotated[
        str | None,
        typer.Option("--site", help="arterial, venous or effect. (default: arterial)"),
    ] = None,
    update: Annotated[str, typer.Option("--update", help="How often the pump changes its rate.")] = "10s",
    flow: Annotated[float, typer.Option("--flow", help="Largest flow of the pump, mL/h.")] = 1200.0,
    strength: Annotated[float, typer.Option("--strength", help="Strength, mg of base per mL.")] = 10.0,
    model: Model = "nemda",
    interacting: With = None,
    change: Set = None,
    weight: Weight = None,
    age: Age = None,
    female: Female = None,
    child_pugh: Liver = None,
    cyp3a4: Cyp3a4 = None,
    cyp2b6: Cyp2b6 = None,
    body: Body = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Print the steps of a pump that brings ketamine to a target level and holds it.

    For example: nemda pk tci --target 200 --until 60min --weight 80
    """
    from nemda.cli.pk_json import target_json
    from nemda.cli.pk_options import duration_of, targets_of
    from nemda.cli.pk_view import print_target
    from nemda.engine.profile.files import write_pump
    from nemda.engine.profile.target import target_levels, target_request
    from nemda.pk.pump import pump_of
    from nemda.report.levels_page import write_target_page

    request = target_request(
        targets_of(target or ()), duration_of(until, "--until"), compound=compound, place=site, model=model,
        pump=pump_of(flow, strength, duration_of(update, "--update")), interacting=tuple(interacting or ()),
        changes=changes_of(change or (), "--set"),
        body=body_of(BodyOptions(weight, age, female, child_pugh, cyp3a4, cyp2b6, tuple(body or ()))),
    )  # fmt: skip
    run = target_levels(request)
    folder = _folder(out, f"{request.compound} target", _record(locals()))
    files = [write_pump(run, folder), write_target_page(run, folder / "target.html")]
    if as_json:
        _echo(target_json(run, strength, folder, files))
    else:
        print_target(run, strength, folder, files)


@app.command("models")
def models_command(as_json: AsJson = False) -> None:
    """List the models: what they give, where samples are drawn, for whom they hold, and those left out."""
    from nemda.cli.pk_lists import models_json, print_models

    _echo(models_json()) if as_json else print_models()


@app.command("interactions")
def interactions_command(as_json: AsJson = False) -> None:
    """List the drugs and foods that act on ketamine, with what each leaves of the enzymes."""
    from nemda.cli.pk_lists import interactions_json, print_interactions

    _echo(interactions_json()) if as_json else print_interactions()


def _echo(content: Mapping[str, object]) -> None:
    typer.echo(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False))


def _record(options: Mapping[str, Any]) -> dict[str, str]:
    """Return the options that decide the numbers, as text."""
    plain = (str, int, float, bool, list, type(None))
    left_out = {"out", "as_json", "quiet", "page"}
    return {
        name: str(value)
        for name, value in options.items()
        if name not in left_out and isinstance(value, plain)
    }


def _folder(out: Path | None, title: str, record: Mapping[str, str]) -> Path:
    """Return where the files go: the same folder for the same request."""
    import hashlib

    from nemda.trial.folder import safe_name

    digest = hashlib.blake2b(json.dumps(record, sort_keys=True).encode(), digest_size=3)
    return Path("nemda-out") / f"pk-{safe_name(title)}-{digest.hexdigest()}" if out is None else out
