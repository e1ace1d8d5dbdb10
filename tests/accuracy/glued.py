"""Set lines of noise on one line with a sentence of a document, and count how many of these sentences are lost.

    python3 tests/accuracy/glued.py [--every N] [--losses]

Every `N`th line of noise of the labelled documents (all of them if `N` is 1) stands before and behind a sentence of
another labelled document, above the title, between paragraphs and at the end. Prints how many sentences lose a
character, and how much of the noise goes of that which goes where it stands alone. The sentences are the document's,
so each of them should stay; exits 1 if more than five in a thousand are lost.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests" / "accuracy")]

import bootstrap

bootstrap.enter("requirements-dev.txt")

from archive.cleaning.clean import clean
from archive.cleaning.rules import CleanRules, load_clean
from labelled import batches, own_cases

SENTENCE = re.compile(r"[一-鿿][^。！？；：A-Za-z\n]{15,60}。")
NOISE_MIN, NOISE_MAX = 8, 120  # characters of a line of noise
ENDS = "。！!？?"
MOST_LOST = 0.005
PLACES = {
    "above": "{line}\n2019年工作总结\n{body}\n{body}\n{body}",
    "within": "2019年工作总结\n{body}\n{body}\n{line}\n{body}\n{body}",
    "end": "2019年工作总结\n{body}\n{body}\n{body}\n{line}",
}
BODY = "一年来，我局党委认真贯彻落实上级决策部署，组织党员深入基层开展调研，推动各项工作取得新成效。"


class Tried(NamedTuple):
    """A line of noise and a sentence on one line: where, in which order, and what became of both.

    `goes` says whether the noise goes where it stands alone in the same place.
    """

    place: str
    line: str
    kept: bool
    goes: bool
    gone: bool


def noise_lines() -> list[str]:
    """The lines of noise of all labelled documents, each once and ended like a sentence."""
    spans = (
        noise
        for cases in ({"own": own_cases()} | batches()).values()
        for each in cases
        for noise in each.noise
    )
    lines = (line.strip() for span in spans for line in span.split("\n"))
    held = dict.fromkeys(line for line in lines if NOISE_MIN <= len(line) <= NOISE_MAX)
    return [line if line[-1] in ENDS else f"{line}。" for line in held]


def sentences() -> list[str]:
    """Sentences of the project's own labelled documents."""
    return [each for case in own_cases() for each in SENTENCE.findall(case.body or "")]


def tried(noise: str, sentence: str, rules: CleanRules) -> Iterator[Tried]:
    """Clean documents in which the noise stands before and behind the sentence."""
    for place, form in PLACES.items():
        goes = noise[:-1] not in clean(form.format(line=noise, body=BODY), rules).text
        for line in (noise + sentence, sentence + noise):
            text = clean(form.format(line=line, body=BODY), rules).text
            yield Tried(place, line, sentence in text, goes, noise[:-1] not in text)


def main() -> int:
    """Try the lines and print the counts, by place."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--every", type=int, default=1, help="try only every Nth line of noise")
    parser.add_argument("--losses", action="store_true", help="list the lines that lost their sentence")
    options = parser.parse_args()
    rules = load_clean(ROOT / "data" / "rules")
    pairs = zip(noise_lines()[:: options.every], cycle(sentences()), strict=False)
    found = [each for noise, sentence in pairs for each in tried(noise, sentence, rules)]
    for place in PLACES:
        here = [each for each in found if each.place == place]
        lost, going = [each for each in here if not each.kept], [each for each in here if each.goes]
        gone = sum(each.gone for each in going)
        print(f"{place}: {len(lost)} of {len(here)} sentences lost; noise gone {gone} of {len(going)}")
        for each in lost if options.losses else ():
            print(f"    {each.line}")
    return int(sum(not each.kept for each in found) > MOST_LOST * len(found))


if __name__ == "__main__":
    sys.exit(main())
