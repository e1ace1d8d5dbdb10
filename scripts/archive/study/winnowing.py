"""Fingerprints of a text: few places of it, chosen by the text alone, so that equal stretches have equal ones.

Winnowing after Schleimer, Wilkerson and Aiken, “Winnowing: Local Algorithms for Document Fingerprinting” (SIGMOD
2003): of every GUARANTEE - GRAM + 1 neighbouring grams the one with the smallest hash is chosen, the leftmost of
equals. Two texts that share a stretch of GUARANTEE units or more therefore share at least one chosen gram in every
window of GUARANTEE units of that stretch. 13 units in a row are what plagiarism checks in Chinese commonly count; six
units a gram cost least for that guarantee: measured on 20 million characters of official documents, longer grams give
more fingerprints (0.22 a unit with 6, 0.29 with 8, 0.66 with 12), shorter ones lists that a draft must load in vain.

Because six units alone say little, a fingerprint carries what stands around it: for each of the seven units to the
left and to the right a few bits of a hash of everything from the gram up to that unit. Beside another fingerprint with
the same gram they tell how far the stretch may reach; where both sides together do not reach GUARANTEE, nothing there
can be shared, and no text has to be loaded to know it.

Units are those of the search form (`archive.search.form`). All hashes are of 32 bits and wrap around; the browser
computes the same in `docs/assets/draft/winnowing.js`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from archive.search.codec import Numbers
from archive.search.form import Units

GUARANTEE = 13
GRAM = 6
WINDOW = GUARANTEE - GRAM + 1
REACH = GUARANTEE - GRAM
BITS = (3, 3, 3, 3, 3, 3, 2)  # for each unit away from the gram; 20 a side
_STEP = 1 << 18  # windows at a time, so that memory stays bounded

Words = NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class Prints:
    """Fingerprints in the order of the text: place of the gram, its key, the bits of both sides."""

    place: Numbers
    key: Words
    left: Words
    right: Words


def fingerprints(units: Units) -> Prints:
    """Choose the fingerprints of a stream of texts, each followed by U+0000; none reaches over such a unit."""
    stream = units.astype(np.uint32)
    place = _chosen(stream)
    hashes = _grams(stream, place)
    padded = np.concatenate((np.zeros(REACH, np.uint32), stream, np.zeros(REACH, np.uint32)))
    left = _side(padded, place + REACH - 1, -1, hashes)
    right = _side(padded, place + REACH + GRAM, 1, hashes)
    return Prints(place, _mixed(hashes ^ np.uint32(0x5BD1E995)), left, right)


def _chosen(stream: Words) -> Numbers:
    """The places of all grams that are the smallest of some window, ascending."""
    windows = len(stream) - GUARANTEE + 1
    chosen = np.zeros(max(len(stream), 1), np.bool_)
    for start in range(0, windows, _STEP):
        stop = min(start + _STEP, windows)
        piece = stream[start : stop + GUARANTEE - 1]
        order = _mixed(_grams(piece, np.arange(len(piece) - GRAM + 1)))
        within = (sliding_window_view(piece, GUARANTEE) != 0).all(axis=1)
        least = sliding_window_view(order, WINDOW).argmin(axis=1) + np.arange(start, stop)
        chosen[least[within]] = True
    return np.flatnonzero(chosen)


def _grams(stream: Words, places: Numbers) -> Words:
    """FNV-1a over the units of the grams that begin at these places."""
    hashes = np.full(len(places), 0x811C9DC5, np.uint32)
    for offset in range(GRAM):
        hashes = (hashes ^ stream[places + offset]) * np.uint32(0x01000193)
    return hashes


def _side(padded: Words, first: Numbers, step: int, hashes: Words) -> Words:
    """The bits of one side, the nearest unit's lowest: each from a hash of all units from the gram to there."""
    bits = np.zeros(len(first), np.uint32)
    shift = 0
    for distance, size in enumerate(BITS):
        hashes = (hashes ^ padded[first + step * distance]) * np.uint32(0x01000193)
        bits |= (_mixed(hashes) >> np.uint32(32 - size)) << np.uint32(shift)
        shift += size
    return bits


def _mixed(hashes: Words) -> Words:
    """The finalizer of MurmurHash3: every bit of the result depends on every bit given."""
    hashes = (hashes ^ (hashes >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    hashes = (hashes ^ (hashes >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return hashes ^ (hashes >> np.uint32(16))
