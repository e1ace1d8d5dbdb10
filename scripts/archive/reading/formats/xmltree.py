"""Parse XML from strangers: no DTD, no entities, bounded depth and size, short prefixes instead of namespaces."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import (
    Element,
    ParseError,
    TreeBuilder,
)

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from archive.errors import Unreadable
from archive.reading.limits import XmlLimits

_OFFICE = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
_MICROSOFT = "http://schemas.microsoft.com/office/word/"

# Transitional and strict documents name the same elements under different namespaces.
PREFIXES: Mapping[str, str] = {
    f"{_OFFICE}wordprocessingml/2006/main": "w",
    f"{_STRICT}wordprocessingml/main": "w",
    f"{_OFFICE}officeDocument/2006/relationships": "r",
    f"{_STRICT}officeDocument/relationships": "r",
    f"{_OFFICE}officeDocument/2006/math": "m",
    f"{_STRICT}officeDocument/math": "m",
    f"{_OFFICE}drawingml/2006/main": "a",
    f"{_STRICT}drawingml/main": "a",
    f"{_OFFICE}package/2006/relationships": "rel",
    f"{_OFFICE}package/2006/content-types": "ct",
    f"{_OFFICE}markup-compatibility/2006": "mc",
    f"{_MICROSOFT}2010/wordml": "w14",
    f"{_MICROSOFT}2010/wordprocessingShape": "wps",
    "http://schemas.microsoft.com/office/2006/xmlPackage": "pkg",
    "urn:schemas-microsoft-com:vml": "v",
    "http://www.w3.org/XML/1998/namespace": "xml",
}


class _TooDeepError(Exception):
    """More levels than allowed."""


class _TooManyError(Exception):
    """More elements than allowed."""


class _Builder(TreeBuilder):
    """Builds elements named `w-p`, and stops at the first level or element too many."""

    def __init__(self, limits: XmlLimits) -> None:
        super().__init__()
        self._limits = limits
        self._depth = 0
        self._count = 0
        self._short: dict[str, str] = {}

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        """Count the element and begin it under its short name."""
        self._depth += 1
        self._count += 1
        if self._depth > self._limits.depth:
            raise _TooDeepError
        if self._count > self._limits.elements:
            raise _TooManyError
        short = self._shorten
        return super().start(short(tag), {short(key): value for key, value in attrs.items()})

    def end(self, tag: str, /) -> Element:
        """Close the element."""
        self._depth -= 1
        return super().end(self._shorten(tag))

    def _shorten(self, tag: str) -> str:
        known = self._short.get(tag)
        if known is None:
            space, _, local = tag[1:].partition("}") if tag.startswith("{") else ("", "", tag)
            known = f"{PREFIXES.get(space, 'other')}-{local}" if space else local
            self._short[tag] = known
        return known


def parse_xml(content: bytes, source: str, limits: XmlLimits) -> Element:
    """Parse one part into elements with short names (`w-p`, `r-id`; an unknown namespace is `other-`).

    Raises `Unreadable`: xml-entities for a DTD or entities, xml-depth, xml-elements, xml-damaged.
    """
    parser = DefusedXMLParser(target=_Builder(limits), forbid_dtd=True)
    try:
        parser.feed(content)
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise Unreadable(
            "xml-entities", source, "文件内含 DTD 或实体定义，不予展开", "请用 Word 打开后另存为 docx 再放入"
        ) from error
    except _TooDeepError as error:
        raise Unreadable(
            "xml-depth",
            source,
            f"文件内部的嵌套超过 {limits.depth} 层",
            "请确认来源；用 Word 打开后另存为 docx",
        ) from error
    except _TooManyError as error:
        raise Unreadable(
            "xml-elements", source, f"文件内部的元素超过 {limits.elements} 个", "请把文稿拆成几个文件再放入"
        ) from error
    except (ParseError, ValueError, LookupError, UnicodeError) as error:
        raise Unreadable(
            "xml-damaged",
            source,
            f"文件内部的 XML 已损坏（{error}）",
            "请用 Word 打开并修复，另存为 docx 再放入",
        ) from error
    return root
