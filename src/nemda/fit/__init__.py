"""Calibration: fitting the few clinical gains to published trials, openly and by script."""
