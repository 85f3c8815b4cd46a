"""The commands ``nemda magnesium``: a day or a plan of meals, foods, intake of a population, salts.

What is refused for safety ends with exit code 2 and every reason with its source.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from nemda.magnesium.run import Outcome

app = typer.Typer(
    no_args_is_help=True,
    help='Magnesium from plate to synapse, such as nemda magnesium day "almonds 50 g, citrate 200 mg".',
)

Out = Annotated[Path | None, typer.Option("--out", help="Write a page with the picture to this HTML file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write one JSON object instead of tables.")]


@app.callback()
def _magnesium() -> None:  # pyright: ignore[reportUnusedFunction]  typer keeps it
    """Magnesium from meals, water and supplements to serum, stores and NMDA receptors."""


@app.command("day")
def day_command(
    items: Annotated[
        str, typer.Argument(help='Such as "almonds 50 g, spinach 100 g, citrate 200 mg, water 1.5 l".')
    ],
    interacting: Annotated[
        list[str] | None,
        typer.Option("--with", help="Other medicines, NAME or NAME@8:00, between commas; repeatable."),
    ] = None,
    egfr: Annotated[float, typer.Option("--egfr", help="Kidney function, mL/min.")] = 100.0,
    age: Annotated[float, typer.Option("--age", help="Age, years.")] = 40.0,
    sex: Annotated[str, typer.Option("--sex", help="male or female.")] = "male",
    weight: Annotated[float, typer.Option("--weight", help="Body weight, kg.")] = 70.0,
    usual: Annotated[
        float | None, typer.Option("--usual", help="Usual intake, mg a day. (default: a survey's median)")
    ] = None,
    days: Annotated[int, typer.Option("--days", help="Repeat the day so often.")] = 1,
    condition: Annotated[
        list[str] | None,
        typer.Option(
            "--condition", help="Heart block, bradycardia, bowel obstruction, pregnant, ...; repeatable."
        ),
    ] = None,
    systolic: Annotated[float | None, typer.Option("--systolic", help="Systolic pressure, mmHg.")] = None,
    heart_rate: Annotated[float | None, typer.Option("--heart-rate", help="Heart rate, 1/min.")] = None,
    serum: Annotated[float | None, typer.Option("--serum", help="Measured serum magnesium, mmol/L.")] = None,
    barrier: Annotated[str, typer.Option("--barrier", help="closed, or optimistic.")] = "closed",
    mood: Annotated[str, typer.Option("--mood", help='none, or "upper bound".')] = "none",
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Say what of a day's magnesium is absorbed, where it goes, and what must not be taken with it.

    For example: nemda magnesium day "almonds 50 g, spinach 100 g, citrate 200 mg" --with nitrofurantoin
    """
    from nemda.cli.magnesium_request import day_plan

    plan = day_plan(
        items, medicines=tuple(interacting or ()), egfr=egfr, age=age, sex=sex, weight=weight, usual=usual,
        days=days, conditions=tuple(condition or ()), systolic=systolic, heart_rate=heart_rate, serum=serum,
        barrier=barrier, mood=mood,
    )  # fmt: skip
    from nemda.magnesium.run import run

    _deliver(run(plan), out, as_json)


@app.command("plan")
def plan_command(
    file: Annotated[Path | None, typer.Argument(help="A plan in YAML.", show_default=False)] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON schema of a plan and stop.")
    ] = False,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Carry out a plan of meals, supplements and infusions over days to months.

    For example: nemda magnesium plan examples/meals.yaml --out meals.html
    """
    from nemda.magnesium.files import read_plan
    from nemda.magnesium.files import schema as plan_schema

    if schema:
        typer.echo(json.dumps(plan_schema(), indent=2))
        return
    if file is None:
        raise typer.BadParameter("name a YAML file, or ask for --schema", param_hint="FILE")
    from nemda.magnesium.run import run

    _deliver(run(read_plan(file)), out, as_json)


@app.command("foods")
def foods_command(
    words: Annotated[
        list[str] | None, typer.Argument(help="Words of the name; without any, all foods.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Find foods and waters with their magnesium, phytate and oxalate."""
    from nemda.cli.magnesium_lists import foods_json, print_foods
    from nemda.magnesium.foods import find_food, find_foods, food_facts

    text = " ".join(words or ())
    found = find_foods(text) if text else food_facts()
    if not found:
        find_food(text)
    if as_json:
        typer.echo(json.dumps(foods_json(found), indent=2, allow_nan=False, ensure_ascii=False))
    else:
        print_foods(found)


@app.command("forms")
def forms_command(as_json: AsJson = False) -> None:
    """List the salts of supplements: magnesium by mass, and uptake beside a soluble salt."""
    from nemda.cli.magnesium_lists import forms_json, print_forms
    from nemda.magnesium.forms import forms

    if as_json:
        typer.echo(json.dumps(forms_json(forms()), indent=2, allow_nan=False, ensure_ascii=False))
    else:
        print_forms(forms())


@app.command("intake")
def intake_command(
    n: Annotated[int, typer.Option("--n", min=1, help="People in the survey whose error is shown.")] = 2000,
    as_json: AsJson = False,
) -> None:
    """Show what surveyed groups eat, and the share below the average requirement."""
    from nemda.cli.magnesium_lists import intake_json, print_intake

    content = intake_json(n)
    if as_json:
        typer.echo(json.dumps(content, indent=2, allow_nan=False, ensure_ascii=False))
    else:
        print_intake(content)


def _deliver(outcome: Outcome, out: Path | None, as_json: bool) -> None:
    from nemda.cli.magnesium_view import outcome_json, print_outcome

    if out is not None:
        from nemda.report.magnesium_page import write_magnesium_page

        write_magnesium_page(outcome, out)
    if as_json:
        typer.echo(json.dumps(outcome_json(outcome), indent=2, allow_nan=False, ensure_ascii=False))
        return
    print_outcome(outcome)
    if out is not None:
        typer.echo(f"Wrote {out}")
