import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemda.errors import ParameterError
from nemda.model.expression import Graph
from nemda.receptor.magnesium import (
    magnesium_half_block,
    magnesium_shift,
    magnesium_table,
    magnesium_variant,
    magnesium_variants,
    unblocked_fraction,
)

NATIVE = ("jahr1990", "ascher1988", "chindemi2003", "moradi2013", "franks2002", "milstein2015")
CONCENTRATION = st.floats(0.0, 5.0)
HALF = st.floats(0.01, 50.0)


def half_block(name, voltage):
    block = magnesium_variant(magnesium_table(), name)
    return magnesium_half_block(voltage, block.half_block_0mv, block.voltage_slope)


def test_jahr_and_stevens_formula():
    # B(V) = 1 / (1 + [Mg] / 3.57 exp(-0.062 V)) as printed in the paper and in ModelDB 18198.
    for voltage in (-90.0, -66.0, -40.0, 0.0, 30.0):
        printed = 1 / (1 + 1.2 / 3.57 * math.exp(-0.062 * voltage))
        assert unblocked_fraction(1.2, half_block("jahr1990", voltage)) == pytest.approx(printed, rel=1e-12)


def test_published_models_spread_and_the_two_used_most_agree_near_minus_50():
    at_zero = [half_block(name, 0.0) for name in NATIVE]
    assert min(at_zero) == pytest.approx(0.69)
    assert max(at_zero) == pytest.approx(8.85)
    assert half_block("jahr1990", -50.0) == pytest.approx(0.161, abs=0.001)
    assert half_block("ascher1988", -50.0) == pytest.approx(0.161, abs=0.001)
    # The others do not join them: "they converge" holds for this pair only.
    assert [half_block(name, -50.0) for name in ("franks2002", "moradi2013")] == pytest.approx(
        [0.013, 0.205], abs=0.001
    )


def test_subtypes_2a_and_2b_are_blocked_like_native_receptors_and_2c_2d_weakly():
    native = half_block("jahr1990", -66.0)
    for strong in ("glun2a", "glun2b"):
        # Within a tenth: the two data sets share nothing but the receptor.
        assert half_block(strong, -66.0) == pytest.approx(native, rel=0.11)
    assert half_block("glun2c", -66.0) > half_block("glun2d", -66.0) > 5 * native


def test_unknown_variant_is_refused_with_the_known_ones():
    with pytest.raises(ParameterError, match="jahr1990"):
        magnesium_variant(magnesium_table(), "jahr")
    assert set(NATIVE) < set(magnesium_variants(magnesium_table()))


@given(CONCENTRATION, HALF)
def test_unblocked_fraction_is_a_fraction(magnesium, half):
    assert 0 < unblocked_fraction(magnesium, half) <= 1


@given(CONCENTRATION, CONCENTRATION, HALF)
def test_shift_is_the_ratio_of_unblocked_fractions(magnesium, reference, half):
    expected = unblocked_fraction(reference, half) / unblocked_fraction(magnesium, half)
    assert magnesium_shift(magnesium, reference, half) == pytest.approx(expected, rel=1e-12)


def test_equations_run_on_the_nodes_of_a_model():
    graph = Graph()
    voltage, magnesium = graph.symbol("voltage"), graph.symbol("magnesium")
    node = unblocked_fraction(magnesium, magnesium_half_block(voltage, 3.57, 0.062))
    assert "exp" in repr(node)
    assert "magnesium" in repr(node)


def test_equations_run_on_jax_arrays():
    jnp = pytest.importorskip("jax.numpy")
    result = unblocked_fraction(1.0, magnesium_half_block(jnp.array([-70.0, 0.0]), 3.57, 0.062))
    # JAX computes in single precision here.
    assert result.tolist() == pytest.approx(
        [unblocked_fraction(1.0, half_block("jahr1990", v)) for v in (-70.0, 0.0)], rel=1e-5
    )
