"""`muster record`: the custody record, its commands in the order in which one needs them."""

from __future__ import annotations

import typer

from muster.cli import custody, record_check, record_personal, record_write

record = typer.Typer(
    name="record",
    help="Keep a custody record that nobody can change unseen, and ask it who is where.",
    no_args_is_help=True,
)

record.command("init")(record_write.init)
record.command("append")(record_write.append)
record.command("import")(record_write.import_)
record.command("balance")(custody.balance)
record.command("where")(custody.where)
record.command("history")(custody.history)
record.command("discrepancies")(custody.discrepancies)
record.command("claims")(custody.claims)
record.command("verify")(record_check.verify)
record.command("export")(record_check.export)
record.command("prove")(record_check.prove)
record.command("cosign")(record_check.cosign)
record.command("read")(record_personal.read)
record.command("find")(record_personal.find)
record.command("erase")(record_personal.erase)
