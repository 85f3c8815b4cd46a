"""Biology, one claim a file: from receptor block to circuit, synapses, mood, feeling and risk."""
