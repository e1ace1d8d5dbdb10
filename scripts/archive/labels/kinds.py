"""The kind of document (文种): the word that closes the title, else what the text says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.labels.quotes import Span, quote
from archive.labels.view import View, seen
from archive.labels.vocabulary import ClassifyRules, compiled
from archive.labels.weigh import Candidate

QUOTED = re.compile("《([^《》]+)》")
BRACKET = re.compile(r"[（(]([^（()）]+)[）)]")
CLOSING_SIGNS = "》”’」\"'"


@dataclass(frozen=True, slots=True)
class Head:
    """The part of a title that names the kind, and its offset there; `wrapper` is 通知 in 关于印发《…》的通知."""

    text: str
    start: int
    wrapper: str | None


def head_of(title: str, rules: ClassifyRules) -> Head:
    """Unwrap 关于印发…的通知, cut off the second of two documents, brackets and version words behind the title."""
    reading = rules.title
    bare = _without_tails(title, reading.tails)
    wrapped = compiled(reading.wrapper).search(bare)
    inner = _inner(wrapped["inner"]) if wrapped else ""
    if wrapped and _closing(_first_of_two(_without_tails(inner, reading.tails), rules), rules):
        word = next((w for w in reading.wrapper_words if wrapped["outer"].endswith(w)), None)
        start = wrapped.start("inner") + wrapped["inner"].index(inner)
        return Head(_first_of_two(_without_tails(inner, reading.tails), rules), start, word)
    return Head(_without_tails(_first_of_two(bare, rules), reading.tails), 0, None)


def _inner(words: str) -> str:
    """The document that is sent round: the last one in 《…》, or all the words."""
    quoted = QUOTED.findall(words)
    return str(quoted[-1]) if quoted else words


def _without_tails(words: str, tails: str) -> str:
    pattern = compiled(tails)
    while (match := pattern.search(words)) and match.start() > 0:
        words = words[: match.start()]
    return words


def _first_of_two(words: str, rules: ClassifyRules) -> str:
    for match in compiled(rules.title.second).finditer(words):
        if _closing(words[: match.start()], rules):
            return words[: match.start()]
    return words


@dataclass(frozen=True, slots=True)
class Closing:
    """A word of the vocabulary at the end of a title: which kind, which word, where, and what stands behind it."""

    value: str
    word: str
    start: int
    behind: int


def _closing(words: str, rules: ClassifyRules) -> Closing | None:
    """The right-most, then longest, word that ends at most `slack` characters before the end."""
    bare = words.rstrip(CLOSING_SIGNS)
    for behind in range(rules.title.slack + 1):
        stop = len(bare) - behind
        for length in rules.lengths:
            word = bare[max(stop - length, 0) : stop]
            if len(word) == length and word in rules.kinds:
                if behind and not compiled(rules.title.near_only).search(bare[stop:]):
                    continue
                return Closing(rules.kinds[word], word, stop - length, behind)
    return None


def type_candidates(view: View, head: Head, rules: ClassifyRules) -> list[Candidate]:
    """Everything that speaks for a kind: title, bracket, subtitle, file name, cues in the text, news."""
    news = _news(view, head, rules)
    told = seen(rules.type_cues, 0, view)
    words = _title_words(view, head, rules)
    if any(c.evidence.rule == "type.news_title" and c.confidence >= rules.accept for c in news):
        words = [_capped(c, rules) for c in words]
        told = [_capped(c, rules) if c.value != rules.roles.news else c for c in told]
    return [*words, *news, *told]


def _capped(candidate: Candidate, rules: ClassifyRules) -> Candidate:
    cap = min(candidate.confidence, rules.news.hit_cap)
    return Candidate(candidate.value, cap, candidate.evidence)


def _title_words(view: View, head: Head, rules: ClassifyRules) -> list[Candidate]:
    reading = rules.title
    found = _word(Span(head.text, head.start), "type.title", reading.alias, rules)
    if not found and "：" in head.text:
        found = _word(Span(head.text.split("：", 1)[0], head.start), "type.colon", reading.colon, rules)
    if not found:
        for match in BRACKET.finditer(view.title):
            inside = Span(match[1], match.start(1))
            found += _word(inside, "type.bracket", reading.bracket, rules)
    if view.subtitle.text:
        found += _below(view, rules)
    if not found and view.name != view.title:
        found += _named(view, rules)
    return found


def _word(span: Span, rule: str, confidence: float, rules: ClassifyRules) -> list[Candidate]:
    closing = _closing(span.text, rules)
    if closing is None or _refused(span.text, closing, rules):
        return []
    surest = min(confidence, rules.weak.get(closing.word, 1.0))
    if closing.behind:
        surest = min(surest, rules.title.near)
    proof = quote(rule, span, "title", (closing.start, closing.start + len(closing.word)))
    return [Candidate(closing.value, surest, proof, firm=True)]


def _refused(words: str, closing: Closing, rules: ClassifyRules) -> bool:
    """True where the word is the object of a verb and nothing stands behind it that would make it a document."""
    return bool(closing.behind) and bool(compiled(rules.alias_not).search(words[: closing.start]))


def _below(view: View, rules: ClassifyRules) -> list[Candidate]:
    closing = _closing(view.subtitle.text, rules)
    if closing is None:
        return []
    proof = quote("type.subtitle", view.subtitle, "body", (closing.start, closing.start + len(closing.word)))
    return [Candidate(closing.value, rules.title.subtitle, proof)]


def _named(view: View, rules: ClassifyRules) -> list[Candidate]:
    closing = _closing(_without_tails(view.name, rules.title.tails), rules)
    if closing is None:
        return []
    proof = quote("type.name", Span(view.name), "name", (closing.start, closing.start + len(closing.word)))
    return [Candidate(closing.value, rules.title.name, proof)]


def event_verb(title: str, rules: ClassifyRules) -> re.Match[str] | None:
    """The verb in a title that tells an event: somebody did something; not the object of 关于, 在, 对."""
    not_behind = compiled(rules.news.verbs_not)
    for match in compiled(rules.news.verbs).finditer(title):
        if match.start() >= 2 and not not_behind.search(title[: match.start()]):
            return match
    return None


def _news(view: View, head: Head, rules: ClassifyRules) -> list[Candidate]:
    closing = _closing(head.text, rules)
    named = closing is not None and rules.group(closing.value) not in rules.news.hit_groups
    verb = event_verb(head.text, rules) if view.titled and not head.wrapper and not named else None
    first = compiled(rules.news_lead).search(view.lead.text)
    found: list[Candidate] = []
    if verb:
        confidence = rules.news.title_and_lead if first else rules.news.title_alone
        if first or closing is None:
            span = Span(head.text, head.start)
            found.append(
                Candidate(rules.roles.news, confidence, quote("type.news_title", span, "title", verb.span()))
            )
    sure = compiled(rules.news.sure).search(head.text) if view.titled and not head.wrapper else None
    if sure:
        proof = quote("type.news_title", Span(head.text, head.start), "title", sure.span())
        found.append(Candidate(rules.roles.news, rules.news.title_sure, proof, firm=True))
    if first:
        proof = quote("type.news_lead", view.lead, "body", first.span())
        found.append(Candidate(rules.roles.news, rules.news.lead_alone, proof))
    return found
