"""`muster papers KIND RECORD [SUBJECT]`: papers as PDF, from what the record says."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from muster.cli.console import JsonFlag, stdout, write_json
from muster.cli.record_given import RecordArgument, given_moment, given_record, now
from muster.cli.work_shown import WorkShown
from muster.errors import MusterError, OutputError

if TYPE_CHECKING:
    from muster.locale.choices import Choices
    from muster.record.folder import Record
    from muster.reporting.papers import Given, Paper
    from muster.scenario import Scenario

papers = typer.Typer(
    name="papers", help="Papers that people carry, as PDF, from the record.", no_args_is_help=True
)

TripArgument = Annotated[str, typer.Argument(metavar="TRIP", help="The trip's id.")]
PersonArgument = Annotated[str, typer.Argument(metavar="PERSON", help="The person_id.")]
SiteArgument = Annotated[str, typer.Argument(metavar="SITE", help="The site's id.")]
DutyArgument = Annotated[str, typer.Argument(metavar="EVENT", help="The duty's event_id.")]
OutOption = Annotated[Path, typer.Option("--out", help="Folder for the PDF.", show_default=False)]
ByOption = Annotated[
    str | None,
    typer.Option("--by", help="Your officer's id: names are then read, and that is recorded."),
]
ReaderOption = Annotated[str, typer.Option("--by", help="Your officer's id; it is recorded.")]
LanguageOption = Annotated[str, typer.Option("--language", help="en or ar.")]
NumeralsOption = Annotated[
    str | None, typer.Option("--numerals", help="latn or arab; the language's, if not said.")
]
CallOption = Annotated[
    str, typer.Option("--call", help="Telephone number for whoever finds a band or a person.")
]
AtOption = Annotated[
    str | None, typer.Option("--at", metavar="TIME", help="The paper's time; now, if not said.")
]


@papers.command("manifest")
def manifest(
    record: RecordArgument, trip: TripArgument, out: OutOption, by: ByOption = None,
    language: LanguageOption = "en", numerals: NumeralsOption = None, at: AtOption = None,
    as_json: JsonFlag = False,
) -> None:  # fmt: skip
    """The list that both sides sign: photo places, flags, seals, four counts."""
    _write(record, "manifest", trip, out, by, language, numerals, at, as_json)


@papers.command("wristbands")
def wristbands(
    record: RecordArgument, trip: TripArgument, out: OutOption, call: CallOption = "",
    language: LanguageOption = "en", numerals: NumeralsOption = None, at: AtOption = None,
    as_json: JsonFlag = False,
) -> None:  # fmt: skip
    """Wristbands with codes, ten a sheet; no name is on them."""
    _write(record, "wristbands", trip, out, None, language, numerals, at, as_json, call)


@papers.command("cards")
def cards(
    record: RecordArgument, trip: TripArgument, out: OutOption, call: CallOption = "",
    by: ByOption = None, language: LanguageOption = "en", numerals: NumeralsOption = None,
    at: AtOption = None, as_json: JsonFlag = False,
) -> None:  # fmt: skip
    """Cards with codes and photo places, ten a sheet."""
    _write(record, "cards", trip, out, by, language, numerals, at, as_json, call)


@papers.command("receipt")
def receipt(
    record: RecordArgument,
    trip: TripArgument,
    out: OutOption,
    event: Annotated[
        str, typer.Option("--event", help="Event_id of the answer; the last, if not said.")
    ] = "",
    by: ByOption = None,
    language: LanguageOption = "en",
    numerals: NumeralsOption = None,
    at: AtOption = None,
    as_json: JsonFlag = False,
) -> None:
    """The receipt of a handover, with its proof as a code."""
    from muster.reporting.papers.receipt import receipt as made

    def make(given: Given) -> Paper:
        return made(given, trip, event)

    _write(record, "receipt", trip, out, by, language, numerals, at, as_json, make=make)


@papers.command("chain")
def chain(
    record: RecordArgument, person: PersonArgument, out: OutOption, by: ByOption = None,
    language: LanguageOption = "en", numerals: NumeralsOption = None, at: AtOption = None,
    as_json: JsonFlag = False,
) -> None:  # fmt: skip
    """Where a person was, under whom and on whose word, with proofs."""
    _write(record, "chain", person, out, by, language, numerals, at, as_json)


@papers.command("arrivals")
def arrivals(
    record: RecordArgument, site: SiteArgument, out: OutOption, by: ByOption = None,
    language: LanguageOption = "en", numerals: NumeralsOption = None, at: AtOption = None,
    as_json: JsonFlag = False,
) -> None:  # fmt: skip
    """Who is expected at a site, by trip."""
    _write(record, "arrivals", site, out, by, language, numerals, at, as_json)


@papers.command("advice")
def advice(
    record: RecordArgument, person: PersonArgument, out: OutOption, call: CallOption = "",
    by: ByOption = None, language: LanguageOption = "en", numerals: NumeralsOption = None,
    at: AtOption = None, as_json: JsonFlag = False,
) -> None:  # fmt: skip
    """What a person is told of their transfer, in their language if the roster says which."""
    _write(record, "advice", person, out, by, language, numerals, at, as_json, call)


@papers.command("advices")
def advices(
    record: RecordArgument, trip: TripArgument, out: OutOption, call: CallOption = "",
    by: ByOption = None, language: LanguageOption = "en", numerals: NumeralsOption = None,
    at: AtOption = None, as_json: JsonFlag = False,
) -> None:  # fmt: skip
    """The same for everybody on a trip's list, each on a page of their own."""
    _write(record, "advices", trip, out, by, language, numerals, at, as_json, call)


@papers.command("bureau")
def bureau(
    record: RecordArgument,
    duty: DutyArgument,
    out: OutOption,
    by: ReaderOption,
    may_harm: Annotated[
        bool, typer.Option("--may-harm", help="To the tracing agency alone (R21).")
    ] = False,
    language: LanguageOption = "en",
    numerals: NumeralsOption = None,
    at: AtOption = None,
    as_json: JsonFlag = False,
) -> None:
    """The messages of a duty; it stays open until `muster duty done` or `duty message`."""
    from muster.reporting.papers.bureau import bureau as made

    def make(given: Given) -> Paper:
        return made(given, duty, may_harm=may_harm)

    _write(record, "bureau", duty, out, by, language, numerals, at, as_json, make=make)


@papers.command("situation")
def situation(
    record: RecordArgument, out: OutOption, language: LanguageOption = "en",
    numerals: NumeralsOption = None, at: AtOption = None, as_json: JsonFlag = False,
) -> None:  # fmt: skip
    """The situation and the 24 hours before: balance, movements, what is open and owed."""
    _write(record, "situation", "", out, None, language, numerals, at, as_json)


@papers.command("after-action")
def after_action(
    record: RecordArgument, out: OutOption, language: LanguageOption = "en",
    numerals: NumeralsOption = None, at: AtOption = None, as_json: JsonFlag = False,
) -> None:  # fmt: skip
    """What the record says of a whole operation."""
    _write(record, "after-action", "", out, None, language, numerals, at, as_json)


def _write(
    folder: Path, kind: str, subject: str, out: Path, by: str | None, language: str,
    numerals: str | None, at: str | None, as_json: bool, call: str = "",
    make: Callable[[Given], Paper] | None = None,
) -> None:  # fmt: skip
    """Make a paper and write it, whole or not at all."""
    from muster.reporting.papers import KINDS, as_pdf

    choices, when = _choices(language, numerals), given_moment("--at", at)
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out}: there is a file of that name; give a folder")
    with given_record(folder) as record, WorkShown("reading the record"):
        given = _given(record, folder, when, by, choices, call)
        paper = KINDS[kind].make(given, subject) if make is None else make(given)
        raw = as_pdf(paper)
    file = out / f"{_file_name(paper.name)}-{language}.pdf"
    beside = file.with_name(f"{file.name}.new")
    try:
        out.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as stream:
            stream.write(raw)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(file)
    except OSError as error:
        raise OutputError(
            f"{out}: cannot be written to ({error.strerror}); give another folder"
        ) from None
    if as_json:
        write_json({"file": file, "bytes": len(raw), "paper": kind, "language": language})
    else:
        stdout().print(Text(f"Written: {file}"))


def _given(
    record: Record, folder: Path, when: str | None, by: str | None, choices: Choices, call: str
) -> Given:
    from muster.operations.desk import Desk
    from muster.operations.facts import facts_of, people_of
    from muster.operations.opening import facts_in
    from muster.operations.settings import Settings
    from muster.record.events import moment
    from muster.reporting.papers import Given, Reader, without_names

    scenario = _scenario(folder / "scenario")
    known = {} if scenario is None else dict(facts_of(people_of(scenario)))
    known.update(facts_in(record))
    desk = Desk(record.recorder, known, Settings(call=call))
    reader = without_names()
    if by is not None:  # whoever has the record's keys may read it, as `muster record read` has it
        reader = Reader(by, lambda person: True, lambda person: True)
    return Given(record, desk, scenario, when or moment(now()), reader, choices)


def _scenario(folder: Path) -> Scenario | None:
    """The scenario beside a record, for names of sites; None where there is none."""
    from muster.cli.given import given_scenario

    return given_scenario(folder) if folder.is_dir() else None


def _choices(language: str, numerals: str | None) -> Choices:
    from muster.locale.choices import NUMERALS, Choices, offered

    codes = [code for code, _ in offered()]
    if language not in codes:
        raise MusterError(f"--language: found {language!r}; expected one of {', '.join(codes)}")
    if numerals is not None and numerals not in NUMERALS:
        known = ", ".join(NUMERALS)
        raise MusterError(f"--numerals: found {numerals!r}; expected one of {known}")
    return Choices(language, numerals or ("latn" if language == "en" else "arab"))


def _file_name(name: str) -> str:
    """A name that every file system takes: letters, digits, dots and lines of it only."""
    return "".join(each if each.isalnum() or each in "-_." else "_" for each in name)[:120]
