"""What an experimenter reads off a recording: currents, calcium, occupancies, shapes and time constants."""
