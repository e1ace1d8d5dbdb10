"""From originals to documents: what is kept from earlier builds, and the work on the rest, in parallel."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import cast

from archive.building.store import Packed, Store, Work
from archive.console.progress import Progress
from archive.duplicates.grouping import Document
from archive.errors import ArchiveError
from archive.model import Finding
from archive.prepared import Head
from archive.preparing.digests import correction_key, work
from archive.preparing.kept import RulesPlace, rules_at
from archive.preparing.notices import by_folder, folder, is_locked, taken_for_notice
from archive.processes.parallel import Jobs, chunks, mapped, side_by_side
from archive.reading.formats import office
from archive.reading.formats.original import FALLBACK
from archive.reading.originals import Found
from archive.rulefiles.overrides import Overrides

CHUNK = 16  # originals a task: enough to cost little, few enough to keep the bar moving


@dataclass(frozen=True, slots=True)
class Inputs:
    """What all originals of one build are worked on with. The digest of the rules covers the code as well.

    `standing` has the place of each original in the order of addition.
    """

    rules: RulesPlace
    overrides: Overrides
    jobs: Jobs
    standing: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Task:
    """A run of originals for one process, with the passwords to try, and whether LibreOffice is to be there."""

    found: Sequence[Found]
    passwords: tuple[tuple[str, ...], ...]
    rules: RulesPlace
    overrides: Overrides
    office: bool


@dataclass(frozen=True, slots=True)
class Collected:
    """Every document of the build, what could not be used, and how many originals took work."""

    documents: tuple[Document, ...]
    failures: tuple[Finding, ...]
    worked: int


def collect(found: Sequence[Found], inputs: Inputs, store: Store, progress: Progress) -> Collected:
    """Work on every original that is new or changed, and take the rest from the store.

    Encrypted originals are tried a second time with the passwords that notices in the same folder name; texts of a few
    words beside them count as such notices.
    """
    keys = {each.source: work(each, inputs.rules.digest) for each in found}
    begun, known = _begun(found, keys, inputs, store)
    done = {
        each.source: known[keys[each.source]] for each in found if _holds(keys[each.source], known, inputs)
    }
    documents = {
        source: _documents(kept.key, kept.heads, kept.correction, inputs.standing[source])
        for source, kept in done.items()
    }
    failures: dict[str, tuple[Finding, ...]] = {}
    named = [(each, head.passwords) for each, held in done.items() for head in held.heads]
    fresh = [each for each in found if each.source not in done]
    rest = [each for each in fresh if each.source not in begun]
    making = chain(begun.values(), _work(rest, {}, inputs))
    for made in progress.track("读取整理", making, len(fresh)):
        documents[made.source] = _keep(made, keys[made.source], inputs, store)
        failures[made.source] = made.failures
        named.append((made.source, made.passwords))
    locked = [each for each in fresh if is_locked(one.code for one in failures[each.source])]
    passwords = by_folder(named) if locked else {}
    for made in _work([each for each in locked if folder(each.source) in passwords], passwords, inputs):
        documents[made.source] = _keep(made, keys[made.source], inputs, store, lasting=False)
        failures[made.source] = made.failures
    store.forget(set(known) - set(keys.values()))
    beside = _beside_locked(documents, locked)
    return Collected(
        tuple(document for each in found for document in documents[each.source] if document not in beside),
        tuple(failure for each in found for failure in failures.get(each.source, ()))
        + tuple(taken_for_notice(each.head.report.source) for each in beside),
        len(fresh),
    )


def _beside_locked(
    documents: Mapping[str, Sequence[Document]], locked: Sequence[Found]
) -> tuple[Document, ...]:
    """The documents that may be nothing but the password of a locked original in their folder."""
    where = frozenset(folder(each.source) for each in locked)
    made = (each for source, made in documents.items() if folder(source) in where for each in made)
    return tuple(each for each in made if each.head.terse)


def _begun(
    found: Sequence[Found], keys: Mapping[str, str], inputs: Inputs, store: Store
) -> tuple[dict[str, Packed], dict[str, Work]]:
    """Read what is kept, and work on new originals beside it where one process can; gives both, these by source."""
    there = store.keys()
    new = [each for each in found if keys[each.source] not in there]
    if not 0 < len(new) <= CHUNK:
        return {}, store.works()
    works: list[Callable[[], Mapping[str, Packed | Work]]] = [
        partial(_made, new, replace(inputs, jobs=1)),
        store.works,
    ]
    made, known = side_by_side(works, inputs.jobs)
    return cast("dict[str, Packed]", made), cast("dict[str, Work]", known)


def _made(new: Sequence[Found], inputs: Inputs) -> dict[str, Packed]:
    return {made.source: made for made in _work(new, {}, inputs)}


def _holds(key: str, known: Mapping[str, Work], inputs: Inputs) -> bool:
    """Whether a kept work is still right: the corrections of its documents must be the same.

    What was read without LibreOffice is read again when that is there.
    """
    kept = known.get(key)
    if kept is None:
        return False
    if any(note.code == FALLBACK for head in kept.heads for note in head.notes) and office.command():
        return False
    return kept.correction == correction_key(inputs.overrides, kept.heads)


def _keep(
    made: Packed, key: str, inputs: Inputs, store: Store, *, lasting: bool = True
) -> tuple[Document, ...]:
    """Keep a result. One with failures is worked on again next time, because the cure may lie elsewhere.

    So is one that is not `lasting`: it was opened with a password from another file, which may be gone by then.
    """
    again = made.failures or not lasting
    heads = made.heads
    correction = correction_key(inputs.overrides, heads)
    store.keep(key, "" if again else correction, made)
    return _documents(key, heads, correction, inputs.standing[made.source])


def _documents(key: str, heads: Sequence[Head], correction: str, added: int) -> tuple[Document, ...]:
    return tuple(Document(key, number, head, correction, added) for number, head in enumerate(heads))


def _work(
    found: Sequence[Found], passwords: Mapping[str, tuple[str, ...]], inputs: Inputs
) -> Iterator[Packed]:
    tasks = [
        Task(
            run,
            tuple(passwords.get(folder(each.source), ()) for each in run),
            inputs.rules,
            inputs.overrides,
            office.command() is not None,
        )
        for run in chunks(found, CHUNK)
    ]
    if len(tasks) > 1:
        _load(inputs.rules)
    for done in mapped(run_task, tasks, inputs.jobs, smallest=2):
        yield from done


def _load(rules: RulesPlace) -> None:
    """Load rules and code before processes are forked, which then have them."""
    from archive.preparing import prepare  # noqa: F401, PLC0415 - see above

    rules_at(rules)


def run_task(task: Task) -> tuple[Packed, ...]:
    """Work on one run of originals, in whatever process. Without LibreOffice another machine would read other texts."""
    if task.office != (office.command() is not None):
        raise ArchiveError(
            platform.node(),
            "这台机器与构建的机器不是都装有 LibreOffice",
            "在各机器上都装或都不装 LibreOffice，重新启动 scripts/cluster.py worker",
        )
    from archive.preparing.prepare import prepare  # noqa: PLC0415 - only where an original is worked on

    rules = rules_at(task.rules)
    pairs = zip(task.found, task.passwords, strict=True)
    return tuple(Packed.of(prepare(each, rules, task.overrides, keys)) for each, keys in pairs)
