"""How many NMDA receptor pores hold a blocker, over seconds to weeks.

Only open receptors let a pore blocker in or out; one that closes with the drug inside keeps it
trapped. Averaged over many openings, with a the mean probability that the gate is open (blocked or
not), p the magnesium-free fraction of open pores (weighted by the open gate) and D_i the free
concentration of blocker i, the fraction theta_i of receptors that hold it follows

    d theta_i / dt = a p k_on,i D_i (1 - sum_j theta_j) - a k_off,i theta_i - (1 - a) k_esc,i theta_i

where k_esc lets a low-trapping drug (memantine, lanicemine) leave a closed receptor. At steady state

    theta_i = (D_i / K_i) / (1 + sum_j D_j / K_j),   K_i = (a k_off,i + (1 - a) k_esc,i) / (a p k_on,i)

so for a fully trapping drug the occupancy does not depend on activity, only its speed does. If the
drug itself changes gating, K_i is to be multiplied by the ratio of open probabilities with and
without drug. Receptor noise, single synaptic events and more than one and a half times the half-blocking
concentration need the full Markov chain; see `nemda.receptor.limits`.

The mechanisms of the model carry one state per receptor pool. With x = sum_j D_j / K_j,

    d theta / dt = k (x (1 - theta) - theta)

has the exact steady state of fully trapping blockers whatever their speeds, and the exact course
when they all leave at the same rate k = a k_off.

Wrong if: occupancy of a trapping blocker at steady state is found to follow activity, or two pore
blockers together block more than their summed D / K allows.

Rates may be in any time unit as long as one is used throughout.
"""

from __future__ import annotations

from collections.abc import Iterable

from nemda.model.maths import Value, exp


def occupancy_rate(
    occupancy: Value,
    occupancy_total: Value,
    free_concentration: Value,
    association: Value,
    dissociation: Value,
    open_probability: Value,
    unblocked: Value,
    escape: Value,
) -> Value:
    """Return d theta_i / dt of one of several competing blockers, per time unit of the rates.

    Parameters
    ----------
    occupancy, occupancy_total
        Fraction of receptors that hold this blocker, and any blocker (0 to 1).
    free_concentration
        Free drug at the receptor (umol/L).
    association, dissociation
        Rates at the open pore: per umol/L per time, and per time.
    open_probability
        Mean probability that the gate is open, blocked or not (0 to 1).
    unblocked
        Fraction of open pores free of magnesium (0 to 1).
    escape
        Rate of leaving a closed receptor, per time; 0 for a fully trapped drug.
    """
    entering = open_probability * unblocked * association * free_concentration * (1 - occupancy_total)
    return entering - leaving_rate(dissociation, open_probability, escape) * occupancy


def leaving_rate(dissociation: Value, open_probability: Value, escape: Value) -> Value:
    """Return the mean rate at which a bound blocker leaves: a k_off + (1 - a) k_esc."""
    return open_probability * dissociation + (1 - open_probability) * escape


def half_block(
    association: Value, dissociation: Value, open_probability: Value, unblocked: Value, escape: Value
) -> Value:
    """Return the apparent K_i: the free concentration (umol/L) at which half the receptors hold it.

    For escape = 0 this is the dissociation constant times 1 + [Mg] / K_Mg(V).
    """
    return leaving_rate(dissociation, open_probability, escape) / (open_probability * unblocked * association)


def half_block_with_escape(
    trapped_half_block: Value, unblocking_rate: Value, open_probability: Value, escape: Value
) -> Value:
    """Return K_i of a low-trapping drug from the K_i it would have if it were fully trapped.

    K (1 + (1 - a) k_esc / (a k_off)), with `unblocking_rate` = a k_off: the less active the receptor,
    the weaker the drug. A fully trapped drug keeps its potency at rest.
    """
    return trapped_half_block * (1 + (1 - open_probability) * escape / unblocking_rate)


def time_constant(
    free_concentration: Value,
    association: Value,
    dissociation: Value,
    open_probability: Value,
    unblocked: Value,
    escape: Value,
) -> Value:
    """Return the time constant of a single blocker's approach to steady state (time unit of the rates)."""
    entering = open_probability * unblocked * association * free_concentration
    return 1 / (entering + leaving_rate(dissociation, open_probability, escape))


def steady_occupancies(relative_concentrations: Iterable[Value]) -> tuple[Value, ...]:
    """Return every theta_i at steady state from all D_i / K_i (each not negative)."""
    relative = tuple(relative_concentrations)
    total = sum(relative)
    return tuple(one / (1 + total) for one in relative)


def pooled_rate(occupancy: Value, drive: Value, unblocking_rate: Value) -> Value:
    """Return d theta / dt of a pool's total occupancy, k (x (1 - theta) - theta).

    `drive` is x = sum_j D_j / K_j (dimensionless, not negative), `unblocking_rate` is k = a k_off.
    """
    return unblocking_rate * (drive * (1 - occupancy) - occupancy)


def pooled_steady(drive: Value) -> Value:
    """Return a pool's total occupancy at steady state, x / (1 + x)."""
    return drive / (1 + drive)


def pooled_time_constant(drive: Value, unblocking_rate: Value) -> Value:
    """Return the time constant of a pool's occupancy, 1 / (k (1 + x))."""
    return 1 / (unblocking_rate * (1 + drive))


def activity_dependent_rate(activity: Value, silent_rate: Value, active_rate: Value) -> Value:
    """Return the unblocking rate of a pool whose receptors open more when the cell is active.

    silent + (active - silent) * activity, with `activity` 0 (silent) to 1 (the activity for which
    `active_rate` was stated). Drug that entered during activity stays when activity ends.
    """
    return silent_rate + (active_rate - silent_rate) * activity


def voltage_factor(
    voltage: Value, reference_voltage: Value, electrical_distance: Value, thermal_voltage: Value
) -> Value:
    """Return K(V) / K(V_reference) of a singly charged blocker: exp(delta (V - V_ref) / (RT/F)).

    Voltages in mV. The same factor holds for the dissociation rate, which carries the whole voltage
    dependence here (Woodhull 1973, J Gen Physiol 61:687).
    """
    return exp(electrical_distance * (voltage - reference_voltage) / thermal_voltage)


def available_current(occupancy_total: Value, unblocked: Value) -> Value:
    """Return the receptor current relative to no drug and no magnesium: (1 - sum theta) p_0(V)."""
    return (1 - occupancy_total) * unblocked
