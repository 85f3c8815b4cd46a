"""Every indication against the shipped rows of its trial; fits lie inside what the counts allow."""

import pytest

from nemda.evidence.tables import trial_outcomes
from nemda.indication import indication, indications
from nemda.indication.calibrate import calibrated
from nemda.trial.intervals import wilson

READINGS = [(name, one.name) for name, found in indications().items() for one in found.readings]

SHIPPED = (
    ("ptsd", "civilians", "feder2021", "response_rate", "CAPS-5"),
    ("ocd", "randomized", "rodriguez2013", "response_rate", "Y-BOCS"),
    ("social_anxiety", "randomized", "taylor2018", "response_rate", "LSAS"),
    ("suicidality", "all", "abbar2022", "remission_rate", "SSI"),
    ("cocaine", "randomized", "dakwar2019", "abstinence_rate", "abstinence"),
)


@pytest.mark.parametrize(("name", "reading", "study", "quantity", "scale"), SHIPPED)
def test_arms_of_a_reading_are_the_rows_of_its_trial(name, reading, study, quantity, scale):
    rows = {
        "ketamine" in row.arm: row
        for row in trial_outcomes()
        if (row.study_id, row.quantity, row.scale) == (study, quantity, scale) and row.time_h != 4380
    }
    arms = {"ketamine" in arm.regimen: arm for arm in indication(name).reading(reading).arms}
    assert set(arms) == set(rows) == {True, False}
    for drug, arm in arms.items():
        assert arm.n == rows[drug].n
        # rows print percent to a tenth or whole percent: half a person
        assert arm.better == pytest.approx(rows[drug].value / 100 * arm.n, abs=0.5)


def test_the_difference_of_alcohol_is_the_row_of_its_trial():
    row = next(
        row for row in trial_outcomes()
        if row.study_id == "grabski2022" and row.quantity == "diff_vs_control"
        and row.arm == "ketamine_vs_saline"
    )  # fmt: skip
    found = indication("alcohol").reading("randomized").difference
    assert found is not None
    assert found.value == row.value
    # 1.1 to 19.0 in the row's interval of 95%
    assert found.standard_error == pytest.approx((19.0 - 1.1) / (2 * 1.96), abs=0.01)
    assert "1.1 to 19.0" in indication("alcohol").reading("randomized").sentence


@pytest.mark.parametrize(("name", "reading"), READINGS)
def test_every_reading_is_met_within_what_its_counts_allow(name, reading):
    asked = indication(name)
    fitted, arms = calibrated(asked, asked.reading(reading))
    difference = asked.reading(reading).difference
    assert bool(arms) == (difference is None)
    for arm in arms:
        share = wilson(round(arm.observed * arm.n), arm.n)
        # a prior pulls an arm of seven without a responder by a few percent beyond its 90% interval
        assert share.lower_90 - 0.05 <= arm.predicted <= share.upper_90 + 0.05
    if difference is not None:
        # the transfer is the difference over the drug's own effect on mood: same sign, same relative error
        assert (fitted.transfer > 0) == (difference.value > 0)
        assert fitted.transfer_error * abs(difference.value) == pytest.approx(
            fitted.transfer * difference.standard_error
        )
