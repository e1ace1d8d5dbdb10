"""The reports added last as an Atom feed (RFC 4287).

Ids are `urn:uuid:` made from the report's own id (RFC 4122, version 5), so that they stay when the site moves, and
are there when it has no address at all. Links are absolute with an address and relative to the feed without.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from archive.site.catalog import Row
from archive.site.pages import count, labels
from archive.site.xmltext import attribute, xml

MOST = 50
UNKNOWN_DAY = "1970-01-01"


@dataclass(frozen=True, slots=True)
class Channel:
    """The feed itself: the site's name, what it holds, and its address (empty when it has none)."""

    title: str
    subtitle: str
    address: str


def atom(channel: Channel, rows: Sequence[Row], added: Mapping[str, str]) -> str:
    """Write the feed of these rows, in their order; `added` has the day of each by its id."""
    days = [added.get(row.id, UNKNOWN_DAY) for row in rows]
    entries = "".join(_entry(channel, row, day) for row, day in zip(rows, days, strict=True))
    base = f"{channel.address.rstrip('/')}/" if channel.address else ""
    own = f'<link rel="self" type="application/atom+xml" href="{attribute(base)}feed.xml"/>\n' if base else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-Hans">\n'
        f"<id>{_urn(channel.title)}</id>\n<title>{xml(channel.title)} · 新收录</title>\n"
        f"<subtitle>{xml(channel.subtitle)}</subtitle>\n<author><name>{xml(channel.title)}</name></author>\n"
        f'<updated>{_time(max(days, default=UNKNOWN_DAY))}</updated>\n{own}<link href="{attribute(base)}index.html"/>\n'
        f"{entries}</feed>\n"
    )


def _entry(channel: Channel, row: Row, day: str) -> str:
    base = f"{channel.address.rstrip('/')}/" if channel.address else ""
    return (
        f"<entry><id>{_urn(row.id)}</id><title>{xml(row.title)}</title><updated>{_time(day)}</updated>"
        f'<link href="{attribute(base + quote(row.url))}"/><category term="{attribute(row.type)}"/>'
        f"<summary>{xml(labels(row))}，{count(row.chars)} 字</summary></entry>\n"
    )


def _urn(name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, name.encode('utf-8', 'replace').decode('utf-8'))}"


def _time(day: str) -> str:
    return f"{day}T00:00:00Z"
