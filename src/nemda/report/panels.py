"""Which variables are shown, in which order, in whose words: the chain from plasma to mood.

The order is the order of cause. A panel shows one quantity with its bands, and at most one companion
that only makes sense beside it. Adding a panel here adds it to every report.
"""

from __future__ import annotations

from typing import NamedTuple


class Line(NamedTuple):
    """One variable in a panel; `key` says in the panel's title how to tell it from the other."""

    variable: str
    key: str = ""
    dash: str = "solid"
    has_bands: bool = True


class Panel(NamedTuple):
    """One quantity over time.

    `plain_unit` is the axis label of a quantity without unit. `rest` is the value without drug, drawn
    as a reference. `scale` and `quantity` name the published outcomes that belong into the panel.
    `has_people` marks where single persons may be drawn.
    """

    title: str
    lines: tuple[Line, ...]
    plain_unit: str = ""
    rest: float | None = None
    scale: str = ""
    quantity: str = ""
    has_people: bool = False

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables of this panel, the main one first."""
        return tuple(line.variable for line in self.lines)


class Stage(NamedTuple):
    """A link of the chain: its heading, what happens there in plain words, and its panels."""

    key: str
    title: str
    text: str
    panels: tuple[Panel, ...]


RELATIVE = "relative to rest"
SHARE = "share"

_KINETICS = Stage(
    "kinetics",
    "From the dose to the brain",
    "Venous plasma is what a blood sample from the arm shows. Arterial plasma runs ahead of it and drives "
    "the effect site, the place in the brain where the drug acts.",
    (
        Panel(
            "Ketamine in plasma",
            (
                Line("ketamine_venous", "venous"),
                Line("ketamine_arterial", "arterial", "dot", has_bands=False),
            ),
        ),
        Panel(
            "Metabolites in venous plasma",
            (
                Line("norketamine_venous", "norketamine"),
                Line("hydroxynorketamine_venous", "hydroxynorketamine", "dash", has_bands=False),
            ),
        ),
        Panel(
            "Ketamine at the effect site",
            (Line("ketamine_s_effect", "S"), Line("ketamine_r_effect", "R", "dash", has_bands=False)),
        ),
    ),
)
_CIRCUIT = Stage(
    "circuit",
    "Receptor block, circuit and glutamate",
    "Interneurons are blocked first; less inhibited, pyramidal cells fire more and release more glutamate, "
    "which passes through AMPA receptors.",
    (
        Panel("NMDA receptors of interneurons blocked", (Line("interneuron_block"),), SHARE, 0.0),
        Panel("NMDA receptors of pyramidal cells blocked", (Line("pyramidal_block"),), SHARE, 0.0),
        Panel(
            "Firing",
            (
                Line("pyramidal_activity", "pyramidal"),
                Line("interneuron_activity", "interneuron", "dash", has_bands=False),
            ),
            RELATIVE,
            1.0,
        ),
        Panel("Prefrontal extracellular glutamate", (Line("glutamate"),), RELATIVE, 1.0),
        Panel("AMPA throughput", (Line("ampa_throughput"),), RELATIVE, 1.0),
    ),
)
_SIGNALING = Stage(
    "signaling",
    "Translation and signaling",
    "Phosphorylated eEF2 brakes protein synthesis; released BDNF and mTORC1 drive it.",
    (
        Panel("Phosphorylated eEF2", (Line("phospho_eef2"),), RELATIVE, 1.0),
        Panel("Released BDNF", (Line("bdnf_released"),), RELATIVE, 1.0),
        Panel("mTORC1 activity", (Line("mtorc1"),), RELATIVE, 1.0),
    ),
)
_SYNAPSES = Stage(
    "synapses",
    "Synapses",
    "Synaptic protein builds new spines; some become stable, and connectivity follows them. Stress has "
    "lowered the start below the healthy brain (1).",
    (
        Panel("Synaptic protein", (Line("synaptic_protein"),), RELATIVE, 1.0),
        Panel(
            "Spines",
            (Line("stable_spines", "stable"), Line("labile_spines", "labile", "dash", has_bands=False)),
            "share of health",
        ),
        Panel("Working network connectivity", (Line("connectivity"),), "relative to health", 1.0),
    ),
)
MADRS = Panel(
    "MADRS total",
    (Line("madrs"),),
    scale="MADRS",
    quantity="mean",
    has_people=True,
)
MADRS_CHANGE = Panel(
    "Change of MADRS from baseline",
    (Line("madrs_change"),),
    rest=0.0,
    scale="MADRS",
    quantity="change_from_baseline",
    has_people=True,
)
_MOOD = Stage(
    "mood",
    "Mood",
    "Three separate terms take away symptoms: the drug, expectancy (sessions, and feeling that one got the "
    "drug), and care with the natural course, which differs between people in both directions.",
    (
        Panel("Symptoms taken away by the drug", (Line("drug_share"),), "share of baseline", 0.0),
        Panel("… by expectancy", (Line("expectancy_share"),), "share of baseline", 0.0),
        Panel("… by care and natural course", (Line("natural_share"),), "share of baseline", 0.0),
        MADRS,
        MADRS_CHANGE,
    ),
)
_FELT = Stage(
    "felt",
    "What is felt and measured during a session",
    "These effects follow the level at the effect site within minutes and do not drive mood in the model, "
    "except that feeling the drug raises expectancy.",
    (
        Panel(
            "Dissociation (CADSS total)",
            (Line("dissociation"),),
            scale="CADSS",
            quantity="mean",
            has_people=True,
        ),
        Panel("Probability of sedation (MOAA/S below 5)", (Line("sedation"),), "probability", 0.0),
        Panel(
            "Blood pressure above rest",
            (Line("systolic_rise", "systolic"), Line("diastolic_rise", "diastolic", "dash", has_bands=False)),
            rest=0.0,
        ),
    ),
)

STAGES = (_KINETICS, _CIRCUIT, _SIGNALING, _SYNAPSES, _MOOD, _FELT)
"""The chain in the order of cause."""
