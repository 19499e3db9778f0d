"""Each way in which a sum that does not hold may be meant: the texts it is for, and wrong sums it is not for."""

import pytest

from convcalc.study.sums.doubts.table import DOUBTS
from convcalc.study.sums.find import find_sums

ROWS = [pytest.param(doubt, id=f"{number} {doubt.reason}") for number, doubt in enumerate(DOUBTS)]


def doubts_of(line):
    doubtful: list = []
    assert not [claim for claim in find_sums(line, doubtful=doubtful) if not claim.holds]
    return {claim.doubt for claim in doubtful}


@pytest.mark.parametrize("doubt", ROWS)
def test_its_texts_are_left_alone_for_its_reason(doubt):
    assert doubt.texts
    assert [(text, doubts_of(text)) for text in doubt.texts] == [(text, {doubt.reason}) for text in doubt.texts]


@pytest.mark.parametrize("doubt", ROWS)
def test_it_excuses_no_wrong_sum(doubt):
    assert doubt.wrong
    found = {text: [claim.holds for claim in find_sums(text)] for text in doubt.wrong}
    assert [text for text, claims in found.items() if False not in claims] == []
