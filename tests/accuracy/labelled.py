"""Labelled documents: the project's own (`cases/`, rendered to the format that each names) and the real ones."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Never learned from: what is told of them is told of documents never seen.
HELD_OUT = frozenset(f"batch {number}" for number in (8, 12, 13, 15, 16, 19, 22, 23, 24, 25, 26))
# Not learned from as lines: theirs are hardly more than names, and would make noise of every short line.
QUIET = frozenset({"batch 20"})
# Not learned from as stretches of lines: with them more noise goes, and bodies that stay without them are touched.
APART = QUIET | {"batch 21"}
LABELS = ("year", "type", "unit_level", "admin_level", "sector")
INLINE = re.compile(r"⟦([^⟦⟧]*)⟧")
TOKEN = re.compile(r"\s*\S{0,2}paid(?:begin|end)\S{0,2}\s*")
OFFICIAL_TYPES = {
    "新闻": "新闻稿", "报告": "工作报告", "复函": "函", "规定": "制度办法", "条例": "制度办法", "章程": "制度办法", "规则": "制度办法", "方案": "工作方案",
}  # fmt: skip
OFFICIAL_TIERS = {"中央": "中央", "省级": "省级", "县区级": "县级"}
OFFICIAL_UNITS = {"党支部": "党支部", "党总支": "党总支", "学校党委": "党委"}
UNKNOWN = {"type": "未定", "unit_level": "未注明"}
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled document: the bytes as handed in, and what a person says of them.

    `noise` are the spans to be cut, `noise_lines` those of them that are whole lines, `noise_inline` those within
    lines, `lines` all lines of the original, `body_lines` what must stay of each, `body` all of that, `headings` the headings in order (None: not
    marked). A label of None means that the document does not tell.
    """

    name: str
    source: str
    content: bytes
    labels: dict[str, str | None]
    noise: tuple[str, ...] = ()
    noise_lines: tuple[str, ...] = ()
    noise_inline: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    body_lines: tuple[str, ...] = ()
    body: str | None = None
    headings: tuple[str, ...] | None = None


def own_cases() -> list[Case]:
    """Every file of `cases/`, in order of name."""
    return _cases(HERE / "cases")


def batches() -> dict[str, list[Case]]:
    """The documents that were scored before any rule was made for them, by batch; README.md tells the first scores."""
    folders = sorted((HERE / "batches").iterdir(), key=lambda folder: int(folder.name))
    return {f"batch {folder.name}": _cases(folder) for folder in folders}


def _cases(folder: Path) -> list[Case]:
    return [parse_case(path) for path in sorted(folder.glob("*.txt"))]


def marked_lines() -> Iterator[tuple[str, str, bool]]:
    """Every line of `cases/` and `batches/` with its marks `⟦…⟧`: its set, its text, and whether all of it is noise."""
    folders = {"own": HERE / "cases", **{f"batch {each.name}": each for each in (HERE / "batches").iterdir()}}
    for group, folder in sorted(folders.items()):
        for path in sorted(folder.glob("*.txt")):
            for line in path.read_text("utf-8").partition("---\n")[2].splitlines():
                if not TOKEN.fullmatch(line):
                    yield group, _unmarked_kind(line), line.startswith("~ ")


def parse_case(path: Path) -> Case:
    """Read one marked document; the marks are explained in README.md."""
    front, _, marked = path.read_text("utf-8").partition("---\n")
    fields = dict(line.split(": ", 1) for line in front.splitlines())
    lines = marked.splitlines()
    labels = {key: None if fields[key] == "-" else fields[key] for key in LABELS}
    raw = [_raw_line(line) for line in lines]
    noise = [line[2:] for line in lines if line.startswith("~ ")]
    noise += [line for line in lines if TOKEN.fullmatch(line)]
    inline = [found for line in lines if not line.startswith("~ ") for found in INLINE.findall(line)]
    noise += inline
    kept = [line for line in lines if not line.startswith("~ ") and not TOKEN.fullmatch(line)]
    body = tuple(_raw_line(INLINE.sub("", line)) for line in kept)
    return Case(
        name=path.stem,
        source=f"{path.stem}.{ {'docx': 'docx', 'html': 'html', 'md': 'md'}.get(fields['format'], 'txt') }",
        content=_render(raw, lines, fields["format"]),
        labels=labels,
        noise=tuple(noise),
        noise_lines=tuple(line[2:].strip() for line in lines if line.startswith("~ ")),
        noise_inline=tuple(inline),
        lines=tuple(raw),
        body_lines=body,
        body="".join(body),
        headings=tuple(_heading(INLINE.sub("", line)) for line in kept if line.startswith("#")),
    )


def _heading(line: str) -> str:
    return line[2:].split("||", maxsplit=1)[0].strip("| ").strip()


def _raw_line(line: str) -> str:
    """The line as it stands in the original: marks taken off, inline noise kept."""
    return INLINE.sub(r"\1", _unmarked_kind(line))


def _unmarked_kind(line: str) -> str:
    """The line without the mark at its start."""
    if line.startswith("#|"):
        head, _, rest = line[2:].partition("||")
        return head.strip() + rest.strip()
    return line[2:] if line[:2] in {"= ", "# ", "~ "} else line


def _render(raw: list[str], marked: list[str], form: str) -> bytes:
    if form == "docx":
        return _docx(raw)
    if form == "html":
        return _html(raw, marked)
    if form == "md":
        signs = {"= ": "# ", "# ": "## "}
        pairs = zip(raw, marked, strict=True)
        return "\n\n".join(signs.get(mark[:2], "") + line for line, mark in pairs).encode()
    encoding = "utf-8" if form == "txt" else form
    return "\n".join(raw).encode(encoding)


def _html(raw: list[str], marked: list[str]) -> bytes:
    tags = {"= ": "h1", "# ": "h2"}
    body = "\n".join(
        f"<{tags.get(mark[:2], 'p')}>{html.escape(line)}</{tags.get(mark[:2], 'p')}>"
        for line, mark in zip(raw, marked, strict=True)
    )
    page = f"""<!doctype html><html><head><meta charset="utf-8"><title>{html.escape(raw[0])}</title></head><body>
<div class="nav"><a href="/">首页</a> <a href="/news">新闻中心</a> <a href="/about">联系我们</a></div>
<div class="article"><div class="content">{body}</div></div>
<div class="footer">主办单位：某某县财政局 备案号：某ICP备12345678号</div></body></html>"""
    return page.encode()


def _docx(raw: list[str]) -> bytes:
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{html.escape(line, quote=False)}</w:t></w:r></w:p>'
        for line in raw
    )
    parts = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<?xml version="1.0"?><w:document {W}><w:body>{paragraphs}</w:body></w:document>',
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text)
    return packed.getvalue()


def given_cases(root: Path) -> list[Case]:
    """The five given reports with the labels and the noise that a person marked."""
    import yaml  # noqa: PLC0415 - only the gate reads YAML here

    rows = yaml.safe_load((root / "tests" / "cases" / "given" / "reports.yml").read_text("utf-8"))
    cases = []
    for source, row in rows.items():
        content = (root / "data" / "raw" / source).read_bytes()
        body = content.decode("utf-8")
        for noise in row["noise"]:
            body = body.replace(noise, "")
        labels = {k: None if row["labels"].get(k) is None else str(row["labels"][k]) for k in LABELS}
        cases.append(Case(source, source, content, labels, tuple(row["noise"]), body=body))
    return cases


def official_cases(corpus: Path) -> list[Case]:
    """The real documents. What their table calls otherwise is spelled our way; what we do not name is not scored."""
    with (corpus / "labels.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    return [_official(corpus, row) for row in rows]


def _official(corpus: Path, row: dict[str, str]) -> Case:
    labels: dict[str, str | None] = {"year": row["year"] or None}
    labels["type"] = OFFICIAL_TYPES.get(row["type"], row["type"])
    tier = row["unit_level"]
    if tier in OFFICIAL_TIERS:
        labels["admin_level"] = OFFICIAL_TIERS[tier]
    if tier in OFFICIAL_UNITS:
        labels["unit_level"] = OFFICIAL_UNITS[tier]
    content = (corpus / "raw" / row["file"]).read_bytes()
    return Case(row["file"], row["file"], content, labels)
