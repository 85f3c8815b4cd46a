"""Draw the figures of the README and of the published models from the code: python docs/figure.py."""

from __future__ import annotations

from pathlib import Path

from making.panels import panels
from making.published import chart

ASSETS = Path(__file__).parent / "assets"

if __name__ == "__main__":
    for name, draw in (("chain.svg", panels), ("published-models.svg", chart)):
        (ASSETS / name).write_text(draw(), "utf-8")
        print(f"Wrote {name}")
