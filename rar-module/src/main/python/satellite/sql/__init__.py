"""The SQL types, one class each, as a satellite knows them: names, Arrow types, and the rules of both directions.

The rules are in docs/reference/types.md. The server's half of each type is in Java.
"""

import functools

import pyarrow as pa

from satellite.sql.arrays import Array
from satellite.sql.base import SqlType, Unfit
from satellite.sql.foreign import Foreign
from satellite.sql.numbers import Boolean, DecimalType, Double, NumericType, Real, Whole
from satellite.sql.text import Binary, Json, Text, Uuid
from satellite.sql.times import Date, Interval, Time, Timestamp, TimestampTz

__all__ = ["MARKED", "PLAIN", "SqlType", "Unfit", "marked", "of_arrow", "of_field"]

PLAIN: dict[pa.DataType, SqlType] = {
    type.arrow: type
    for type in (
        Boolean(), Whole("tinyint", pa.int8()), Whole("smallint", pa.int16()), Whole("integer", pa.int32()), Whole("bigint", pa.int64()),
        Real(), Double(), Text(), Binary(), Date(), Time(), Timestamp(), TimestampTz(), Interval(),
    )
}  # fmt: skip
"""Types that their Arrow type tells; decimals and arrays besides."""
MARKED: dict[bytes, SqlType] = {type.name.encode(): type for type in (NumericType(), Uuid(), Json())}
"""Types that travel as text; the field's metadata tells which one it is."""
_UNSIGNED = {type: Whole(str(type), type) for type in (pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64())}


def of_field(field: pa.Field) -> SqlType:
    """The type of a column or parameter, whether SQL has it or not."""
    mark = field.metadata.get(b"sql") if field.metadata else None
    if mark in MARKED and field.type == pa.string():
        return MARKED[mark]
    if pa.types.is_list(field.type):
        element = of_field(field.type.value_field)
        return Foreign(field.type) if isinstance(element, (Array, Foreign)) else Array(element)
    return of_arrow(field.type)


@functools.lru_cache(maxsize=256)
def of_arrow(type: pa.DataType) -> SqlType:
    """The type that an Arrow type tells; one that is none of SQL's where it tells none."""
    if type in PLAIN:
        return PLAIN[type]
    if pa.types.is_decimal128(type) and 0 <= type.scale <= type.precision:
        return DecimalType(type.precision, type.scale)
    return _UNSIGNED.get(type) or Foreign(type)


def marked(name: str, type: SqlType, nullable: bool = True) -> pa.Field:
    """A field of a type, with the mark that it needs."""
    if isinstance(type, Array):
        return pa.field(name, pa.list_(marked("item", type.element)), nullable)
    mark = {b"sql": type.name.encode()} if type.name.encode() in MARKED else None
    return pa.field(name, type.arrow, nullable, mark)
