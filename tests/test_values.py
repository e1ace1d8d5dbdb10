"""Values between stages are frozen and slotted: no stage can change what another one gave it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

LIBRARY = Path(__file__).resolve().parents[1] / "scripts" / "archive"
# What readers of formats keep while they walk through one file; nothing outside their modules holds it.
WORKING = {f"reading/formats/{name}.py" for name in ("htmllines", "htmltables", "wordbody", "wordfields")}


def value_types() -> Iterator[tuple[str, str, dict[str, object]]]:
    """Module, class and options of every dataclass of the library."""
    for path in sorted(LIBRARY.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for decorator in node.decorator_list if isinstance(node, ast.ClassDef) else ():
                call = decorator if isinstance(decorator, ast.Call) else ast.Call(decorator, [], [])
                if isinstance(node, ast.ClassDef) and getattr(call.func, "id", "") == "dataclass":
                    options = {str(each.arg): ast.literal_eval(each.value) for each in call.keywords}
                    yield path.relative_to(LIBRARY).as_posix(), node.name, options


def test_every_value_type_is_frozen_and_slotted() -> None:
    held = list(value_types())
    assert len(held) > 50
    for module, name, options in held:
        assert options.get("slots") is True, f"{module}: {name}"
        assert options.get("frozen") is True or module in WORKING, f"{module}: {name}"
