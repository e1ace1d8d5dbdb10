"""The five given reports from raw file to site, seen from outside: only documented files are read here."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
RAW = ROOT / "data" / "raw"
GIVEN = yaml.safe_load((ROOT / "tests" / "cases" / "given" / "reports.yml").read_text("utf-8"))
EDIT_KEYS = {"source", "rule", "kind", "start", "end", "text", "replacement"}
CATALOG_KEYS = {
    "id", "title", "year", "type", "unit_level", "admin_level", "sector", "url", "source", "sources",
    "aliases", "chars", "edits",
}  # fmt: skip
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>&~=:\"'$^/@%,;?])")


def signs(text: str) -> str:
    """Keep what carries the content: Han characters, letters and digits, in order, width folded."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LN")


def front_and_body(path: Path) -> tuple[dict[str, object], str]:
    """Split a report's Markdown into its front matter and its body without attribute lists and escapes."""
    _, front, body = path.read_text("utf-8").split("---\n", 2)
    lines = [re.sub(r"\s*\{:?\s*[#.][^{}]*\}\s*$", "", line) for line in body.splitlines()]
    plain = "\n".join(re.sub(r"^#{1,6} ", "", line) for line in lines)
    plain = re.sub(r"&(lt|gt|amp);", lambda m: {"lt": "<", "gt": ">", "amp": "&"}[m[1]], plain)
    return yaml.safe_load(front), ESCAPED.sub(r"\1", plain)


def intended(source: str) -> str:
    """Give the raw text less the noise lines and tokens that a person marked in it."""
    text = (RAW / source).read_bytes().decode("utf-8")
    for noise in GIVEN[source]["noise"]:
        assert noise in text, f"{source} does not hold {noise!r}"
        text = text.replace(noise, "\n")
    return text


@pytest.mark.parametrize("source", sorted(GIVEN))
def test_labels_are_those_of_the_table(source: str, built: Path) -> None:
    row = next(r for r in catalog(built) if r["source"] == source)
    want = GIVEN[source]["labels"]
    assert {key: row[key] for key in want} == want


@pytest.mark.parametrize("source", sorted(GIVEN))
def test_the_body_is_the_raw_text_less_its_noise(source: str, built: Path) -> None:
    row = next(r for r in catalog(built) if r["source"] == source)
    path = built / "docs" / Path(str(row["url"])).with_suffix(".md")
    front, body = front_and_body(path)
    assert front["source"] == source
    assert signs(body) == signs(intended(source))


@pytest.mark.parametrize("source", sorted(GIVEN))
def test_no_noise_is_left_in_the_site_outside_the_record(source: str, built: Path) -> None:
    noises = [n.strip() for n in GIVEN[source]["noise"] if len(n.strip()) > 3]
    for page in (built / "site").rglob("*"):
        if page.suffix not in {".html", ".js", ".json", ".csv", ".xml", ".txt"}:
            continue
        text = page.read_text("utf-8")
        text = re.sub(r'<section class="record".*?</section>', "", text, flags=re.DOTALL)
        found = [noise for noise in noises if noise in text]
        assert not found, f"{page.relative_to(built)} holds {found}"


def catalog(built: Path) -> list[dict[str, object]]:
    """Give the rows of `catalog.json`."""
    loaded = json.loads((built / "site" / "catalog.json").read_text("utf-8"))
    assert loaded["version"] == 1
    rows: list[dict[str, object]] = loaded["reports"]
    return rows


def test_the_catalog_holds_every_key_of_every_report(built: Path) -> None:
    rows = catalog(built)
    assert len(rows) == len(GIVEN)
    for row in rows:
        assert set(row) == CATALOG_KEYS
        assert (built / "site" / str(row["url"])).is_file()
        assert isinstance(row["edits"], int)


def test_the_csv_catalog_says_the_same(built: Path) -> None:
    content = (built / "site" / "catalog.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == [row["id"] for row in catalog(built)]
    assert set(rows[0]) == CATALOG_KEYS


def test_the_counts_reconcile(built: Path) -> None:
    summary = json.loads((built / "build" / "summary.json").read_text("utf-8"))
    accounted = sum(summary[key] for key in ("published", "duplicates", "quarantined", "withdrawn"))
    assert summary["in"] == accounted == len(GIVEN)
    assert summary["files"] == len(GIVEN)


def test_every_edit_can_be_traced_in_the_original(built: Path) -> None:
    lines = (built / "build" / "edits.jsonl").read_text("utf-8").splitlines()
    assert lines
    for line in lines:
        edit = json.loads(line)
        assert set(edit) == EDIT_KEYS
        text = (RAW / edit["source"]).read_bytes().decode("utf-8")
        assert text[edit["start"] : edit["end"]] == edit["text"]


def test_every_report_is_listed_under_its_year_type_and_level(built: Path) -> None:
    for row in catalog(built):
        for page in (
            f"browse/year/{row['year']}.html",
            f"browse/type/{row['type']}.html",
            f"browse/level/{row['unit_level']}.html",
            f"browse/year-type/{row['year']}-{row['type']}.html",
        ):
            listed = (built / "site" / page).read_text("utf-8")
            assert f'data-id="{row["id"]}"' in listed, page
