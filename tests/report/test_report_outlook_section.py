"""The section on months and years: evidence is said once, and users stand apart from the clinic."""

from nemda.plan.outlook import outlook
from nemda.regimen import parse
from nemda.report.outlook_section import outlook_section
from nemda.risk import exposure_of, risk_profile


def test_evidence_of_a_row_is_not_said_again_in_the_next_one():
    regimen = parse("0.5 mg/kg ketamine iv over 40 min on days 0, 7")
    section = outlook_section({"ketamine": outlook(regimen, 70.0)})
    clinic, users = section.blocks[0].table, section.blocks[1].table
    said = [row[-1] for row in clinic.rows]
    findings = risk_profile(exposure_of(regimen))
    assert len(said) == len(findings)
    assert said[:4] == [findings[0].evidence, "as above", "as above", "as above"]
    assert [row[0] for row in clinic.rows if row[-1] == "as above"] == ["bladder"] * 3
    assert all(one.evidence in said for one in findings)
    withdrawal = next(row for row in users.rows if row[0] == "withdrawal")
    assert "craving" in withdrawal[-1]
    assert withdrawal[2] == "no number"
