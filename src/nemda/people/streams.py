"""Random numbers by name: one separate stream for every source of variation.

Each stream is a counter-based Philox generator (Salmon et al 2011, SC'11,
DOI 10.1145/2063384.2063405) whose key is a hash of the seed and the name of the variable, and
person k reads the k-th number of it. So adding a variable never shifts another one, and person k is
the same in a population of ten or a million, whole or in chunks: the stream jumps to the first
person without drawing the ones before. What would falsify this: two chunkings that give a person
different bits, or two names whose numbers are correlated.

One number per person is all a stream may give; a second deviate needs a second name. The integers
are the same on every machine; the normal deviates may differ in the last bit between platforms,
because they pass through the system's logarithm.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from nemda.errors import PeopleError
from nemda.people.checks import whole_number

NUMBERS_PER_COUNTER = 4
"""Philox4x64 gives four 64-bit integers for each value of its counter."""

UNIFORM_BITS = 52
"""With 52 bits and half a step added, every uniform is exact and lies strictly inside (0, 1)."""


def stream_key(seed: int, name: str) -> int:
    """Return the 128-bit Philox key of one stream, the same on every machine and in every version."""
    return int.from_bytes(blake2b(f"{seed}\x00{name}".encode(), digest_size=16).digest(), "little")


def uniforms(seed: int, name: str, first: int, n: int) -> Float[ndarray, " person"]:
    """Return the uniform numbers of persons ``first`` to ``first + n - 1`` in one stream.

    Values are (k + 1/2) / 2^52 with k a 52-bit integer, so they are never 0 or 1.

    Raises
    ------
    PeopleError
        The name is empty, or the seed, `first` or `n` is not a whole number in its range.
    """
    whole_number("seed", seed, lowest=0)
    whole_number("first", first, lowest=0)
    whole_number("n", n, lowest=0)
    if not name:
        raise PeopleError("A random stream needs a name.", where="name", got=repr(name))
    generator = np.random.Philox(key=stream_key(seed, name))
    generator.advance(int(first) // NUMBERS_PER_COUNTER)
    skipped = int(first) % NUMBERS_PER_COUNTER
    integers = generator.random_raw(skipped + int(n))[skipped:]
    shifted = (integers >> np.uint64(64 - UNIFORM_BITS)).astype(np.float64)
    return (shifted + 0.5) * 2.0**-UNIFORM_BITS


def normals(seed: int, name: str, first: int, n: int) -> Float[ndarray, " person"]:
    """Return standard normal deviates of persons ``first`` to ``first + n - 1`` in one stream.

    They are the normal quantiles of `uniforms`, so one uniform makes one deviate and the largest
    size is 8.2.

    Raises
    ------
    PeopleError
        As in `uniforms`.
    """
    from scipy.special import ndtri

    return ndtri(uniforms(seed, name, first, n))
