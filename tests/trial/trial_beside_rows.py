"""Invented rows with drugs beside a treatment, in the spelling of the tables: what each study must become."""

from trial_row_samples import ARM, OUTCOME

KETAMINE = ARM | {"comparator": "", "study_id": ""}
PLACEBO = KETAMINE | {
    "arm": "placebo",
    "compound": "placebo",
    "dose": "0",
    "unit": "mg",
    "route": "PO",
    "duration_min": "",
}
SALINE = KETAMINE | {"arm": "saline", "compound": "saline", "dose": "0"}
BOTH = {"unit": "mg + mg/kg", "route": "PO + IV"}
BESIDE_PLACEBO = (
    KETAMINE | {"arm": "placebo + ketamine", "compound": "placebo + ketamine", "dose": "0 + 0.5"} | BOTH
)
ASLEEP = "RCT parallel triple-masked; infusion during general anesthesia (propofol)"
RESPONDERS = "TRD ketamine responders"

STUDIES: dict[str, tuple[dict[str, str], ...]] = {
    "rapamycin": (
        KETAMINE | {"arm": "rapamycin + ketamine", "compound": "rapamycin + ketamine", "dose": "6 + 0.5",
                    "note": "rapamycin 6 mg given 2 h before the infusion"} | BOTH,
        BESIDE_PLACEBO,
    ),
    "sirolimus": (
        KETAMINE | {"arm": "ketamine after sirolimus",
                    "population": "MDD; pretreatment with sirolimus 6 mg po 2 h before ketamine"},
        KETAMINE | {"arm": "ketamine after placebo"},
    ),
    "lithium": (
        KETAMINE | {"arm": "ketamine + lithium", "compound": "ketamine + lithium",
                    "note": "lithium 900 mg/day"},
        KETAMINE | {"arm": "ketamine + placebo", "compound": "ketamine + placebo"},
    ),
    "on_lithium": (
        KETAMINE | {"population": "bipolar depression on lithium 0.6-1.0 mmol/L"},
        SALINE | {"population": "bipolar depression on lithium 0.6-1.0 mmol/L"},
    ),
    "lamotrigine": (
        KETAMINE | {"arm": "lamotrigine + ketamine", "compound": "lamotrigine + ketamine",
                    "dose": "300 + 0.5", "note": "lamotrigine 2 h before"} | BOTH,
        BESIDE_PLACEBO,
    ),
    "lamotrigine_in_schedule": (
        KETAMINE | {"arm": "lamotrigine pretreatment",
                    "schedule": "single; lamotrigine 300 mg po 2 h before"},
        KETAMINE | {"arm": "placebo pretreatment", "schedule": "single"},
    ),
    "naltrexone": (
        KETAMINE | {"arm": "naltrexone + ketamine", "design": "RCT crossover double-blind",
                    "compound": "naltrexone + ketamine", "dose": "50 + 0.5", "schedule": "single",
                    "note": "naltrexone 45 min before"} | BOTH,
        BESIDE_PLACEBO | {"design": "RCT crossover double-blind", "schedule": "single"},
    ),
    "naltrexone_injected": (
        KETAMINE | {"arm": "ketamine + naltrexone XR", "compound": "ketamine + extended-release naltrexone",
                    "dose": "0.5 + 380", "unit": "mg/kg + mg", "route": "IV + IM", "schedule": "weekly x4",
                    "design": "open-label",
                    "note": "naltrexone 380 mg injection 2-6 days before first infusion"},
    ),
    "benzodiazepine_users": (
        KETAMINE | {"arm": "users", "population": "TRD taking benzodiazepines (mean 12 mg diazepam eq/day)"},
        KETAMINE | {"arm": "none taken", "population": "TRD without benzodiazepines"},
    ),
    "lorazepam": (
        KETAMINE | {"arm": "ketamine + lorazepam", "compound": "ketamine + lorazepam", "dose": "0.5 + 2",
                    "unit": "mg/kg + mg", "route": "IV + PO"},
        KETAMINE | {"arm": "ketamine + placebo", "compound": "ketamine + placebo"},
    ),
    "memantine": (
        KETAMINE | {"arm": "ketamine + memantine", "compound": "ketamine + memantine", "dose": "0.5 + 20",
                    "unit": "mg/kg + mg/day", "route": "IV + PO"},
        KETAMINE | {"arm": "ketamine + placebo", "compound": "ketamine + placebo"},
    ),
    "memantine_maintenance": (
        PLACEBO | {"arm": "memantine", "compound": "memantine", "dose": "20", "unit": "mg/day",
                   "schedule": "daily x28 after ketamine", "population": RESPONDERS},
        PLACEBO | {"schedule": "daily x28 after ketamine", "population": RESPONDERS},
    ),
    "cycloserine_maintenance": (
        PLACEBO | {"arm": "D-cycloserine", "compound": "D-cycloserine", "dose": "500", "unit": "mg/day",
                   "schedule": "daily x42 after ketamine", "population": RESPONDERS},
        PLACEBO | {"schedule": "daily x42 after ketamine", "population": RESPONDERS},
    ),
    "propofol": (KETAMINE | {"design": ASLEEP}, SALINE | {"design": ASLEEP}),
    "sevoflurane": (
        KETAMINE | {"arm": "ketamine + sevoflurane", "compound": "ketamine + sevoflurane"},
        SALINE | {"arm": "saline + sevoflurane", "compound": "saline + sevoflurane"},
    ),
    "nitrous_oxide": (
        PLACEBO | {"arm": "nitrous oxide 50%", "compound": "nitrous oxide", "dose": "50", "unit": "%",
                   "route": "inhaled", "duration_min": "60", "schedule": "single"},
        PLACEBO | {"compound": "oxygen", "route": "inhaled", "duration_min": "60", "schedule": "single"},
    ),
    "arketamine": (KETAMINE | {"arm": "R-ketamine", "compound": "R-ketamine"}, SALINE),
    "rapastinel": (
        PLACEBO | {"arm": "rapastinel", "compound": "rapastinel", "dose": "450", "route": "IV"}, SALINE,
    ),
    "axs05": (
        PLACEBO | {"arm": "AXS-05", "compound": "AXS-05", "dose": "45-105", "schedule": "bid x42"},
        PLACEBO | {"schedule": "bid x42"},
    ),
    "esmethadone": (
        PLACEBO | {"arm": "REL-1017", "compound": "esmethadone", "dose": "25", "schedule": "daily x7"},
        PLACEBO | {"schedule": "daily x7"},
    ),
    "scopolamine": (
        SALINE | {"arm": "scopolamine", "compound": "scopolamine", "dose": "4", "unit": "mcg/kg",
                  "schedule": "0, 3, 7"},
        SALINE | {"schedule": "0, 3, 7"},
    ),
    "riluzole": (
        KETAMINE | {"arm": "ketamine then riluzole", "note": "riluzole 100-200 mg/day from 4-6 h"},
        KETAMINE | {"arm": "ketamine then placebo", "note": "riluzole 100-200 mg/day from 4-6 h"},
    ),
    "clonidine": (
        KETAMINE | {"arm": "ketamine + clonidine", "compound": "ketamine + clonidine", "dose": "0.5 + 0.3",
                    "unit": "mg/kg + mg", "route": "IV + PO"},
        KETAMINE | {"arm": "ketamine + placebo", "compound": "ketamine + placebo"},
    ),
    "nicotine": (
        KETAMINE | {"arm": "ketamine + nicotine", "compound": "ketamine + nicotine patch", "dose": "0.5 + 21",
                    "unit": "mg/kg + mg"},
        KETAMINE,
    ),
    "perampanel": (
        KETAMINE | {"arm": "perampanel + ketamine", "compound": "perampanel + ketamine", "dose": "6 + 0.5",
                    "note": "perampanel 6 mg 12 h before"} | BOTH,
        BESIDE_PLACEBO,
    ),
}  # fmt: skip
"""Arms by study: first the one with the drug, then its comparator."""


def arms_of(study: str) -> tuple[dict[str, str], ...]:
    """Return the arms of an invented study with its name."""
    return tuple(arm | {"study_id": study} for arm in STUDIES[study])


def outcomes_of(study: str) -> tuple[dict[str, str], ...]:
    """Return the change of every arm at 24 h and, of two arms, their difference."""
    arms = arms_of(study)
    changes = tuple(OUTCOME | {"study_id": study, "arm": arm["arm"]} for arm in arms)
    if len(arms) == 1:
        return changes
    names = f"{arms[0]['arm']}_vs_{arms[1]['arm']}"
    return (
        *changes,
        OUTCOME | {"study_id": study, "arm": names, "quantity": "diff_vs_control", "value": "-1"},
    )
