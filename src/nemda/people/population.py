"""People by description: who they are is fixed, but nobody is drawn before somebody asks.

A million people hold 160 MB of covariates and a billion 160 GB, yet person k follows from the preset,
the seed and k alone (see `nemda.people.streams`). So a large group is carried as its description and
drawn part by part. Wrong if a part drawn alone differs from the same people drawn with all others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from nemda.errors import PeopleError
from nemda.people.checks import whole_number
from nemda.people.people import People, people


@dataclass(frozen=True)
class Population:
    """Persons ``first`` to ``first + n - 1`` of a seed, not yet drawn.

    `overrides` are covariates set by the caller, as `nemda.people.people` takes them.
    """

    preset: str
    seed: int
    first: int
    n: int
    overrides: tuple[tuple[str, object], ...] = ()

    def __len__(self) -> int:
        return self.n

    def slice(self, start: int, stop: int) -> Population:
        """Return persons `start` to ``stop - 1`` of these (counted from 0), not drawn either.

        Raises
        ------
        PeopleError
            The slice is empty or reaches outside these people.
        """
        if not 0 <= start < stop <= self.n:
            raise PeopleError(
                "Not a slice of these people.", expected=f"0 <= start < stop <= {self.n}", got=(start, stop)
            )
        return replace(self, first=self.first + start, n=stop - start)

    def draw(self) -> People:
        """Return these people with their covariates."""
        return people(self.preset, self.n, self.seed, self.first, **dict(self.overrides))


def population(
    preset: str = "trd", n: int = 1_000_000, seed: int = 1, first: int = 0, **overrides: object
) -> Population:
    """Return the description of `n` virtual people; the arguments are those of `nemda.people.people`.

    >>> population("trd", n=10**9, seed=7, weight_kg=70).slice(10**8, 10**8 + 2).draw()
    People('trd', n=2, seed=7, first=100000000)

    Raises
    ------
    PeopleError
        As `nemda.people.people`.
    """
    _ = people(preset, 1, seed, first, **overrides)  # refuses bad input now, not after hours of work
    size = whole_number("n", n, lowest=1)
    return Population(preset, seed, first, size, tuple(sorted(overrides.items())))


def drawn(group: People | Population) -> People:
    """Return people with their covariates, whether they were drawn before or not."""
    return group.draw() if isinstance(group, Population) else group
