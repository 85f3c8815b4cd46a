"""The populations of the model and their places in its vectors."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

Region = Literal["frontal", "parietal", "occipital"]
REGIONS: tuple[Region, ...] = get_args(Region)
CELLS = ("pyramidal", "parvalbumin", "somatostatin", "relay", "reticular")
"""Cell types of a column: three cortical, two thalamic, in the order of all vectors."""

PYRAMIDAL, PARVALBUMIN, SOMATOSTATIN, RELAY, RETICULAR = range(len(CELLS))
CORTICAL = (PYRAMIDAL, PARVALBUMIN, SOMATOSTATIN)
COUNT = len(REGIONS) * len(CELLS)


class Place(NamedTuple):
    """A population: its region and its cell type by number."""

    region: int
    cell: int

    @property
    def number(self) -> int:
        """Return the place of the population in a vector of all."""
        return self.region * len(CELLS) + self.cell


def places(cell: int) -> list[int]:
    """Return the indices of a cell type in all regions."""
    return [Place(region, cell).number for region in range(len(REGIONS))]
