"""The disputed second site of ketamine on the NMDA receptor, near 0.1 umol/L.

Abbott, Liu and Popescu (2024, Biophys J, 10.1016/j.bpj.2023.11.3201) report a membrane-accessible
site that ketamine reaches at a tenth of the concentration that blocks the pore. It inhibits the
gating of receptors that are activated for long (tonic currents), incompletely, and spares brief
synaptic-like activation. Cell-attached recordings (Orser 1997, PMID 9105235: 53 % of the opening left
at 0.1 umol/L, 24 % at 1 umol/L) fit that picture; outside-out patches (63 % left at 1 umol/L) do not.
One laboratory's claim, so the switch `high_affinity_site` is 0 unless set.

    inhibition = switch * E_max D / (D + K),    tonic current left = (1 - theta_pore) (1 - inhibition)

Wrong if: tonic currents at 0.1 umol/L ketamine are not reduced when the membrane route is open, or
synaptic currents are reduced as much as tonic ones.
"""

from __future__ import annotations

from nemda.model.maths import Value, hill


def high_affinity_inhibition(
    free_concentration: Value, half_effect: Value, maximal_inhibition: Value, switch: Value
) -> Value:
    """Return the fraction of tonic gating lost through the high-affinity site (0 to E_max).

    `free_concentration` and `half_effect` in umol/L, `maximal_inhibition` and `switch` in [0, 1].
    """
    return switch * maximal_inhibition * hill(free_concentration, half_effect)


def tonic_current_left(pore_occupancy: Value, inhibition: Value) -> Value:
    """Return the tonic current left when pore block and the high-affinity site act independently."""
    return (1 - pore_occupancy) * (1 - inhibition)
