"""A voting code notices every slip of the finger, and reads however it is typed."""

import random

import pytest

from wagtail_medborgarbudget.method.codes import (
    ALPHABET,
    LENGTH,
    POSSIBLE,
    CodeMistyped,
    NeverInCodes,
    WrongLength,
    code_of,
    in_groups,
    read_code,
)

DICE = random.Random(2026)
SOME = [code_of(number) for number in (0, 1, POSSIBLE - 1)] + [
    code_of(DICE.randrange(POSSIBLE)) for _ in range(200)
]


def test_no_character_looks_like_another():
    assert len(ALPHABET) == len(set(ALPHABET)) == 31
    assert not set(ALPHABET) & set("0O1IL")


@pytest.mark.parametrize("code", SOME[:10])
def test_a_code_has_ten_characters_in_two_groups(code):
    assert (len(code), set(code) <= set(ALPHABET)) == (LENGTH, True)
    assert in_groups(code) == f"{code[:5]}-{code[5:]}"


def test_every_number_has_a_code_of_its_own():
    assert len({code_of(number) for number in range(5000)}) == 5000
    for number in (-1, POSSIBLE):
        with pytest.raises(ValueError, match="no code"):
            code_of(number)


@pytest.mark.parametrize("code", SOME[:20])
def test_a_code_reads_however_it_is_typed(code):
    paper = in_groups(code)

    for typed in (
        paper,
        code,
        paper.lower(),
        f" {paper[:3]} {paper[3:]}\t",
        code[:5] + "–" + code[5:],
    ):
        assert read_code(typed) == code


@pytest.mark.parametrize("code", SOME)
def test_every_wrong_character_is_noticed(code):
    for place, right in enumerate(code):
        for wrong in set(ALPHABET) - {right}:
            with pytest.raises(CodeMistyped):
                read_code(code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize("code", SOME)
def test_every_swap_of_two_characters_is_noticed(code):
    for first in range(LENGTH):
        for second in range(first + 1, LENGTH):
            swapped = list(code)
            swapped[first], swapped[second] = code[second], code[first]
            if swapped != list(code):
                with pytest.raises(CodeMistyped):
                    read_code("".join(swapped))


@pytest.mark.parametrize("typed", ["", "ABCDE", "ABCDE-FGHJKM"])
def test_a_code_of_another_length_says_so(typed):
    with pytest.raises(WrongLength):
        read_code(typed)


@pytest.mark.parametrize("character", [*"01OILÅ"])
def test_a_character_that_is_in_no_code_is_named(character):
    with pytest.raises(NeverInCodes) as refused:
        read_code(f"ABCDE-FGHJ{character}")

    assert refused.value.character == character
