"""The byte format: what is written comes back, and nothing else is accepted."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.codec import (
    Damaged,
    codes,
    crc,
    decode_list,
    encode_list,
    from_base64,
    hashed,
    read_codes,
    read_exactly,
    read_varints,
    to_base64,
    unwrap,
    varints,
    wrap,
)
from archive.search.shard import decode_shard, encode_shard
from examples import examples

NUMBERS = st.lists(st.integers(0, 2**42 - 1))
POSITIONS = st.sets(st.integers(0, 2**32 - 1), min_size=1).map(sorted)
LISTS = st.dictionaries(st.integers(1, 2**32 - 1), POSITIONS, min_size=1)


def varint(number: int) -> bytes:
    """Encode one number by the definition."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


@given(NUMBERS)
def test_varints_are_as_defined_and_come_back(numbers: list[int]) -> None:
    encoded = varints(np.array(numbers, np.int64))
    assert encoded.tobytes() == b"".join(map(varint, numbers))
    assert read_varints(encoded, "x").tolist() == numbers


@given(NUMBERS, st.data())
def test_exactly_so_many_are_read(numbers: list[int], data: st.DataObject) -> None:
    encoded = varints(np.array(numbers, np.int64))
    count = data.draw(st.integers(0, len(numbers)))
    read, rest = read_exactly(encoded, count, "x")
    assert [*read.tolist(), *read_varints(rest, "x").tolist()] == numbers
    with pytest.raises(Damaged):
        read_exactly(encoded, len(numbers) + 1, "x")


@given(POSITIONS)
def test_lists_come_back(positions: list[int]) -> None:
    assert decode_list(encode_list(np.array(positions)), "x").tolist() == positions


@pytest.mark.parametrize("content", [b"", b"\x80", b"\x05\x00", b"\xff" * 6 + b"\x00"])
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(Damaged):
        decode_list(np.frombuffer(content, np.uint8), "x")


def payload_of(lists: dict[int, list[int]]) -> str:
    encoded = [encode_list(np.array(lists[key])) for key in sorted(lists)]
    sizes = np.array([len(one) for one in encoded])
    return encode_shard(np.array(sorted(lists)), sizes, np.concatenate(encoded))


@given(LISTS)
def test_shards_come_back(lists: dict[int, list[int]]) -> None:
    shard = decode_shard(payload_of(lists), "x")
    assert shard.keys.tolist() == sorted(lists)
    for key, positions in lists.items():
        assert shard.positions(key).tolist() == positions
    absent = next(key for key in range(1, len(lists) + 2) if key not in lists)
    assert not len(shard.positions(absent))


@given(LISTS, st.data())
@examples(300)
def test_cut_or_altered_shards_are_never_taken_for_whole(
    lists: dict[int, list[int]], data: st.DataObject
) -> None:
    content = from_base64(payload_of(lists), "x")
    cut = content[: data.draw(st.integers(0, len(content) - 1))]
    with pytest.raises(Damaged):
        decode_shard(to_base64(cut), "x")
    name, script = named(payload_of(lists))
    at = data.draw(st.integers(0, len(script) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda char: char != script[at]))
    with pytest.raises(Damaged):
        unwrap(script[:at] + other + script[at + 1 :], name)


@given(st.binary(max_size=400))
@examples(500)
def test_random_bytes_end_in_an_error_or_in_a_valid_shard(content: bytes) -> None:
    try:
        shard = decode_shard(to_base64(np.frombuffer(content, np.uint8)), "x")
        for key in shard.keys.tolist():
            assert (np.diff(shard.positions(key)) > 0).all()
    except Damaged:
        return
    assert (np.diff(shard.keys) > 0).all()


def named(payload: str) -> tuple[str, str]:
    name = hashed("p/4e004e01", payload)
    return name, wrap(name, payload)


@given(st.text())
def test_scripts_come_back(payload: str) -> None:
    name, script = named(payload)
    assert unwrap(script, name) == payload
    assert script.count("\n") == 1
    assert name.endswith(f"-{crc(payload):08x}")


def test_a_script_answers_only_to_its_name() -> None:
    name, script = named("abc")
    other, _ = named("abd")
    for wrong in (other, name.replace("4e01", "4e02"), "manifest"):
        with pytest.raises(Damaged):
            unwrap(script, wrong)


@pytest.mark.parametrize("payload", ["*", "QUJD\n", "QUI", "党"])
def test_what_is_no_base64_is_refused(payload: str) -> None:
    with pytest.raises(Damaged):
        from_base64(payload, "x")


@given(st.lists(st.integers(0, 1_000_000)))
def test_codes_come_back_without_surrogates(values: list[int]) -> None:
    text = codes(values)
    text.encode("utf-8")
    assert read_codes(text).tolist() == values


def test_crc_is_of_what_a_browser_sees() -> None:
    assert crc("党") == zlib.crc32(b"\x5a\x51")
