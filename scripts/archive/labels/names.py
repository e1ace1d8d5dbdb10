"""What readers are told of labels: what each is called, and where the words stand that speak for it."""

from __future__ import annotations

from collections.abc import Mapping

from archive.model import Place

NAMES: Mapping[str, str] = {
    "year": "年份",
    "type": "类型",
    "unit_level": "单位层级",
    "admin_level": "行政层级",
    "sector": "领域",
}
PLACES: Mapping[Place, str] = {
    "title": "标题",
    "body": "正文",
    "name": "文件名",
    "cut": "网页信息",
    "override": "人工更正",
}
