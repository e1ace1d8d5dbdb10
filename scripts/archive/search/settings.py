"""Thresholds of the index, from `data/rules/search.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from archive.errors import RuleError
from archive.strict import load_yaml


@dataclass(frozen=True, slots=True)
class WordSettings:
    """The quick box: weights of the fields, keywords a report, and up to how many reports keywords are kept."""

    title: int
    labels: int
    keywords: int
    keywords_each: int
    keywords_up_to: int


@dataclass(frozen=True, slots=True)
class PrintSettings:
    """The fingerprints: bytes of a shard, and the logarithm of the most shards there may be."""

    shard_bytes: int
    most_bits: int


@dataclass(frozen=True, slots=True)
class Settings:
    """Sizes in bytes (shards, lists), units of search form (text parts) and numbers (rows)."""

    shard_bytes: int
    shard_rows: int
    told_list_bytes: int
    told_lists: int
    text_units: int
    words: WordSettings
    prints: PrintSettings


def load_settings(rules: Path) -> Settings:
    """Load the thresholds; raises RuleError when one is missing, unknown or not positive."""
    path = rules / "search.yml"
    settings = load_yaml(path, Settings)
    numbers = [settings.shard_bytes, settings.shard_rows, settings.told_list_bytes, settings.told_lists]
    if min(*numbers, settings.text_units, settings.words.keywords_each, settings.prints.shard_bytes) < 1:
        raise RuleError(str(path), "every size must be at least 1", "Correct the value")
    return settings
