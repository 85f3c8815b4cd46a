"""Sites beside the pore: the glycine site, allosteric inhibition, and plain scaling of the current."""
