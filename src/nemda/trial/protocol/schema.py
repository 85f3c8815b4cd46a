"""The JSON schema of a trial file, exported from the forms that read it, so that the two cannot differ."""

from __future__ import annotations

from typing import Any

from nemda.trial.reading import TrialEntry


def trial_schema() -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of a trial file."""
    schema = TrialEntry.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "nemda trial", **schema}
