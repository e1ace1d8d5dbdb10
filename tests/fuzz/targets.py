"""What must hold for any bytes whatever; each target takes bytes and fails by an exception.

The same functions are run by `tests/test_hostile.py` on a corpus of attacks and by hypothesis, and by
`tests/fuzz/run.py` on what libFuzzer invents.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from archive.cleaning.clean import clean
from archive.cleaning.cuts import restore
from archive.errors import Unreadable
from archive.preparing.prepare import prepare
from archive.preparing.ruleset import Ruleset, load_ruleset
from archive.reading.formats.original import Original
from archive.reading.formats.worker import answer
from archive.reading.originals import Found
from archive.reading.read import extract
from archive.rulefiles.overrides import Overrides
from archive.search.documents import whole
from archive.search.query import Grammar, parse
from archive.search.tree import QueryError
from archive.site.desk import record
from archive.site.markdown import load
from archive.site.record import load_words, view
from office_files import Word, docx
from shown_text import shown

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "data" / "rules"


def rules() -> Ruleset:
    """The rules of the repository."""
    return load_ruleset(RULES, "fuzz")


def text(data: bytes) -> None:
    """Read, clean, structure, label, write and render a text file: what is shown is what was meant, and dead."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "2020年工作总结.txt"
        path.write_bytes(data)
        made = prepare(Found(path, path.name, "0" * 64), rules(), Overrides())
    assert not [
        each.code
        for each in made.failures
        if each.code in {"restore-failed", "reader-failed", "work-timeout"}
    ]
    for head, body in made.documents:
        report = whole(head.report, body.row)
        assert load(body.markdown) == report
        shown(report)
        for line in (body.record, body.labels, *body.edits.split("\n")):
            line.encode("utf-8")
            if line:
                json.loads(line)
        view(record(body.record.encode("utf-8")), load_words(RULES), {})


def cut(data: bytes) -> None:
    """Cleaning loses nothing: every cut is on record and can be put back."""
    given = data.decode("utf-8", "surrogateescape")
    assert restore(clean(given, rules().clean)) == given


def office(data: bytes) -> None:
    """Readers of other formats give documents or a named failure, whatever a file holds; the texts stay text."""
    kind, content = data[:1], data[1:]
    task = TASKS[kind[0] % len(TASKS)] if kind else "html"
    try:
        if task == "zip":
            got = extract(original("a.zip", content))
        else:
            wrapped = docx(Word(content.decode("utf-8", "replace"))) if task == "docx" else content
            done = answer(task, original(f"a.{task}", wrapped))
            if isinstance(done, Unreadable):
                return
            got = done
    except Unreadable:
        return
    for each in got.raws:
        text(each.text.encode("utf-8", "surrogateescape"))


TASKS = ("html", "rtf", "flat", "docx", "zip", "mht", "eml")


def original(name: str, content: bytes) -> Original:
    return Original(name, content, rules().limits, Path(name))


def query(data: bytes) -> None:
    """What a reader types is understood or refused with advice."""
    grammar = Grammar(rules().form.apply, ("存在问题", "下一步打算"))
    with suppress(QueryError):
        assert parse(data.decode("utf-8", "replace"), grammar).groups


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "cut": cut,
    "office": office,
    "query": query,
    "text": text,
}
