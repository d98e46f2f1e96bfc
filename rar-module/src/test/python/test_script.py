"""Compiling and running one script."""

import pandas
import pyarrow as pa
import pytest

from satellite import tables
from satellite.errors import SessionError
from satellite.script import Script


def script(source: str, **parameters: object) -> Script:
    return Script(source, "InputDataSet", "OutputDataSet", "PANDAS", parameters)


def rows(output: tables.Output) -> pa.Table:
    return output.bind(output.inferred_schema())


def run(source: str) -> pa.Table:
    return rows(script(source).run(pa.table({"v": [1, 2]})))


def test_input_parameters_pandas_and_numpy_are_there() -> None:
    running = script("OutputDataSet = pandas.DataFrame({'t': numpy.array(InputDataSet.v) * factor})", factor=3)
    output = rows(running.run(pa.table({"v": [1, 2]})))
    assert output.column("t").to_pylist() == [3, 6]


def test_globals_stay_and_the_output_is_reset() -> None:
    running = script("n = globals().get('n', 0) + 1\nif n == 1: OutputDataSet = InputDataSet")
    assert running.run(pa.table({"v": [1]})).has_columns and running.assigned
    assert not running.run(pa.table({"v": [1]})).has_columns and not running.assigned
    assert not running.run(pa.table({"v": [1]})).has_columns


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
    given = (pa.RecordBatch.from_pydict({"v": [i]}) for i in range(batches))
    running = Script(source, "InputDataSet", "OutputDataSet", "BATCHES", {})
    return [rows(output).to_pydict() for output in running.stream(given, tables.Inputs(pa.schema([("v", pa.int64())]), "BATCHES"))]


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


@pytest.mark.parametrize(
    "source",
    [
        "    OutputDataSet = pandas.DataFrame({'n': [1]})",
        "\n\n    n = 1\n    OutputDataSet = pandas.DataFrame({'n': [n]})\n  ",
        "\tif True:\n\t\tn = 1\n\tOutputDataSet = pandas.DataFrame({'n': [n]})\n",
        "\ufeffOutputDataSet = pandas.DataFrame({'n': [1]})",
        "\ufeff    OutputDataSet = pandas.DataFrame({'n': [1]})",
        "n = 1\r\nif n:\r\n    OutputDataSet = pandas.DataFrame({'n': [n]})\r\n",
        "    n = 1\r\n    OutputDataSet = pandas.DataFrame({'n': [n]})\r\n",
        "# a comment\n    n = 1\n# another\n    OutputDataSet = pandas.DataFrame({'n': [n]})",
    ],
)
def test_scripts_as_people_paste_them(source: str) -> None:
    assert run(source).to_pydict() == {"n": [1]}


def test_text_within_an_indented_script_stays_as_it_is_and_so_do_the_numbers_of_lines() -> None:
    source = "    text = '''a\n    b'''\n    OutputDataSet = pandas.DataFrame({'t': [text]})\n    1 / 0"
    with pytest.raises(SessionError) as failed:
        run(source)
    assert "line 4" in failed.value.trace
    assert run(source.removesuffix("\n    1 / 0")).to_pydict() == {"t": ["a\n    b"]}


@pytest.mark.parametrize("source", ["    x = 1\ny = 2", "  x = 1\n    y = 2", "x = 1\n  y = 2"])
def test_indentation_that_is_not_uniform_is_a_syntax_error(source: str) -> None:
    with pytest.raises(SessionError) as failed:
        script(source)
    assert failed.value.kind == "syntax"


def test_chained_assignment_is_an_error_to_scripts_from_sql_server() -> None:
    source = "import warnings; warnings.simplefilter('ignore')\nInputDataSet['v'].fillna(0, inplace=True)\nOutputDataSet = InputDataSet"
    running = Script(source, "InputDataSet", "OutputDataSet", "SQL_SERVER", {})
    with pytest.raises(SessionError, match="chained assignment") as failed:
        running.run(pa.table({"v": [5.0, None]}))
    assert "line 2" in failed.value.trace and 'InputDataSet["x"] = ' in failed.value.message
    with pytest.warns(pandas.errors.ChainedAssignmentError):
        script(source.partition("\n")[2]).run(pa.table({"v": [5.0, None]}))
    changed = Script(
        "InputDataSet.loc[InputDataSet['v'] < 0, 'v'] = 0\nOutputDataSet = InputDataSet", "InputDataSet", "OutputDataSet", "SQL_SERVER", {}
    )
    assert rows(changed.run(pa.table({"v": [5.0, -1.0]}))).to_pydict() == {"v": [5.0, 0.0]}
