"""What is done to a receptor: stretches of constant or linearly changing voltage and concentration."""
