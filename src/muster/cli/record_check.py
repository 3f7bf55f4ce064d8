"""`muster record verify|export|prove|cosign`: showing that a record is what it was."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from rich.text import Text

from muster.cli.console import NEGATIVE, OK, JsonFlag, stdout, write_json
from muster.cli.record_given import RecordArgument, given_record
from muster.cli.work_shown import WorkShown
from muster.errors import MusterError, OutputError


def verify(
    record: RecordArgument,
    signatures: Annotated[
        bool, typer.Option("--signatures/--no-signatures", help="Also check every signature.")
    ] = True,
    log_key: Annotated[
        str | None,
        typer.Option("--log-key", help="The log's public key in hex, if you do not have its keys."),
    ] = None,
    processes: Annotated[
        int | None, typer.Option("--processes", min=1, help="As many as cores, if not said.")
    ] = None,
    as_json: JsonFlag = False,
) -> int:
    """Derive the whole record again from its events, and name the first thing that is wrong."""
    from muster.record.folder import place_of
    from muster.record.verify import verify as verified

    place = place_of(record)
    if log_key is None:
        with given_record(record) as opened:
            public = opened.log.key.public_key()
    else:
        public = _given_key(log_key)
    with WorkShown("verifying") as shown:
        verdict = verified(
            place,
            public,
            signatures=signatures,
            processes=processes or os.cpu_count() or 1,
            progress=lambda done, events: shown.bar("events", done, events),
        )
    fault = verdict.fault
    if as_json:
        write_json(
            {
                "verified": fault is None,
                "events": verdict.events,
                "devices": verdict.devices,
                "checkpoints": verdict.checkpoints,
                "root": verdict.root.hex(),
                "signatures": verdict.with_signatures,
                "fault": fault,
            }
        )
    elif fault is None:
        checked = "each signature checked" if signatures else "signatures not checked"
        stdout().print(
            Text(
                f"Verified: {verdict.events:,} events of {verdict.devices:,} devices, {checked}; "
                f"{verdict.checkpoints:,} checkpoints; root {verdict.root.hex()}"
            )
        )
    else:
        stdout().print(Text(f"Not verified. The first thing wrong: {fault.text}"))
    return OK if fault is None else NEGATIVE


def export(
    record: RecordArgument,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder for the files.")],
    events: Annotated[
        bool, typer.Option("--events", help="Also the events' bodies, person_ids and all.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Write the log as C2SP tiles with its checkpoint and keys, for other people's tools."""
    from muster.record.exporting import export_log

    _check_folder(out)
    with given_record(record) as opened:
        try:
            size = export_log(opened, out, with_events=events)
        except OSError as error:
            raise _unwritable(out, error) from None
    if as_json:
        write_json({"out": out, "events": size})
    else:
        stdout().print(Text(f"Written: {out}, a log of {size:,} events; see its README.txt"))


def prove(
    record: RecordArgument,
    event: Annotated[str, typer.Argument(metavar="EVENT", help="The event_id.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the event and its proof.")],
    as_json: JsonFlag = False,
) -> None:
    """Take out an event with the proof that it is in the log, as text and as a QR code."""
    from muster.record.exporting import export_proof
    from muster.record.proving import prove as proven

    _check_folder(out)
    with given_record(record) as opened:
        found = proven(opened.log, event)
        try:
            export_proof(opened, found, out)
        except OSError as error:
            raise _unwritable(out, error) from None
    if as_json:
        write_json({"out": out, "seq": found.entry.seq, "size": found.proof.checkpoint.size})
    else:
        stdout().print(
            Text(
                f"Written: {out}, event {found.entry.seq:,} of {found.proof.checkpoint.size:,} "
                "with its proof; README.txt says how to check it without Muster"
            )
        )


def cosign(
    record: RecordArgument,
    witness: Annotated[str, typer.Option("--witness", help="Its verifier key: NAME+ID+BASE64.")],
    line: Annotated[Path, typer.Option("--line", help="File with its line for the checkpoint.")],
    as_json: JsonFlag = False,
) -> None:
    """Keep a witness's signature of the last checkpoint; proofs carry it from then on."""
    from muster.record.proving import add_cosignature

    try:
        text = line.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise MusterError(f"{line}: cannot be read; expected the witness's line") from None
    with given_record(record) as opened:
        size = add_cosignature(opened.log, witness, text)
    if as_json:
        write_json({"size": size})
    else:
        stdout().print(Text(f"The checkpoint of {size:,} events is cosigned"))


def _given_key(text: str) -> Ed25519PublicKey:
    from muster.record.keyring import read_public_key

    raw = read_public_key(text.strip())
    if raw is None:
        raise MusterError("--log-key: found no key; expected 64 hex digits, as in log.pub")
    return Ed25519PublicKey.from_public_bytes(raw)


def _check_folder(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out}: there is a file of that name; give a folder")


def _unwritable(out: Path, error: OSError) -> OutputError:
    return OutputError(f"{out}: cannot be written to ({error.strerror}); give another folder")
