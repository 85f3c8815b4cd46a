"""Hypothesis strategies for doses and regimens, shared by the tests of this room."""

from hypothesis import strategies as st

from nemda.drugs import TIMED_ROUTES, compounds, formulations
from nemda.regimen import Dose, Regimen

DOSABLE = sorted(key for key, card in compounds().items() if card.dosable)

hours = st.one_of(
    st.integers(0, 60).map(lambda day: 24.0 * day),
    st.integers(0, 400).map(float),
    st.floats(0, 5000, allow_nan=False),
)
lengths = st.one_of(
    st.just(0.0),
    st.integers(1, 600).map(lambda minutes: minutes / 60),
    st.floats(1e-6, 200, allow_nan=False),
)
amounts = st.one_of(
    st.sampled_from([0.2, 0.5, 28.0, 56.0, 84.0]),
    st.floats(1e-6, 1e6, allow_nan=False),
)


@st.composite
def doses(draw: st.DrawFn) -> Dose:
    compound = compounds()[draw(st.sampled_from(DOSABLE))]
    route = draw(st.sampled_from(compound.routes))
    inert = compound.kind == "inert"
    of_route = [
        entry
        for entry in formulations().values()
        if entry.route == route and (not entry.only_for or compound.key in entry.only_for)
        if not compound.is_companion
    ]
    formulation = draw(st.sampled_from([None, *of_route]))
    timed = route in TIMED_ROUTES and (formulation is None or formulation.device is None)
    if compound.is_gas:
        amount, unit = draw(st.floats(1e-3, 100, allow_nan=False)), "%"
    elif inert:
        amount, unit = 0.0, "mg"
    else:
        amount, unit = draw(amounts), draw(st.sampled_from(["mg", "mg/kg"]))
    duration_h = draw(lengths.filter(bool) if compound.is_gas else lengths) if timed else 0.0
    return Dose(
        compound=compound.key,
        amount=amount,
        unit=unit,
        route=route,
        start_h=draw(hours),
        duration_h=duration_h,
        formulation=None if formulation is None else formulation.key,
    )


regimens = st.lists(doses(), max_size=8).map(lambda many: Regimen(tuple(many)))


@st.composite
def courses(draw: st.DrawFn) -> Regimen:
    """One treatment many times, where rhythms and overlaps arise."""
    first = draw(doses())
    spacing = draw(st.sampled_from([0.5, 8.0, 12.0, 24.0, 48.0, 72.0, 168.0, 336.0]))
    start = draw(st.sampled_from([0.0, 72.0, 9.0, 30.5]))
    skipped = draw(st.sets(st.integers(0, 9), max_size=5))
    times = [start + spacing * index for index in range(draw(st.integers(1, 10))) if index not in skipped]
    return Regimen(
        tuple(
            Dose(
                first.compound,
                first.amount,
                first.unit,
                first.route,
                time,
                first.duration_h,
                first.formulation,
            )
            for time in times
        )
    )
