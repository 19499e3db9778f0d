"""Named tuples as typing has them, for what every start makes: no source is compiled for a class or its annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from collections import _tuplegetter

    class _Maker(type):
        def __new__(maker, name, bases, members):
            fields = tuple(members.get("__annotations__", ()))
            if fields:
                members["_field_defaults"] = {field: members[field] for field in fields if field in members}
                members["_fields"] = members["__match_args__"] = fields
                members.update({field: _tuplegetter(index, None) for index, field in enumerate(fields)})
            return super().__new__(maker, name, bases, {**members, "__slots__": ()})

    class NamedTuple(tuple, metaclass=_Maker):
        """A tuple whose elements have the names, in their order, that a class annotates."""

        def __new__(cls, *values, **named):
            if named or len(values) != len(cls._fields):
                values = cls._complete(values, named)
            return tuple.__new__(cls, values)

        @classmethod
        def _complete(cls, values, named):
            others = cls._fields[len(values) :]
            given = cls._field_defaults | named
            if len(values) > len(cls._fields) or any(field not in others for field in named):
                raise TypeError(f"{cls.__name__} is made of {', '.join(cls._fields)}")
            try:
                return (*values, *map(given.__getitem__, others))
            except KeyError:
                raise TypeError(f"{cls.__name__} is made of {', '.join(cls._fields)}") from None

        def __getnewargs__(self):
            return tuple(self)

        def __repr__(self):
            values = ", ".join(f"{field}={value!r}" for field, value in self._asdict().items())
            return f"{type(self).__name__}({values})"

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def _replace(self, **changes):
            changed = tuple.__new__(type(self), map(changes.pop, self._fields, self))
            return type(self)(*changed, **changes)
