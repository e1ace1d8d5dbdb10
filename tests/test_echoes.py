"""Names of the page: words of lines that went tell lines and stretches of paragraphs that say them again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.cleaning.clean import clean, restore
from archive.cleaning.echoes import echoes, places
from archive.cleaning.rules import load_clean
from archive.model import Edit
from conftest import RULES
from duty_report import CLAUSE, FIRST, LAST, REST, TITLE

CLEAN = load_clean(RULES)
ADVERT = "关注公众号：竹溪文苑 领取更多资料"


def went(text: str) -> tuple[Edit, ...]:
    return (Edit("edge-voice", "remove", 0, len(text), text),)


def report(*below: str, within: str = "") -> str:
    return "\n".join((TITLE, FIRST, f"{CLAUSE}{within}{REST}", LAST, *below))


def test_a_name_is_the_longest_stretch_of_words_that_both_have() -> None:
    found = echoes(
        went("竹溪文苑读者群QQ：774086391"), "自主经营的项目少，关注竹溪文苑，每日更新。", CLEAN.margins
    )
    assert found == {"竹溪文苑": CLEAN.margins.file.inserted.echo}


def test_latin_names_are_names_and_figures_are_none() -> None:
    text = "转载自 jmswm 的稿件，共774086391字。"
    assert echoes(went("www.jmswm.net 774086391"), text, CLEAN.margins).keys() == {"jmswm"}


def test_two_characters_are_any_word() -> None:
    assert echoes(went("青砚整理"), "青砚", CLEAN.margins) == {}


def test_offices_places_and_papers_are_the_documents_own() -> None:
    text = "江滨区委组织部召开会议，区委组织部部长讲话，江滨区参加。"
    assert echoes(went("作者：江滨区委组织部 点击数：486"), text, CLEAN.margins) == {}


def test_what_sounds_like_a_document_is_no_name() -> None:
    text = "2010年，中国政府网站发布，中华人民共和国成立以来，基层党组织建设不断加强。"
    assert echoes(went("相关链接：中华人民共和国成立以来"), text, CLEAN.margins) == {}


def test_what_went_for_its_voice_within_a_line_tells_no_names() -> None:
    edit = Edit("inserted-voice", "remove", 0, 8, "竹溪文苑收集整理")
    assert echoes((edit,), "关注竹溪文苑，每日更新。", CLEAN.margins) == {}


def test_a_heading_keeps_the_name_that_a_line_had() -> None:
    heading = "一、竹溪文苑读书角活动情况"
    text = report().replace(FIRST, f"{heading}\n{FIRST}")
    assert clean(f"{text}\n{ADVERT}", CLEAN).text == text


def test_a_stretch_goes_for_a_name_that_a_line_had() -> None:
    noise = "竹溪文苑收集整理"
    text = report(ADVERT, within=noise)
    cleaned = clean(text, CLEAN)
    assert cleaned.text == report()
    assert restore(cleaned) == text
    assert noise in clean(report(within=noise), CLEAN).text


def test_a_line_goes_for_a_name_that_another_had() -> None:
    noise = "【竹溪文苑】"
    other = "关注公众号：老秘书公文网 领取更多资料"
    assert clean(f"{noise}\n{report(ADVERT)}", CLEAN).text == report()
    assert clean(f"{noise}\n{report(other)}", CLEAN).text == f"{noise}\n{report()}"


def test_what_the_document_says_of_the_same_name_stays() -> None:
    text = report().replace(
        FIRST, FIRST + "社区开设的“竹溪文苑”读书角全年接待居民1200人次，成为党员学习的阵地。"
    )
    assert clean(f"{text}\n{ADVERT}", CLEAN).text == text


@given(st.text("竹溪文苑ab，。1", max_size=30), st.text("竹溪文苑ab，。1", max_size=60))
def test_every_name_stands_in_both(gone: str, text: str) -> None:
    for name in echoes(went(gone), text, CLEAN.margins):
        assert name in gone
        found = [text[start:end] for start, end, _ in places({name: 1.0}, text)]
        assert found
        assert set(found) == {name}
