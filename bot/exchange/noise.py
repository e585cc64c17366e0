"""Seeded noise that needs no history: any stretch of a path, without what lies before it.

Random bits come from the finaliser of splitmix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number
Generators", 2014) over a counter. A path is built by midpoint displacement: points far apart first, then again and
again the points halfway between, each moved by noise of the size that fits the distance. A stretch of n points
costs about 2 n hashes, wherever it lies, and the same point has the same bits in every stretch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Salts = npt.NDArray[np.uint64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_LANE = np.uint64(0xD1B54A32D192ED03)
_UNIT = 2.0**-53


def salt(text: str) -> int:
    """64 bits that belong to ``text``."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def bits(salts: Salts, first: int, count: int, lane: int) -> npt.NDArray[np.uint64]:
    """Random words for the indices from ``first`` on, a row for each salt; ``lane`` keeps uses apart."""
    index = np.arange(first, first + count, dtype=np.int64).view(np.uint64)
    start = salts ^ (np.full(1, lane, dtype=np.uint64) * _LANE)
    word = index * _GOLDEN + start[:, np.newaxis]
    word ^= word >> np.uint64(30)
    word *= _MIX_1
    word ^= word >> np.uint64(27)
    word *= _MIX_2
    word ^= word >> np.uint64(31)
    return word


def unit(words: npt.NDArray[np.uint64]) -> Floats:
    """Random words as numbers from 0 up to, not including, 1."""
    return (words >> np.uint64(11)).astype(np.float64) * _UNIT


def noise(salts: Salts, first: int, count: int, lane: int) -> Floats:
    """Independent numbers between -1 and 1."""
    return unit(bits(salts, first, count, lane)) * 2.0 - 1.0


def path(salts: Salts, first: int, count: int, amplitudes: Sequence[float]) -> Floats:
    """Points ``first`` to ``first + count - 1`` of a path for each salt.

    ``amplitudes[k]`` is the size of the noise on the points that lie 2**k apart.
    """
    spans = [(first, count)]
    for _ in amplitudes[1:]:
        spans.append(_coarser(*spans[-1]))
    coarsest = len(amplitudes) - 1
    points = noise(salts, *spans[coarsest], coarsest) * amplitudes[coarsest]
    for level in reversed(range(coarsest)):
        begin, number = spans[level]
        points = _halved(points)[:, begin & 1 : (begin & 1) + number]
        points += noise(salts, begin, number, level) * amplitudes[level]
    return points


def _coarser(first: int, count: int) -> tuple[int, int]:
    """The points twice as far apart that enclose a stretch."""
    begin = first >> 1
    return begin, ((first + count) >> 1) - begin + 1


def _halved(points: Floats) -> Floats:
    """The points with their midpoints between them."""
    fine = np.empty((points.shape[0], 2 * points.shape[1] - 1))
    fine[:, 0::2] = points
    fine[:, 1::2] = (points[:, :-1] + points[:, 1:]) * 0.5
    return fine
