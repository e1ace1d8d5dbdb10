"""No violation that axe-core knows of: each kind of page, light and dark, on a desk and on a phone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from browser.stand_in import launched
from examples import THOROUGH

pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[1] / "js" / "node_modules" / "axe-core" / "axe.min.js"
RUN = (
    "axe.run().then((found) => found.violations.flatMap((each) => each.nodes.map("
    "(node) => each.id + ' ' + node.target.join(' ') + ': ' + node.failureSummary)))"
)
# In the default run each width and each scheme once; all four in the long one.
LOOKS = [(1366, "light"), (390, "dark"), *([(1366, "dark"), (390, "light")] if THOROUGH else [])]


def _hits(page: Page) -> None:
    page.locator("mark.hit.is-current").wait_for()


def _tools(page: Page) -> None:
    page.locator(".pilcrow").first.click()


def _quick(page: Page) -> None:
    page.locator("header input[name=q]").press_sequentially("总结")
    page.get_by_role("option").nth(1).wait_for()


def _checked(page: Page) -> None:
    text = "编号第一。党委认真开展谈心谈话，落实一岗双责，编号第二。党委坚持把党的建设放在首位，强化理论武装，全年组织学习"
    page.get_by_label("文稿").fill(text)
    page.get_by_role("button", name="开始查").click()
    page.get_by_role("button", name="下一处 ›").click()


def _stretch(page: Page) -> None:
    page.get_by_role("button", name="下一处 ›").click()


def _document(page: Page) -> None:
    page.locator(".tools summary").nth(1).click()
    page.get_by_role("button", name="仿宋公文体").click()
    page.get_by_role("button", name="收藏").click()
    page.get_by_role("button", name="放入文件篮").click()
    page.locator(".tools summary").first.click()


def _emptied(page: Page) -> None:
    for name in ("basket", "saved", "read"):
        page.locator(f"#{name}").get_by_role("button", name="清空").click()


def _picked(page: Page) -> None:
    for at in (0, 1):
        page.locator(".entry__pick input").nth(at).check()
    page.get_by_role("link", name="对照这两篇").wait_for()


def _shown(selector: str) -> Callable[[Page], None]:
    return lambda page: page.locator(selector).first.wait_for()


def _keys(page: Page) -> None:
    page.keyboard.press("?")
    page.locator("dialog.keys").wait_for()


def _phrase(page: Page) -> None:
    page.locator(".p-phrase summary").first.click()
    page.locator(".p-phrase svg").wait_for()


STATES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "home": ("index.html", _shown(".hero")),
    "quick box": ("index.html", _quick),
    "browse": ("browse/index.html", _shown(".entry--pick")),
    "browse with filters": ("browse/index.html?type=" + quote("述职报告"), _picked),
    "browse without a report": ("browse/index.html?q=" + quote("馅饼"), _shown(".s-message")),
    "list": ("browse/year/2018.html", _shown(".entries")),
    "report": ("REPORT", _tools),
    "report at a hit": ("REPORT?q=" + quote("党支部"), _hits),
    "search": ("search.html", _shown(".s-welcome")),
    "search list": ("search.html?q=" + quote("谈心谈话"), _shown(".s-result")),
    "search contexts": ("search.html?view=kwic&q=" + quote("谈心谈话"), _shown(".s-kwic tbody tr")),
    "search without a hit": ("search.html?q=" + quote("天上掉下来的馅饼"), _shown(".s-message")),
    "search of a wrong query": ("search.html?q=" + quote("部分:天气 党建"), _shown(".s-message.is-error")),
    "compare, choosing": ("compare.html", _shown(".c-picker")),
    "compare": ("compare.html?a=FIRST&b=SECOND&n=6", _stretch),
    "parts": ("parts.html", _shown(".p-entry")),
    "phrases": ("phrases.html", _phrase),
    "statistics": (
        "statistics.html?phrase=" + quote("一岗双责") + "&phrase=" + quote("谈心谈话"),
        _shown(".p-lines"),
    ),
    "report in document type": ("REPORT", _document),
    "basket": ("basket.html", _shown(".shelf__row")),
    "basket with nothing": ("basket.html", _emptied),
    "draft, empty": ("draft.html", _shown(".d-area")),
    "draft, checked": ("draft.html", _checked),
    "help": ("help.html", _shown(".prose")),
    "keyboard list": ("about.html", _keys),
    "about": ("about.html", _shown(".prose")),
    "missing page": ("404.html", _shown("h1")),
}


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    assert AXE.is_file(), f"{AXE} is not there: run `npm ci` in tests/js"
    with launched() as browser:
        yield browser.new_context(reduced_motion="reduce").new_page()


@pytest.mark.thorough
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(site: Path, page: Page, state: str) -> None:
    path, prepare = STATES[state]
    page.set_viewport_size({"width": 1366, "height": 900})
    page.goto("about:blank")
    page.goto(f"{site.as_uri()}/{_address(site, path)}")
    prepare(page)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        assert page.evaluate(RUN) == [], f"{width} {scheme}"


def _address(site: Path, path: str) -> str:
    rows = json.loads((site / "catalog.json").read_text(encoding="utf-8"))["reports"]
    report = next(row["url"] for row in rows if row["source"].startswith("001"))
    given = sorted(row["id"] for row in rows if row["source"].startswith("00"))
    return path.replace("REPORT", report).replace("FIRST", given[0]).replace("SECOND", given[1])
