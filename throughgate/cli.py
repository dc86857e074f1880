"""The `throughgate` command: what there is to ask for, and how a fault is said.

Exit codes: 0 done, also where `signals` cannot read or write the notes, which it says on standard error; 1 rows were
refused, or so many that nothing was published; 2 the input or the question cannot be used, and the message says what
would mend it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Annotated

import typer

try:
    from throughgate.thresholds import ThresholdError
except ValueError as fault:  # The settings are read as they are imported, before there is a command to say so.
    sys.stderr.write(f"throughgate: {fault}\n")
    sys.exit(2)

from throughgate import PROJECT, notes, results
from throughgate.access import RoleError, current_role
from throughgate.commands import asking, changing, designing, fairness, loading, matching, packing, subgrouping
from throughgate.commands.options import DEFAULT_DATA, DataDir
from throughgate.comparison import MatchError
from throughgate.gate import QuestionError, RefusedError
from throughgate.methods.design.targets import DesignError
from throughgate.methods.disclosure import SuppressionError
from throughgate.ogrs_csv import OgrsFileError
from throughgate.pack import PackError
from throughgate.quarters import QuarterError
from throughgate.store.load import LoadError
from throughgate.store.packs import PacksFileError
from throughgate.store.reader import QueryError
from throughgate.store.releases import ReleasesFileError
from throughgate.terms import TermsError

USABLE_ERRORS = (
    LoadError, QueryError, TermsError, OgrsFileError, results.AsAtError, DesignError, notes.NoteError, notes.NotesFileError, MatchError,
    RoleError, QuestionError, RefusedError, ReleasesFileError, SuppressionError, ThresholdError,
    QuarterError, PackError, PacksFileError,
)  # fmt: skip

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Commission and evaluate payment-by-results rehabilitation contracts.",
)

for command in (
    loading.demo, loading.load, loading.check, asking.ogrs, asking.rates, asking.project, changing.changes, designing.design, matching.match, loading.snapshots,
    fairness.signals, subgrouping.subgroups, subgrouping.released, packing.pack, packing.packs, packing.sign_off,
):  # fmt: skip
    app.command()(command)
app.command("notes")(fairness.list_notes)
app.add_typer(fairness.note, name="note")


@app.command()
def serve(
    data: DataDir = DEFAULT_DATA,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8501,
) -> None:
    """Open the dashboard on this machine; everybody who looks at it does so in the role of THROUGHGATE_ROLE."""
    current_role()  # A role that cannot be used is said here, and not on every page.
    command = [sys.executable, "-m", "streamlit", "run", str(PROJECT / "app.py"), "--server.port", str(port)]
    raise typer.Exit(
        subprocess.run(command, cwd=PROJECT, env=os.environ | {"THROUGHGATE_DATA": str(data.resolve())}).returncode
    )


def main() -> None:
    """Run the command; what cannot be used is said in one line, never in a traceback."""
    try:
        app()
    except USABLE_ERRORS as fault:
        typer.echo(f"throughgate: {fault}", err=True)
        sys.exit(2)
    except OSError as fault:
        typer.echo(f"throughgate: {fault.filename or 'input or output'}: {fault.strerror or fault}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
