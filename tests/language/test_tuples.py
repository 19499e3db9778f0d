"""Named tuples: as those of typing, which are the reference here."""

from __future__ import annotations

import copy
import pickle
import typing

import pytest

from convcalc.language import tuples


class Ours(tuples.NamedTuple):
    """A point."""

    x: int
    y: int | None = None
    label: str = ""

    @property
    def doubled(self):
        return 2 * self.x


class Reference(typing.NamedTuple):
    """A point."""

    x: int
    y: int | None = None
    label: str = ""


@pytest.mark.parametrize(
    ("values", "named"),
    [((1,), {}), ((1, 2), {}), ((1, 2, "a"), {}), ((), {"x": 1}), ((1,), {"label": "a"}), ((), {"y": 2, "x": 1})],
)
def test_made_shown_and_changed_as_those_of_typing(values, named):
    ours, reference = Ours(*values, **named), Reference(*values, **named)
    assert ours == reference == tuple(ours)
    assert hash(ours) == hash(reference)
    assert (ours.x, ours.y, ours.label) == tuple(reference)
    assert repr(ours) == repr(reference).replace("Reference", "Ours")
    assert ours._asdict() == reference._asdict()
    assert ours._replace(y=7) == reference._replace(y=7)
    assert type(ours._replace(y=7)) is Ours
    assert ours.doubled == 2 * reference.x


@pytest.mark.parametrize(
    ("values", "named"),
    [((), {}), ((), {"y": 2}), ((1, 2, "a", 4), {}), ((1,), {"x": 1}), ((1,), {"z": 1}), ((1, 2), {"y": 2})],
)
def test_refuses_what_those_of_typing_refuse(values, named):
    for made in (Ours, Reference):
        with pytest.raises(TypeError):
            made(*values, **named)
    with pytest.raises(TypeError, match="Ours is made of x, y, label"):
        Ours(1)._replace(z=1)


def test_no_field_can_be_set_and_none_added():
    for name in ("x", "z"):
        with pytest.raises(AttributeError):
            setattr(Ours(1), name, 2)


def test_copies_and_pickles_are_equal_and_of_the_same_class():
    for made in (copy.copy(Ours(1, 2)), copy.deepcopy(Ours(1, 2)), pickle.loads(pickle.dumps(Ours(1, 2)))):
        assert made == Ours(1, 2)
        assert type(made) is Ours


def test_is_matched_by_position():
    match Ours(1, 2, "a"):
        case Ours(1, y, label):
            assert (y, label) == (2, "a")
        case _:
            pytest.fail("not matched")
