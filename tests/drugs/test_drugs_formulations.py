"""Preparations: names, defaults, devices, refusals."""

import pytest

from nemda.drugs import (
    ROUTES,
    Route,
    check_product,
    compounds,
    default_formulation,
    find_formulation,
    formulation_names,
    formulations,
)
from nemda.drugs.names import normal_form
from nemda.drugs.routes import ROUTE_NAMES
from nemda.errors import DrugError


@pytest.mark.parametrize(
    ("route", "text", "key"),
    [
        ("oral", "extended-release", "extended release"),
        ("oral", "XR", "extended release"),
        ("oral", "Controlled release tablets", "extended release"),
        ("oral", "prolonged-release tablet", "prolonged release"),
        ("oral", "tablets", "tablet"),
        ("sublingual", "tablets", "tablet"),
        ("sublingual", "troche", "tablet"),
        ("sublingual", "oral thin film", "film"),
        ("rectal", "solution", "solution"),
        ("nasal", "device", "devices"),
    ],
)
def test_a_name_is_read_with_its_route(route: Route, text: str, key: str) -> None:
    assert find_formulation(route, text).key == key


def test_unknown_preparation_lists_those_of_the_route() -> None:
    with pytest.raises(DrugError, match="film, wafer, tablet") as caught:
        find_formulation("sublingual", "waffer")
    assert "did you mean 'wafer'" in str(caught.value.hint)
    with pytest.raises(DrugError, match="name no preparation"):
        find_formulation("im", "tablet")


def test_every_key_names_itself_and_every_route_with_several_has_one_default_per_drug() -> None:
    for (route, key), entry in formulations().items():
        assert find_formulation(route, key) is entry
    drugs = [key for key, card in compounds().items() if card.kind == "drug" and card.enantiomers]
    for route in ROUTES:
        of_route = [entry for entry in formulations().values() if entry.route == route]
        for drug in drugs:
            usual = [entry.key for entry in of_route if drug in entry.default_for]
            assert usual == ([default_formulation(route, drug)] if of_route else []), (route, drug)


def test_no_preparation_is_also_the_name_of_a_route() -> None:
    # Otherwise a printed dose could read back as another one ("nasal spray" is a route).
    routes = {normal_form(name) for name in ROUTE_NAMES}
    assert not routes & {normal_form(name) for name in formulation_names()}
    for route, key in formulations():
        assert normal_form(f"{route} {key}") not in routes


def test_devices_are_those_of_the_label() -> None:
    device = formulations()["nasal", "devices"].device
    assert device is not None
    assert (device.content_mg, device.sprays, 60 * device.interval_h) == (28, 2, 5)


def test_metered_devices_hold_esketamine() -> None:
    check_product(formulations()["nasal", "devices"], "esketamine")
    with pytest.raises(DrugError, match="plain"):
        check_product(formulations()["nasal", "devices"], "ketamine")
