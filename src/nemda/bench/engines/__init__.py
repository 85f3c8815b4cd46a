"""One file per engine: ours, and peers that run the same equations with a solver of others."""
