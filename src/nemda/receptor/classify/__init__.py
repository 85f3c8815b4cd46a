"""What kind of ligand a compound is at a receptor, judged by what the receptor does in its presence."""
