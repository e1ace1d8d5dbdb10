"""Thresholds of the index, from `data/rules/search.yml`, and which words may be keywords, from `keywords.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from archive.errors import RuleError
from archive.rulefiles.strict import load_yaml


@dataclass(frozen=True, slots=True)
class WordSettings:
    """The quick box: weights of the fields, keywords a report, and up to how many reports keywords are kept.

    A word that more than one in `keywords_share` of all reports has is no keyword.
    """

    title: int
    labels: int
    keywords: int
    keywords_each: int
    keywords_share: int
    keywords_up_to: int


@dataclass(frozen=True, slots=True)
class PrintSettings:
    """The fingerprints: bytes of a shard, and the logarithm of the most shards there may be.

    Where all fingerprints take `few_bytes` or less, there are no more than `few_bits` allow.
    """

    shard_bytes: int
    most_bits: int
    few_bytes: int
    few_bits: int


@dataclass(frozen=True, slots=True)
class RunSizes:
    """The shards of one run of reports: bytes of each, or more where there would be more than so many of them."""

    shard_bytes: int
    shard_rows: int


@dataclass(frozen=True, slots=True)
class Settings:
    """Sizes in bytes (shards, lists), units of search form (text parts) and numbers (rows).

    The tail, whose shards have sizes of their own, holds less than one `tail_share`-th of all reports.
    """

    shard_bytes: int
    shard_rows: int
    told_list_bytes: int
    told_lists: int
    tail_share: int
    tail_shard_bytes: int
    tail_shard_rows: int
    text_units: int
    words: WordSettings
    prints: PrintSettings

    @property
    def body(self) -> RunSizes:
        """The shards of all reports but the last."""
        return RunSizes(self.shard_bytes, self.shard_rows)

    @property
    def tail(self) -> RunSizes:
        """The shards of the last reports."""
        return RunSizes(self.tail_shard_bytes, self.tail_shard_rows)


@dataclass(frozen=True, slots=True)
class KeywordRules:
    """Which words may be keywords: kinds in jieba's dictionary, others, those that never may; how often at least."""

    kinds: frozenset[str]
    also: frozenset[str]
    never: frozenset[str]
    least: int


def load_keyword_rules(rules: Path) -> KeywordRules:
    """Load `keywords.yml`."""
    return load_yaml(rules / "keywords.yml", KeywordRules)


def load_settings(rules: Path) -> Settings:
    """Load the thresholds; raises RuleError when one is missing, unknown or not positive."""
    path = rules / "search.yml"
    settings = load_yaml(path, Settings)
    numbers = [getattr(settings, name) for name in Settings.__slots__ if name not in ("words", "prints")]
    if (
        min(
            *numbers, settings.words.keywords_each, settings.words.keywords_share, settings.prints.shard_bytes
        )
        < 1
    ):
        raise RuleError(str(path), "每个大小至少是 1", "改正取值")
    return settings
