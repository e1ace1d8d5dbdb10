"""Every page is valid HTML by html-validate: the standard's rules and those of accessibility, no error at all."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from project_copy import Project

pytestmark = pytest.mark.browser  # it needs what npm installs, as axe does
JS = Path(__file__).resolve().parents[1] / "js"
COMMAND = JS / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"


def errors(site: Path) -> set[str]:
    """What is wrong, once for each rule and place in a page."""
    assert COMMAND.is_file(), f"{COMMAND} is not there: run `npm ci` in tests/js"
    node = shutil.which("node") or "node"
    options = ["--config", str(JS / "htmlvalidate.json"), "--formatter", "json", str(site / "**" / "*.html")]
    done = subprocess.run([node, str(COMMAND), *options], capture_output=True, encoding="utf-8", check=False)
    found = json.loads(done.stdout)
    return {
        f"{Path(page['filePath']).relative_to(site)}: {each['ruleId']}: {each['message']} {each['selector']}"
        for page in found
        for each in page["messages"]
    }


def test_the_given_reports_make_valid_pages(built: Path) -> None:
    assert errors(built / "site") == set()


def test_markup_in_a_report_makes_no_page_invalid(site: Path) -> None:
    assert errors(site) == set()


@pytest.mark.slow
def test_attacks_make_no_page_invalid(attacked: Project) -> None:
    assert errors(attacked.where.site) == set()


def test_what_is_not_valid_is_found(built: Path, tmp_path: Path) -> None:
    text = (built / "site" / "about.html").read_text(encoding="utf-8")
    (tmp_path / "about.html").write_text(
        text.replace("</main>", "<p><div></div></p></main>"), encoding="utf-8"
    )
    assert errors(tmp_path)
