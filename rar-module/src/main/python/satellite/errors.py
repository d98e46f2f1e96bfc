"""Errors of a session, as the server names them."""

import traceback

from pandas.errors import ChainedAssignmentError

SCRIPT_FILE = "<script>"
_LONGEST_TEXT = 64 * 1024
_CHAINED = (
    'ChainedAssignmentError: a chained assignment, such as InputDataSet["x"].fillna(0, inplace=True), changes nothing since pandas 3;'
    ' write InputDataSet["x"] = InputDataSet["x"].fillna(0)'
)


class SessionError(Exception):
    """A session cannot go on. ``kind`` selects the server's error code; ``trace`` has frames of the script only."""

    def __init__(self, kind: str, message: str, trace: str = "", subject: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.message = _cut(message)
        self.trace = _cut(trace)
        self.subject = subject


def script_error(error: BaseException) -> SessionError:
    """What user code raised, with the frames of the script only."""
    summary = traceback.TracebackException.from_exception(error)
    _keep_script_frames(summary)
    text = "".join(summary.format())
    described = "".join(traceback.format_exception_only(error)).strip().splitlines()[-1]
    if isinstance(error, ChainedAssignmentError):
        described = _CHAINED
    if isinstance(error, ModuleNotFoundError) and error.name:
        return SessionError("package", described, text, subject=error.name.partition(".")[0])
    return SessionError("script", described, text)


def syntax_error(error: SyntaxError) -> SessionError:
    """A script that does not compile."""
    text = "".join(traceback.format_exception_only(error))
    where = f"line {error.lineno}: " if error.lineno else ""
    return SessionError("syntax", where + str(error.msg), text)


def _keep_script_frames(summary: traceback.TracebackException) -> None:
    seen: set[int] = set()
    open_summaries: list[traceback.TracebackException | None] = [summary]
    while open_summaries:
        current = open_summaries.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        current.stack = traceback.StackSummary.from_list([f for f in current.stack if f.filename == SCRIPT_FILE])
        open_summaries += [current.__cause__, current.__context__, *(current.exceptions or [])]


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + f" ... ({len(text)} characters)"
