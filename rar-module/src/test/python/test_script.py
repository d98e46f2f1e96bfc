"""Compiling and running one script."""

import pyarrow as pa
import pytest

from satellite.errors import SessionError
from satellite.script import Script


def script(source: str, **parameters: object) -> Script:
    return Script(source, "InputDataSet", "OutputDataSet", "PANDAS", parameters)


def run(source: str) -> pa.Table:
    return script(source).run(pa.table({"v": [1, 2]}))


def test_input_parameters_pandas_and_numpy_are_there() -> None:
    output = script("OutputDataSet = pandas.DataFrame({'t': numpy.array(InputDataSet.v) * factor})", factor=3).run(pa.table({"v": [1, 2]}))
    assert output.column("t").to_pylist() == [3, 6]


def test_globals_stay_and_the_output_is_reset() -> None:
    running = script("n = globals().get('n', 0) + 1\nif n == 1: OutputDataSet = InputDataSet")
    assert running.run(pa.table({"v": [1]})).num_columns == 1
    assert running.run(pa.table({"v": [1]})).num_columns == 0
    assert running.run(pa.table({"v": [1]})).num_columns == 0


def test_a_traceback_has_the_frames_of_the_script_only() -> None:
    with pytest.raises(SessionError) as failed:
        run("def look(frame):\n    return frame['missing']\nlook(InputDataSet)\n")
    assert failed.value.kind == "script"
    assert failed.value.message == "KeyError: 'missing'"
    assert failed.value.trace.count('File "') == 2
    assert "return frame['missing']" in failed.value.trace


def test_a_chained_error_shows_both_causes_in_the_script() -> None:
    with pytest.raises(SessionError) as failed:
        run("try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise ValueError('outer') from error\n")
    assert "ZeroDivisionError: division by zero" in failed.value.trace
    assert failed.value.message == "ValueError: outer"


def test_a_huge_error_text_is_cut() -> None:
    with pytest.raises(SessionError) as failed:
        run("raise ValueError('x' * 10_000_000)")
    assert len(failed.value.message) < 70_000


@pytest.mark.parametrize("source", ["x = = 1", "def f(:", "a\0b", "\tif x:\n  y"])
def test_what_does_not_compile_is_a_syntax_error(source: str) -> None:
    with pytest.raises(SessionError) as failed:
        script(source)
    assert failed.value.kind == "syntax"


def test_a_missing_package_is_named_by_its_top_level() -> None:
    with pytest.raises(SessionError) as failed:
        run("import nothing.of.that.kind")
    assert (failed.value.kind, failed.value.subject) == ("package", "nothing")


def test_classes_of_the_script_can_be_pickled() -> None:
    source = "import pickle\nclass Model:\n    n = 5\nback = pickle.loads(pickle.dumps(Model()))\nOutputDataSet = pandas.DataFrame({'n': [back.n]})"
    assert run(source).column("n").to_pylist() == [5]


def stream(source: str, batches: int = 3) -> list[dict]:
    rows = (pa.RecordBatch.from_pydict({"v": [i]}) for i in range(batches))
    running = Script(source, "InputDataSet", "OutputDataSet", "BATCHES", {})
    return [table.to_pydict() for table in running.stream(rows)]


def test_a_script_pulls_batches_and_yields_any_number_of_rows() -> None:
    source = """
def scored():
    for batch in InputDataSet:
        frame = batch.to_pandas()
        yield frame
        if frame.v[0] == 1:
            yield pandas.DataFrame({"v": [7, 8]})
OutputDataSet = scored()
"""
    assert stream(source) == [{"v": [0]}, {"v": [1]}, {"v": [7, 8]}, {"v": [2]}]


def test_a_script_on_batches_may_return_rows_at_once_or_none() -> None:
    assert stream("import pyarrow\nOutputDataSet = pyarrow.Table.from_batches(InputDataSet)") == [{"v": [0, 1, 2]}]
    assert stream("pass") == []


def test_errors_among_batches_are_those_of_the_script() -> None:
    with pytest.raises(SessionError, match="ZeroDivisionError") as failed:
        stream("OutputDataSet = (1 / 0 for batch in InputDataSet)")
    assert failed.value.trace.count('File "<script>"') == 1
    for source in ("OutputDataSet = [None]", "OutputDataSet = 7", "OutputDataSet = ['x']"):
        with pytest.raises(SessionError) as failed:
            stream(source)
        assert failed.value.kind == "not_tabular"
