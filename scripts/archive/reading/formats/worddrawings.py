"""What drawings hold beside text boxes: words of WordArt, diagrams and charts, embedded objects, pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

# Where a diagram and a chart name the part that has their words.
PARTS = {"other-relIds": "r-dm", "other-chart": "r-id"}
# Kinds of graphic data that are a picture or a shape, with or without text of its own.
DRAWN = frozenset(
    {"picture", "wordprocessingShape", "wordprocessingGroup", "wordprocessingCanvas", "wordprocessingInk"}
)


def lettering(drawing: Element, part: Callable[[str], Element | None]) -> Iterator[str]:
    """The words of each WordArt, diagram and chart in a drawing; `part` gives the part of a relation."""
    for node in drawing.iter():
        root = part(node.get(PARTS[node.tag], "")) if node.tag in PARTS else None
        if node.tag == "v-textpath":
            yield node.get("string", "")
        elif root is not None:
            lines = ("".join(each.text or "" for each in line.iter("a-t")) for line in root.iter("a-p"))
            yield "\n".join(line for line in lines if line.strip())


def description(drawing: Element) -> str:
    """The description that an author gave a picture."""
    return next((each.get("descr", "") for each in drawing.iter() if each.get("descr")), "图片")


def is_picture(drawing: Element) -> bool:
    """Whether a drawing shows a picture."""
    return any(each.tag in {"a-blip", "v-imagedata"} for each in drawing.iter())


def program(drawing: Element) -> str:
    """The program of the document that is embedded in a drawing, as Word names it; empty where there is none."""
    held = (each for each in drawing.iter() if each.tag == "other-OLEObject")
    return next((each.get("ProgID", "") or "OLE" for each in held), "")


def graphic(drawing: Element) -> str:
    """The kind of graphic data that is neither a picture nor a shape; empty where there is none."""
    kinds = (each.get("uri", "").rpartition("/")[2] for each in drawing.iter("a-graphicData"))
    return next((kind for kind in kinds if kind and kind not in DRAWN), "")
