"""Every type that pyarrow has, into a script and out of it: as it is, with equal values, or refused by name."""

import decimal
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from satellite import tables
from satellite.errors import SessionError

D = decimal.Decimal
VALUES: dict[pa.DataType, list] = {
    pa.null(): [None, None],
    pa.bool_(): [True, None],
    pa.int8(): [-128, None],
    pa.int16(): [1, None],
    pa.int32(): [1, None],
    pa.int64(): [2**53 + 1, None],
    pa.uint8(): [255, None],
    pa.uint16(): [65535, None],
    pa.uint32(): [2**32 - 1, None],
    pa.uint64(): [2**64 - 1, None],
    pa.float16(): [0.5, None],
    pa.float32(): [0.5, None],
    pa.float64(): [0.1, None],
    pa.string(): ["é", None],
    pa.large_string(): ["é", None],
    pa.string_view(): ["a text of more than twelve bytes", None],
    pa.binary(): [b"x", None],
    pa.large_binary(): [b"x", None],
    pa.binary_view(): [b"x" * 20, None],
    pa.binary(4): [b"1234", None],
    pa.date32(): [pd.Timestamp("2024-02-29").date(), None],
    pa.date64(): [pd.Timestamp("2024-02-29").date(), None],
    pa.time32("s"): [pd.Timestamp("2024-01-01 12:00:01").time(), None],
    pa.time32("ms"): [pd.Timestamp("2024-01-01 12:00:01").time(), None],
    pa.time64("us"): [pd.Timestamp("2024-01-01 12:00:01").time(), None],
    pa.time64("ns"): [pd.Timestamp("2024-01-01 12:00:01").time(), None],
    **{pa.timestamp(unit): [pd.Timestamp("2024-01-01 12:00:01"), None] for unit in ("s", "ms", "us", "ns")},
    **{pa.timestamp(unit, "America/New_York"): [pd.Timestamp("2024-07-01 12:00", tz="America/New_York"), None] for unit in ("s", "ms", "us", "ns")},
    **{pa.duration(unit): [pd.Timedelta("1h"), None] for unit in ("s", "ms", "us", "ns")},
    pa.month_day_nano_interval(): [pa.MonthDayNano([1, 2, 3000]), None],
    pa.decimal32(5, 2): [D("1.50"), None],
    pa.decimal64(15, 2): [D("1.50"), None],
    pa.decimal128(38, 2): [D("1.50"), None],
    pa.decimal128(5, -2): [D("1E+2"), None],
    pa.decimal256(76, 2): [D("9" * 74 + ".50"), None],
    pa.list_(pa.int32()): [[1, None], None],
    pa.large_list(pa.int32()): [[1, None], None],
    pa.list_view(pa.int32()): [[1, None], None],
    pa.large_list_view(pa.int32()): [[1, None], None],
    pa.list_(pa.int32(), 2): [[1, None], None],
    pa.list_(pa.list_(pa.int32())): [[[1], None], None],
    pa.list_(pa.uint8()): [[255, None], None],
    pa.struct({"a": pa.int32(), "b": pa.string()}): [{"a": 1, "b": None}, None],
    pa.map_(pa.string(), pa.int32()): [[("k", 1)], None],
    pa.dictionary(pa.int8(), pa.string()): ["x", None],
    pa.run_end_encoded(pa.int32(), pa.int64()): [7, None],
    pa.dense_union([pa.field("a", pa.int32())]): [1, None],
    pa.sparse_union([pa.field("a", pa.int32())]): [1, None],
    pa.uuid(): [b"1234567890123456", None],
    pa.json_(): ['{"a": 1}', None],
    pa.bool8(): [True, None],
    pa.opaque(pa.binary(), "t", "v"): [b"x", None],
    pa.fixed_shape_tensor(pa.int32(), [2]): [[1, 2], None],
}
# Types that SQL has not, either.
NO_SQL = {"list<item: list<item: int32>>"}


def array(type: pa.DataType) -> pa.Array:
    values = VALUES[type]
    if isinstance(type, pa.BaseExtensionType):
        return pa.ExtensionArray.from_storage(
            type, pa.array([None if v is None else int(v) if type == pa.bool8() else v for v in values], type.storage_type)
        )
    if pa.types.is_union(type):
        children = [pa.array(values, pa.int32())]
        types = pa.array([0, 0], pa.int8())
        dense = type.mode == "dense"
        return pa.UnionArray.from_dense(types, pa.array([0, 1], pa.int32()), children) if dense else pa.UnionArray.from_sparse(types, children)
    if pa.types.is_run_end_encoded(type):
        return pa.RunEndEncodedArray.from_arrays(pa.array([1, 2], pa.int32()), pa.array(values))
    if pa.types.is_dictionary(type):
        return pa.array(values).dictionary_encode()
    if pa.types.is_decimal128(type) and type.scale < 0:
        return pa.array([D(100), None], pa.decimal128(5, 0)).cast(type)
    return pa.array(values, type)


def test_every_type_of_pyarrow_is_here() -> None:
    """``pyarrow.lib`` numbers its types; a new one needs a row above."""
    known = {name for name in dir(pa.lib) if name.startswith("Type_")} - {"Type_INTERVAL_MONTHS", "Type_INTERVAL_DAY_TIME", "Type__MAX_ID"}
    seen = {getattr(pa.lib, name) for name in known}
    covered = {type.id for type in VALUES}
    assert {name for name in known if getattr(pa.lib, name) in seen - covered} == set()


@pytest.mark.parametrize("nullable", [True, False])
@pytest.mark.parametrize("data_format", ["PANDAS", "PANDAS_ARROW", "SQL_SERVER", "ARROW"])
@pytest.mark.parametrize("type", VALUES, ids=str)
def test_a_type_comes_in(type: pa.DataType, data_format: str, nullable: bool) -> None:
    if isinstance(type, (pa.DictionaryType, pa.RunEndEncodedType, pa.UnionType, pa.BaseExtensionType)):
        pytest.skip("never reaches a satellite")
    column = array(type)
    if not nullable or data_format == "SQL_SERVER" and type in (pa.int64(), pa.uint64()):  # floats beside NULL there
        column = column.slice(0, 1)
    nullable |= pa.types.is_null(type)
    given = pa.Table.from_arrays([column], schema=pa.schema([pa.field("v", type, nullable)]))
    seen = tables.to_input(given, data_format)
    values = seen.column("v").to_pylist() if data_format == "ARROW" else [None if is_na(v) else v for v in seen["v"].tolist()]
    expected = given.column("v").to_pylist()
    if pa.types.is_interval(type) and data_format != "ARROW":
        assert values[0] == pd.DateOffset(months=1, days=2, microseconds=3, nanoseconds=0)
        return
    if type == pa.date32() and data_format == "SQL_SERVER":
        expected = [pd.Timestamp(expected[0]), *expected[1:]]
    assert plain(values) == plain(expected)


def is_na(value: Any) -> bool:
    return value is None or not isinstance(value, (list, dict, tuple)) and not hasattr(value, "__len__") and bool(pd.isna(value))


def plain(values: list) -> list:
    """Sets aside which of its classes pandas uses for a value."""
    return [None if is_na(v) else D(v) if isinstance(v, int) and not isinstance(v, bool) else D(str(v)) if isinstance(v, float) else
            list(v) if hasattr(v, "__len__") and not isinstance(v, (str, bytes, dict)) else v for v in values]  # fmt: skip


@pytest.mark.parametrize("type", VALUES, ids=str)
def test_a_type_goes_out_with_equal_values_or_is_refused(type: pa.DataType) -> None:
    column = array(type)
    output = tables.Output(pa.table({"v": column}))
    try:
        schema = output.inferred_schema()
    except SessionError as refused:
        assert (refused.kind, refused.subject) == ("value", "v")
        assert isinstance(type, (pa.UnionType, pa.BaseExtensionType)) or str(type) in NO_SQL or "list_view" in str(type) or "extension" in str(type)
        return
    back = output.bind(schema).column("v").to_pylist()
    expected = column.to_pylist()
    assert back[1] is None
    if pa.types.is_struct(type):
        assert back[0] == '{"a": 1, "b": null}'
    elif pa.types.is_map(type):
        assert back[0] == '[["k", 1]]'
    elif pa.types.is_duration(type):
        assert back[0] == pa.MonthDayNano([0, 0, 3_600_000_000_000])
    elif pa.types.is_decimal256(type):
        assert D(back[0]) == expected[0]
    elif isinstance(type, pa.UuidType):
        assert back[0] == str(expected[0])
    elif expected[0] is not None:
        assert back[0] == expected[0]


def test_metadata_does_not_leave_a_satellite() -> None:
    field = pa.field("v", pa.int64(), metadata={"PARQUET:field_id": "1"})
    nested = pa.field("l", pa.list_(pa.field("element", pa.int64(), metadata={"PARQUET:field_id": "2"})), metadata={"PARQUET:field_id": "3"})
    given = pa.Table.from_arrays([pa.array([1]), pa.array([[1]])], schema=pa.schema([field, nested], metadata={"pandas": "x"}))
    inferred = tables.Output(given).inferred_schema()
    declared = pa.schema([("v", pa.int64()), ("l", pa.list_(pa.int64()))])
    for schema in (inferred, declared):
        back = tables.Output(given).bind(schema)
        sent = tables.without_metadata(back.schema)
        assert sent.metadata is None and all(f.metadata is None for f in sent) and sent.field("l").type.value_field.metadata is None


def test_more_columns_than_the_exchange_takes_are_refused() -> None:
    wide = pd.DataFrame([range(20_001)])
    with pytest.raises(SessionError, match="20001 columns, and 20000 are the most"):
        tables.Output(wide).inferred_schema()
