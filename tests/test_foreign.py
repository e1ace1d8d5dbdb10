"""English words in a Chinese sentence say nothing of who speaks; hosts, handles and words of pages still do."""

from __future__ import annotations

import pytest

from archive.cleaning.clean import clean, restore
from archive.cleaning.rules import load_clean
from conftest import ROOT, RULES

CLEAN = load_clean(RULES)
FOREIGN = CLEAN.margins.foreign
FIRST = "2019年，局党组坚持以政治建设为统领，组织集中学习12次，各项工作取得新的成效。"
NEXT = "下一步，将继续抓好理论学习，推动各项工作再上新台阶。"
ADVERT = "关注公众号：老秘书公文网 领取更多资料"
HONEST = (ROOT / "tests" / "cases" / "lines" / "english.txt").read_text("utf-8").splitlines()


def report(line: str) -> str:
    return f"2019年党建工作总结\n{FIRST}\n{line}\n一、抓好学习\n{FIRST}"


@pytest.mark.parametrize("line", HONEST)
def test_no_sentence_loses_a_character_for_its_foreign_words(line: str) -> None:
    for text in (line, FIRST + line + NEXT, line + FIRST, FIRST + line):
        for torn in (), (ADVERT,):
            found = clean("\n".join((*torn, report(text))), CLEAN)
            assert line in found.text
            assert restore(found) == "\n".join((*torn, report(text)))


def test_most_of_them_were_cut_by_what_their_letters_say() -> None:
    bars = CLEAN.margins.file.inserted.bars(torn=True)
    cut = [line for line in HONEST if CLEAN.margins.inserted.stretches(FIRST + line + NEXT, bars)]
    assert len(HONEST) >= 40
    assert len(cut) > len(HONEST) / 2


@pytest.mark.parametrize(
    "noise", ["更多范文请访问 www.laomishu.com 下载。", "（更多 Word 范文请关注微信公众号 laomishu66）"]
)
def test_a_host_and_a_handle_keep_their_voice(noise: str) -> None:
    assert noise not in clean(report(f"{FIRST}{noise}{NEXT}"), CLEAN).text


def test_a_line_with_foreign_words_is_as_long_without_them() -> None:
    line = HONEST[0]
    plain = FOREIGN.plain(line)
    assert len(plain.text) == len(line)
    assert not any(sign.isascii() and sign.isalpha() for sign in plain.text)
    assert [line[slice(*run)] for run in plain.runs] == ["Smart Travel", "Open API", "Windows Server"]
    assert plain.parts_run(line.index("Travel"), len(line))
    assert not plain.parts_run(line.index("Smart"), len(line))


def test_a_line_with_few_han_or_one_foreign_word_is_asked_as_it_is() -> None:
    for line in (
        "Evaluation Only. Created with Lumo.Words.",
        "我局认真抓好KPI考核工作的推进落实和督促检查。",
    ):
        assert FOREIGN.plain(line).text == line
