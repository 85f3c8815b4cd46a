"""What a mechanism is, how mechanisms join into a model, and what drives it. It knows no biology."""
