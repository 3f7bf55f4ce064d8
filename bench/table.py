"""The tables of docs/benchmarks.md, from results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from bench.compared import Compared, compared
from bench.methods import LABELS, RULES, SOLVERS, Method
from bench.results import Result, last_of_each
from bench.summary import summary
from bench.watch import gap, seconds_to_gap

GAPS = (0.05, 0.02, 0.01, 0.0025)
NOTHING = "–"
Row = Sequence[str]


def render(results: Sequence[Result]) -> str:
    """Tables and their reading as Markdown."""
    cases = compared(results)
    if not cases:
        return "Nothing was measured yet: `make bench`."
    return "\n\n".join(
        (
            _measured(results),
            summary(cases),
            "### Muster: seconds to a proven gap",
            _table(
                (
                    *("instance", "people", "columns", "limit", "first plan"),
                    *(f"{100 * wanted:g} %" for wanted in GAPS),
                    *("gap at the end", "expected loss", "peak memory"),
                ),
                (_muster_row(case) for case in cases),
            ),
            "### Expected loss against Muster's",
            _table(("instance", *_labels((*SOLVERS, *RULES))), map(_loss_row, cases)),
            "### Seconds to 2 %: by the method's own bound / by the best known bound",
            _table(("instance", *_labels(Method)), map(_time_row, cases)),
            "### Gap by the method's own bound at the end, and peak memory",
            _table(
                ("instance", "limit", *_labels((Method.MUSTER, *SOLVERS))), map(_end_row, cases)
            ),
        )
    )


def _measured(results: Sequence[Result]) -> str:
    newest = last_of_each(list(results)).values()
    days = sorted({each.day for each in newest})
    machines = sorted({each.machine for each in newest})
    when = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    return f"Measured on {when}: {'; '.join(machines)}. One run each, one after the other."


def _labels(methods: Iterable[Method]) -> tuple[str, ...]:
    return tuple(LABELS[method] for method in methods)


def _table(head: Row, rows: Iterable[Row]) -> str:
    rule = ["---", *["--:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def _muster_row(case: Compared) -> Row:
    result = case.by.get(Method.MUSTER)
    if result is None:
        return (case.case, *[NOTHING] * 11)
    first = next((m.seconds for m in result.moments if m.incumbent is not None), None)
    return (
        case.case,
        _said(result.found.people, "{:,}"),
        _said(result.size.columns if result.size else None, "{:,}"),
        f"{result.run.limit_s:g} s",
        _seconds(first),
        *(_seconds(seconds_to_gap(result.moments, wanted)) for wanted in GAPS),
        _percent(_last_gap(result)),
        _loss(result),
        _mebibytes(result),
    )


def _loss(result: Result) -> str:
    if result.found.violations:
        return "breaks rules"
    return _said(result.found.expected_loss, "{:,.5g}")


def _loss_row(case: Compared) -> Row:
    return (case.case, *(_relative(case, method) for method in (*SOLVERS, *RULES)))


def _relative(case: Compared, method: Method) -> str:
    result = case.by.get(method)
    if result is None:
        return NOTHING
    if result.found.violations:
        return "breaks rules"
    if result.found.expected_loss is None:
        return result.found.outcome
    return _said(case.loss_against_muster(method), "{:+.1%}").replace("%", " %")


def _time_row(case: Compared) -> Row:
    return (case.case, *(_times(case, method) for method in Method))


def _times(case: Compared, method: Method) -> str:
    if method not in case.by:
        return NOTHING
    own = _seconds(case.seconds_to_own_gap(method))
    near = _seconds(case.seconds_to_near(method))
    if method in RULES:
        return near
    return own if method is Method.FREE else f"{own} / {near}"


def _end_row(case: Compared) -> Row:
    limits = [case.by[m].run.limit_s for m in (Method.MUSTER, Method.PLAIN) if m in case.by]
    said = " / ".join(f"{limit:g} s" for limit in dict.fromkeys(limits))
    return (case.case, said, *(_end(case, method) for method in (Method.MUSTER, *SOLVERS)))


def _end(case: Compared, method: Method) -> str:
    result = case.by.get(method)
    if result is None:
        return NOTHING
    return f"{_percent(_last_gap(result))}, {_mebibytes(result)}"


def _last_gap(result: Result) -> float | None:
    if not result.moments:
        return None
    return gap(result.moments[-1].incumbent, result.moments[-1].bound)


def _mebibytes(result: Result) -> str:
    return f"{result.peak_bytes / 2**20:,.0f} MiB"


def _percent(share: float | None) -> str:
    return NOTHING if share is None else f"{100 * share:.2f} %"


def _seconds(seconds: float | None) -> str:
    if seconds is None:
        return NOTHING
    return f"{seconds:.1f}" if seconds < 10 else f"{seconds:.0f}"


def _said(value: float | None, form: str) -> str:
    say: Callable[..., str] = form.format
    return NOTHING if value is None else say(value)
