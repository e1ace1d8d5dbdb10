"""Scripts as they are published: comments go, and nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.site.slim import slim

ASSETS = Path(__file__).resolve().parents[1] / "docs" / "assets"
OWN = sorted(path for path in ASSETS.rglob("*.js") if "vendor" not in path.parts)

CASES = (
    ("a(); // end\n", "a();\n"),
    ("/** @type {X} */ (b).c();", "(b).c();\n"),
    ("return /* one\ntwo */ 1;", "return\n1;\n"),
    ("\"// no\" + '/* no */'; /* yes */", "\"// no\"+'/* no */';\n"),
    ('x = /[/*]"/g.test(y); // z', 'x=/[/*]"/g.test(y);\n'),
    ("s.replace(/\\/\\//, '/')", "s.replace(/\\/\\//,'/')\n"),
    ("a + +b - -c < !--d; e-- > f", "a+ +b- -c< !--d;e-- >f\n"),
    ("1 .toFixed(); return typeof x;", "1 .toFixed();return typeof x;\n"),
    ("return /'/.test(a) // b", "return/'/.test(a)\n"),
    ("a / b / c // d", "a/b/c\n"),
    ("(a) / 2 /* half */ / 3", "(a)/2/3\n"),
    ('"a\\"// b" // c', '"a\\"// b"\n'),
    ("a/**/b", "a b\n"),
    ("a\n\n\n  // c\n\n  b\n", "a\nb\n"),
    ("a / /b/.c; d = e * /f/.g\n", "a/ /b/.c;d=e* /f/.g\n"),
    ("{ a(); b; } { for (;;); } { while (a()); }", "{a();b}{for(;;);}{while(a());}\n"),
    ("{ if (a) b(); else ; }", "{if(a)b();else;}\n"),
    ("a\n  .b()\n  ? c\n  : 5\n.d", "a.b()?c:5\n.d\n"),
    (
        "function f() {\n}\nasync function g(a = (1)) {\n}\n(c)",
        "function f(){}async function g(a=(1)){}(c)\n",
    ),
    (
        "a = function f() {\n}\nb = { c() {\n}\n}\nd = () => {\n}\ne",
        "a=function f(){}\nb={c(){}}\nd=()=>{}\ne\n",
    ),
    ("`${a} // b` // c", "`${a} // b` // c"),
    ('"open // c', '"open // c'),
    ("// only", ""),
    ("a({\n  b: [\n 1,\n 2 ]\n});\n;[\n3]", "a({b:[1,2]});;[3]\n"),
    ("if (a) {\n  b()\n}\n(c)\nd;\n", "if(a){b()}(c)\nd;\n"),
    ("a({\n  b: [\n 1,\n 2 ]\n})\n;[\n3];\nb", "a({b:[1,2]})\n;[3];b\n"),
    ("return (\n 1)\nreturn\n(2)", "return(1)\nreturn\n(2)\n"),
)


@pytest.mark.parametrize(("source", "wanted"), CASES)
def test_comments_go_and_nothing_else(source: str, wanted: str) -> None:
    assert slim(source) == wanted


@given(st.text(alphabet="ab/*'\"\\\n[]() =1`"))
def test_what_is_slim_stays_so(source: str) -> None:
    once = slim(source)
    assert slim(once) == once or once == source
    assert not set(re.sub(r"\s", "", once)) - set(source)


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_every_script_of_the_site_gets_lighter_and_still_reads(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    made = slim(source)
    assert len(made) < len(source)
    assert "/**" not in made
    assert made == slim(made)


@pytest.mark.skipif(
    shutil.which("node") is None, reason="node parses the scripts; the browser tests run them"
)
def test_node_reads_what_is_published(tmp_path: Path) -> None:
    for path in OWN:
        target = tmp_path / path.name
        target.write_text(slim(path.read_text(encoding="utf-8")), encoding="utf-8")
        assert (
            subprocess.run(["node", "--check", str(target)], capture_output=True, check=False).returncode == 0
        )
