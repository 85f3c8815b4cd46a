"""What a calibration writes is what the rest of the program reads: three deviations of every study."""

import csv
import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

from nemda.fit.trials import leave_out, record
from nemda.fit.trials.optimum import Optimum
from nemda.fit.trials.parameters import SPONTANEOUS, standardized
from nemda.fit.trials.posterior import Posterior
from nemda.fit.trials.run import TrialFit
from nemda.fit.trials.starting import problem_of
from nemda.trial.deviation import NAMES, Deviation
from nemda.trial.rows import variation as variation_module
from nemda.trial.rows.variation import variation_of

PROBLEM = problem_of(20, 1)
DRAWS, NAME = 40, "2031-01-01"
SDS = Deviation(drug=0.41, lasting=0.32, other=0.05)


@pytest.fixture(scope="module")
def fit() -> TrialFit:
    """Return a calibration made up: what it says is known, and no arm is simulated."""
    generator = np.random.default_rng(8)
    free, studies, size = len(PROBLEM.free), len(PROBLEM.studies), len(PROBLEM.targets)
    own = generator.normal(0.0, 0.3, (3, studies))
    z = generator.normal(0.0, 0.2, free)
    best = Optimum(
        z, own, SDS, PROBLEM.observed + 0.3 * PROBLEM.error, np.zeros((size, free)), np.zeros((size, free)),
        np.zeros((3, size)), 0.0,
    )  # fmt: skip
    keys = [*(one.key for one in PROBLEM.free), *leave_out.SD_COLUMNS, "factor"]
    draws = Posterior(
        z=z + generator.normal(0.0, 0.1, (DRAWS, free)),
        own=own + generator.normal(0.0, 0.1, (DRAWS, 3, studies)),
        sds=np.abs(np.array(SDS) + generator.normal(0.0, 0.01, (DRAWS, 3))),
        factor=np.exp(generator.normal(0.0, 0.1, DRAWS)),
        rhat=dict.fromkeys(keys, 1.01), effective=dict.fromkeys(keys, 500.0), divergences=0,
    )  # fmt: skip
    return TrialFit(PROBLEM, best, draws, 0.4, 1)


@pytest.fixture
def written(fit: TrialFit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that holds the calibration where the program looks for data."""
    (tmp_path / "variation").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "variation" / f"{NAME}.toml").write_text(record.variation(fit), "utf-8")
    (tmp_path / "data" / f"{NAME}.draws.csv").write_text(record.draws_csv(fit), "utf-8")
    monkeypatch.setattr(variation_module, "files", lambda room: tmp_path)
    monkeypatch.setattr(leave_out, "files", lambda room: tmp_path)
    return tmp_path


@pytest.mark.usefixtures("written")
def test_the_variation_is_read_as_it_was_written(fit: TrialFit) -> None:
    found = variation_of(NAME)
    assert found.sd == pytest.approx(SDS)
    assert tuple(sorted(found.studies)) == PROBLEM.studies
    for place, study in enumerate(PROBLEM.studies):
        effect = found.studies[study]
        # four digits are written
        assert effect.own == pytest.approx(fit.optimum.own[:, place], abs=5e-5)
        spread = fit.posterior.own[:, :, place].std(axis=0, ddof=1)
        assert effect.error == pytest.approx(spread, abs=5e-5)
    assert len(found.draws) == record.SHIPPED_DRAWS
    keys = {one.key for one in PROBLEM.free} - {SPONTANEOUS}
    assert all({key for key, _ in draw} == keys for draw in found.draws)


@pytest.mark.usefixtures("written")
def test_all_draws_are_read_as_they_were_written(fit: TrialFit) -> None:
    draws = leave_out.stored_draws(PROBLEM, NAME)
    clipped = [
        standardized(
            PROBLEM.free, {one.key: one.value(float(z)) for one, z in zip(PROBLEM.free, each, strict=True)}
        )
        for each in fit.posterior.z
    ]
    # five digits are written
    assert draws.z == pytest.approx(np.array(clipped), abs=1e-3)
    assert draws.sds == pytest.approx(fit.posterior.sds, rel=1e-4)
    assert draws.factor == pytest.approx(fit.posterior.factor, rel=1e-4)


def test_draws_of_a_calibration_with_fewer_deviations_are_refused(fit: TrialFit, written: Path) -> None:
    file = written / "data" / f"{NAME}.draws.csv"
    rows = list(csv.DictReader(record.draws_csv(fit).splitlines()))
    kept = [name for name in rows[0] if name != "lasting_sd"]
    lines = [",".join(kept), *(",".join(row[name] for name in kept) for row in rows)]
    file.write_text("\n".join(lines), "utf-8")
    with pytest.raises(leave_out.DataError, match="another calibration") as refused:
        leave_out.stored_draws(PROBLEM, NAME)
    assert "lasting_sd" in str(refused.value)


def test_the_set_tells_how_studies_differ(fit: TrialFit) -> None:
    about = tomllib.loads(record.parameter_set(fit, NAME))["about"]
    told = [
        about[f"between_study_sd_{name}"] for name in ("log_drug_effect", "log_lasting_part", "other_share")
    ]
    assert told == pytest.approx(list(SDS))


def test_the_report_tells_how_studies_differ(fit: TrialFit) -> None:
    between = json.loads(record.report_json(fit))["between_studies"]
    assert between == dict(zip(leave_out.SD_COLUMNS, SDS, strict=True))
    assert set(leave_out.SD_COLUMNS) == {f"{name}_sd" for name in NAMES}
