"""The command as people run it: a process of its own, its streams, its exit code, and Ctrl-C."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

NEMDA = [sys.executable, "-c", "import sys; from nemda.cli.main import main; sys.exit(main())"]
KETAMINE = "0.5 mg/kg ketamine iv over 40 min"
LONGEST_WAIT_S = 120


def test_bad_input_ends_with_code_2_and_one_message(tmp_path: Path) -> None:
    done = subprocess.run(
        [*NEMDA, "simulate", "0.5 mg/kg ketamin iv", "--out", str(tmp_path / "out"), "--json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("Error:") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
def test_ctrl_c_keeps_what_is_done_and_the_same_command_goes_on(tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [
        *NEMDA, "simulate", KETAMINE, "--n", "24", "--chunk", "3", "--weeks", "1", "--out", str(out),
        "--no-report", "--json",
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        give_up = time.monotonic() + LONGEST_WAIT_S
        while not list(out.rglob("part-*.nc")) and process.poll() is None and time.monotonic() < give_up:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=LONGEST_WAIT_S)
    assert process.returncode == 130, stderr
    assert stdout == ""
    assert f"people are kept in {out}" in stderr
    kept = {part.name: part.stat().st_mtime_ns for part in out.rglob("part-*.nc")}
    assert 1 <= len(kept) < 8
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    [regimen] = json.loads(again.stdout)["regimens"]
    assert regimen["n"] == 24
