"""A report as a Markdown file and back: `load(dump(report)) == report`, and no text ever becomes markup.

A file is YAML front matter in a fixed order, `# title {#t}`, then one line a block with its explicit id.
Source text is data: what Python-Markdown (with the extensions that MkDocs always loads: tables, fenced
code, contents) would act on is escaped, and nothing else, so that the file stays readable. Reading is
strict: an unknown key, a wrong type, a stray line or unescaped markup is an `ArchiveError` with the cure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast, get_args

import yaml

from archive.errors import ArchiveError, RuleError
from archive.model import RUNS_ON, UNKNOWN_LEVEL, UNKNOWN_TYPE, Block, BlockKind, Report
from archive.rulefiles.miswritten import slip
from archive.rulefiles.strict import Loader, SlowLoader, parse
from archive.site.render import RUN_CLASS, css_class, references

CURE = "生成的页面不要手改；运行 python3 scripts/build.py 重新生成"

# Acted on anywhere in a line. `<` and `&` have no backslash escape in Python-Markdown.
_ANYWHERE = str.maketrans(
    {"&": "&amp;", "<": "&lt;"} | {sign: f"\\{sign}" for sign in ("\\", "`", "*", "_", "[", "]", "{", "}")}
)
_SIGN = re.compile(r"[&<\\`*_\[\]{}]")  # most text has none, and looking is ten times faster than translating
# Acted on at the start of a paragraph: heading, quotation, list, rule, numbered list, fence. Digits are
# those of any script, because Python-Markdown's `\d` is.
_STARTS = re.compile(r"[#>]|[-+](?= )|-(?=-[- ]+\Z)|~(?=~~)|\d+\.(?= )")
_UNESCAPE = re.compile(r"\\([\\`*_\[\]{}#>+.-])|&(?:(amp)|(lt)|#([0-9]{1,7}));")

_ANCHOR = r"[A-Za-z][A-Za-z0-9-]*"
_PART = r"[^\s\"'=\\&<>*_`\[\]{}|]*"
_IS_ANCHOR = re.compile(_ANCHOR).fullmatch
_IS_PART = re.compile(_PART).fullmatch
_HEADING = re.compile(rf'(#{{2,6}}) (.*) \{{#({_ANCHOR})(?: data-part="({_PART})")?\}}', re.DOTALL)
_PARAGRAPH = re.compile(rf'(.*)\n\{{: #({_ANCHOR})(?: \.([a-z]+))?(?: data-part="({_PART})")? \}}', re.DOTALL)
_TITLE = re.compile(r"# (.*) \{#t\}", re.DOTALL)
_FILE = re.compile(r"---\n(.*?\n)---\n\n(.*)\n", re.DOTALL)
# Text that YAML writes as it stands, and reads back as text: what begins in Chinese, a path with an ending, a digest,
# the names of labels.
# The library writes the rest; asking it for every value costs more than all the rest of a file.
_WORDS = r"\u4e00-\u9fff、。《》（），：；！？“”…—·A-Za-z0-9_.()/-"
_AS_IT_STANDS = re.compile(
    rf"[\u4e00-\u9fff《（“](?: ?[{_WORDS}])*|[A-Za-z0-9][{_WORDS}]*\.[a-z]{{2,5}}|[0-9a-f]*[acdf][0-9a-f]*|r[0-9a-f]+"
    r"|year|type|unit_level|admin_level|sector"
).fullmatch
_ESCAPED_SURROGATE = re.compile(r"\\uD[89A-F]", re.IGNORECASE)

_NAMED_KINDS = frozenset(get_args(BlockKind)) - {"heading", "paragraph"}


@dataclass(frozen=True, slots=True)
class _FrontMatter:
    """The keys a report's file may have, in the order in which they are written."""

    id: str = ""
    title: str = ""
    year: int | None = None
    type: str = UNKNOWN_TYPE
    unit_level: str = UNKNOWN_LEVEL
    admin_level: str | None = None
    sector: str | None = None
    source: str = ""
    sources: tuple[str, ...] = ()
    sha256: str = ""
    chars: int = 0
    statutory_type: str | None = None
    plan_year: int | None = None
    incomplete: bool = False
    review: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


_KEYS = tuple(_FrontMatter.__dataclass_fields__)
_ALWAYS = frozenset({"id", "title", "type", "unit_level", "source", "sources", "sha256", "chars"})


def _text(dumper: yaml.CSafeDumper | yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if text.isprintable() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


class _Dumper(yaml.CSafeDumper):
    """The safe dumper, but text with a line end or control character is written on one line, escaped."""


class _DamagedDumper(yaml.SafeDumper):
    """The same in Python: libyaml cannot write the lone surrogates that stand for damaged bytes."""


_Dumper.add_representer(str, _text)
_DamagedDumper.add_representer(str, _text)


def dump(report: Report) -> str:
    """Write a report as the text of its Markdown file.

    Raises `ValueError` for what no stage may hand over: an empty title or block, an anchor or a part
    that is no plain word, a heading's level outside 2-6.
    """
    lines = [f"---\n{_front(report)}---", f"# {_heading(report.title)} {{#t}}"]
    part = ""
    for block in report.blocks:
        lines.append(_dump_block(block, part))
        part = block.part
    return "\n\n".join(lines) + "\n"


def load(text: str, path: str = "report") -> Report:
    """Read what `dump` wrote; `path` only names the file in the error."""
    file = _FILE.fullmatch(text)
    if not file:
        raise ArchiveError(path, "这不是报告页：开头要有页面信息，后面是正文", CURE)
    meta = _meta(file[1], path)
    head, *chunks = file[2].split("\n\n")
    title = _TITLE.fullmatch(head)
    if not title or _unescape(title[1]) != meta.title or _heading(meta.title) != title[1]:
        raise ArchiveError(path, "正文第一行不是页面信息里的标题", CURE)
    values = {key: getattr(meta, key) for key in _KEYS}
    return Report(blocks=_load_blocks(chunks, path), **values)


def _front(report: Report) -> str:
    values: dict[str, object] = {}
    for key in _KEYS:
        value = getattr(report, key)
        if key in _ALWAYS or (value is not None and value is not False and value != ()):
            values[key] = list(value) if isinstance(value, tuple) else value
    try:
        return "".join([_entry(key, value) for key, value in values.items()])
    except UnicodeEncodeError:
        return _yaml(values, _DamagedDumper)


def _entry(key: str, value: object) -> str:
    """One key as the YAML library writes it."""
    if isinstance(value, int):
        return f"{key}: {str(value).lower()}\n"
    if isinstance(value, str) and _AS_IT_STANDS(value):
        return f"{key}: {value}\n"
    if isinstance(value, list) and value and all(map(_AS_IT_STANDS, value)):
        return "".join([f"{key}:\n", *(f"- {each}\n" for each in value)])
    return _yaml({key: value}, _Dumper)


def _yaml(values: dict[str, object], dumper: type[_Dumper | _DamagedDumper]) -> str:
    return yaml.dump(values, Dumper=dumper, allow_unicode=True, sort_keys=False, width=10**9)


def _meta(front: str, path: str) -> _FrontMatter:
    loader = SlowLoader if _ESCAPED_SURROGATE.search(front) else Loader
    try:
        meta = parse(yaml.load(front, loader), _FrontMatter, path)  # noqa: S506 - both are safe loaders
    except yaml.YAMLError as error:
        raise ArchiveError(path, f"页面信息{slip(front, error).reason}", CURE) from error
    except RuleError as error:
        raise ArchiveError(path, error.reason, CURE) from error
    missing = [key for key in ("id", "title", "source", "sources", "sha256") if not getattr(meta, key)]
    if missing:
        raise ArchiveError(path, f"页面信息缺少 {'、'.join(missing)}", CURE)
    return meta


def _dump_block(block: Block, part: str) -> str:
    data = "" if block.part == part else f' data-part="{block.part}"'
    if not _IS_ANCHOR(block.anchor) or (data and not _IS_PART(block.part)):
        raise ValueError(f"anchor {block.anchor!r} or part {block.part!r} is no plain word")
    if block.kind == "heading":
        if not 2 <= block.level <= 6:
            raise ValueError(f"a heading of level {block.level}")
        return f"{'#' * block.level} {_heading(block.text)} {{#{block.anchor}{data}}}"
    name = css_class(block)
    kind = f" .{name}" if name else ""
    return f"{_paragraph(block.text)}\n{{: #{block.anchor}{kind}{data} }}"


def _load_blocks(chunks: list[str], path: str) -> tuple[Block, ...]:
    blocks: list[Block] = []
    part = ""
    for chunk in chunks:
        block = _load_block(chunk, part)
        if block is None or _dump_block(block, part) != chunk:
            raise ArchiveError(path, f"这一段不是构建写的样子：{chunk[:40]!r}", CURE)
        blocks.append(block)
        part = block.part
    return tuple(blocks)


def _load_block(chunk: str, part: str) -> Block | None:
    if heading := _HEADING.fullmatch(chunk):
        marks, text, anchor, new = heading.groups()
        return Block("heading", len(marks), _unescape(text), anchor, part if new is None else new)
    if paragraph := _PARAGRAPH.fullmatch(chunk):
        text, anchor, kind, new = paragraph.groups()
        runs = kind == RUN_CLASS
        if kind is not None and kind not in _NAMED_KINDS and not runs:
            return None
        block_kind = cast("BlockKind", "paragraph" if runs else kind or "paragraph")
        return Block(block_kind, RUNS_ON * runs, _unescape(text), anchor, part if new is None else new)
    return None


def _heading(text: str) -> str:
    """Escape a heading's text. A `#` at its end would be taken for a closing mark and dropped."""
    escaped = _escape(text)
    return f"{escaped[:-1]}\\#" if escaped.endswith("#") else escaped


def _paragraph(text: str) -> str:
    escaped = _escape(text)
    start = _STARTS.match(escaped)
    if not start:
        return escaped
    sign = start[0][-1]
    mark = "&#126;" if sign == "~" else f"\\{sign}"
    return f"{start[0][:-1]}{mark}{escaped[start.end() :]}"


def _escape(text: str) -> str:
    if not text:
        raise ValueError("an empty title or block")
    return references(text.translate(_ANYWHERE) if _SIGN.search(text) else text)


def _unescape(text: str) -> str:
    return _UNESCAPE.sub(_plain, text) if "\\" in text or "&" in text else text


def _plain(match: re.Match[str]) -> str:
    sign, amp, lt, code = match.groups()
    return str(sign or (amp and "&") or (lt and "<") or chr(int(code)))
