"""Draw the figure of the README from a real simulation: python docs/figure.py."""

from __future__ import annotations

from pathlib import Path

from making.panels import panels

FIGURE = Path(__file__).parent / "assets" / "chain.svg"

if __name__ == "__main__":
    FIGURE.write_text(panels(), "utf-8")
    print(f"Wrote {FIGURE.name}")
