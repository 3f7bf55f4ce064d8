"""How a table or a section of `scenario.toml` is defined: once, for every use of it.

The reader, the checks, the writer, the data dictionary and the JSON Schema all go by these
definitions; there is no second list of columns anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from muster.scenario.folder.kinds import TEXT, Kind
from muster.scenario.judgement import Judgement
from muster.scenario.scenario import Scenario


class Need(Enum):
    """Whether a column must be there, and whether its cells may be blank."""

    FILLED = "required"
    BLANK_ALLOWED = "required, may be blank"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Column:
    """One value that a person gives: a column of a table, or a key of `scenario.toml`."""

    name: str
    kind: Kind
    meaning: str
    example: str
    need: Need = Need.OPTIONAL
    default: Any = None
    """The value where nothing is given."""
    default_words: str = ""
    """The same for the data dictionary, where `default` does not speak for itself."""
    unit: str = ""
    refers_to: str = ""
    """The table whose ids (or `regimes`, `separation_classes`) the value must be one of."""
    judgement: bool = False
    """Whether `_low`, `_high` and `_source` stand beside it."""
    attribute: str = ""
    """The value object's name for it, where that is another."""

    @property
    def target(self) -> str:
        """The attribute of the value object that this column gives."""
        return self.attribute or self.name

    @property
    def beside(self) -> tuple[str, str, str]:
        """Names of the three columns beside a judgement: low, high, source."""
        return f"{self.name}_low", f"{self.name}_high", f"{self.name}_source"

    def physical(self) -> Iterator[Column]:
        """The column itself and, for a judgement, those beside it."""
        yield self
        if not self.judgement:
            return
        low, high, source = self.beside
        for name, end in ((low, "lowest"), (high, "highest")):
            meaning = f"the {end} value of {self.name} that would be defended"
            yield Column(
                name,
                self.kind,
                meaning,
                self.example,
                unit=self.unit,
                default_words=f"as {self.name}",
            )
        yield Column(source, TEXT, f"who judged {self.name}, and on what", "camp staff, 20 Jan")


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something about a row that no single cell shows."""

    column: str | None
    found: str
    expected: str
    action: str = ""
    warning: bool = False


Values = Mapping[str, Any]
"""What the cells of one row hold, by column name; a judgement is one value."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the scenario folder."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    build: Callable[..., Any]
    """Makes the value object from the attributes that the columns give."""
    listed: Callable[[Scenario], Iterable[Any]]
    """The value objects of a scenario that belong in this table."""
    key: tuple[str, ...] = ("id",)
    """Columns whose values together may occur only once."""
    required: bool = False
    rules: Callable[[Values], Iterable[Wrong]] | None = None
    """What is wrong with a row whose cells are all right."""
    taken_apart: Callable[[Any], Values] | None = None
    """Values by column name of a value object, where its attributes do not give them."""
    _physical: dict[str, Column] = field(init=False, repr=False, compare=False)
    _targets: tuple[tuple[str, str], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        named = {each.name: each for column in self.columns for each in column.physical()}
        targets = tuple((column.target, column.name) for column in self.columns)
        object.__setattr__(self, "_physical", named)
        object.__setattr__(self, "_targets", targets)

    @property
    def physical(self) -> Mapping[str, Column]:
        """Every column that the file may have, by name, in order."""
        return self._physical

    def value_of(self, values: Values) -> Any:
        """The value object of one row."""
        return self.build(**{target: values[name] for target, name in self._targets})

    def values_of(self, thing: Any) -> Values:
        """The values of one value object, by column name."""
        if self.taken_apart is not None:
            return self.taken_apart(thing)
        return {column.name: getattr(thing, column.target) for column in self.columns}


def split_judgement(column: Column, value: Judgement | None) -> dict[str, Any]:
    """A judgement as its columns hold it; low and high only where they differ."""
    low, high, source = column.beside
    if value is None:
        return {column.name: None, low: None, high: None, source: ""}
    certain = value.is_certain
    return {
        column.name: value.value,
        low: None if certain else value.low,
        high: None if certain else value.high,
        source: value.source,
    }
