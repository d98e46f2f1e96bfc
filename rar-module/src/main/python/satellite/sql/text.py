"""Text, bytes, and what travels as text: UUIDs and JSON."""

import datetime
import enum
import json
import uuid
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from satellite.sql.base import SqlType, Unfit, is_null, plain

_AS_TEXT = (
    bool, int, float, np.floating, Decimal, datetime.date, datetime.time, datetime.timedelta, pd.Period, pd.Interval, bytes, uuid.UUID, enum.Enum,
)  # fmt: skip
"""What goes into text as the text that Python shows for it."""
_STR = pd.StringDtype(na_value=np.nan)
_CANONICAL = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"


class Text(SqlType):
    """``varchar`` and everything like it."""

    name = "varchar"
    arrow = pa.string()
    takes_any = True

    def convert(self, value: Any, lenient: bool) -> str:
        if isinstance(value, str):
            text = str.__str__(value)
        elif isinstance(value, _AS_TEXT):
            text = _text_of(value)
        else:
            raise Unfit("it is no text; write column.map(str), or json.dumps for dicts and lists")
        return _without_surrogates(text)

    def cast(self, values: pa.Array, lenient: bool) -> pa.Array | None:
        type = values.type
        if type == self.arrow:
            return values
        if pa.types.is_boolean(type):
            return pc.if_else(values, "True", "False")
        like_text = pa.types.is_large_string(type) or pa.types.is_string_view(type) or pa.types.is_integer(type)
        return values.cast(self.arrow) if like_text else None

    def to_pandas(self, values: pa.Array, nullable: bool) -> Any:
        return _STR.__from_arrow__(values)

    def to_sql_server(self, values: pa.Array, nullable: bool) -> np.ndarray:
        return values.to_numpy(zero_copy_only=False)


class Uuid(Text):
    """``uuid``: UUIDs, and text that is one; always written in the one usual form."""

    name = "uuid"
    takes_any = False

    def convert(self, value: Any, lenient: bool) -> str:
        try:
            if isinstance(value, (uuid.UUID, str)):
                return str(value if isinstance(value, uuid.UUID) else uuid.UUID(value.strip()))
        except ValueError:
            raise Unfit("the text is no UUID of 32 hexadecimal digits") from None
        raise Unfit("it is no UUID; write uuid.UUID(bytes=value) for 16 bytes")

    def cast(self, values: pa.Array, lenient: bool) -> pa.Array | None:
        usual = values.type == self.arrow and pc.all(pc.match_substring_regex(values, _CANONICAL)).as_py()
        return values if usual else None


class Json(Text):
    """``json``: text that is JSON, or dicts, lists, numbers and truth values, which are written as JSON."""

    name = "json"
    takes_any = False

    def convert(self, value: Any, lenient: bool) -> str:
        if isinstance(value, str):
            try:
                json.loads(value, parse_constant=_no_constant, parse_float=str, parse_int=str)
            except (ValueError, RecursionError):
                raise Unfit("the text is no JSON; write json.dumps(value) for a string of JSON") from None
            return _without_surrogates(str.__str__(value))
        if isinstance(value, (dict, list, tuple, np.ndarray, bool, int, float, np.floating)):
            try:
                return _without_surrogates(json.dumps(_jsonable(value), allow_nan=False, ensure_ascii=False))
            except (ValueError, TypeError, RecursionError) as error:
                raise Unfit(f"JSON cannot hold it: {error}") from None
        raise Unfit("it is neither the text of JSON nor a dict, a list, a number or a truth value")

    def cast(self, values: pa.Array, lenient: bool) -> pa.Array | None:
        return None


class Binary(SqlType):
    """``varbinary``."""

    name = "varbinary"
    arrow = pa.binary()
    takes_any = True

    def convert(self, value: Any, lenient: bool) -> bytes:
        if isinstance(value, (bytes, bytearray, memoryview)):
            return bytes(value)
        hint = {str: "encode it, column.str.encode()", uuid.UUID: "value.bytes"}.get(type(value))
        hint = "value.getvalue()" if hasattr(value, "getvalue") else hint
        raise Unfit("only bytes go into bytes" + (f"; write {hint}" if hint else ""))

    def cast(self, values: pa.Array, lenient: bool) -> pa.Array | None:
        type = values.type
        like = pa.types.is_large_binary(type) or pa.types.is_binary_view(type) or pa.types.is_fixed_size_binary(type)
        return values.cast(self.arrow) if like else values if type == self.arrow else None

    def to_pandas(self, values: pa.Array, nullable: bool) -> np.ndarray:
        return values.to_numpy(zero_copy_only=False)


def _text_of(value: Any) -> str:
    try:
        return str(value)
    except ValueError:  # Python refuses to write very large numbers
        return str(Decimal(value))


def _without_surrogates(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Unfit("it has half of a surrogate pair, which is no character; write value.encode('utf-8', 'replace').decode()") from None
    return text


def _jsonable(value: Any) -> Any:
    """The same with what numpy and pandas put into it: arrays, scalars and their NULL."""
    if isinstance(value, dict):
        names = [json.dumps(key) if not isinstance(key, str) else key for key in value]
        if len(set(names)) < len(names):
            raise ValueError("two of its keys are one name in JSON")
        return {key: _jsonable(element) for key, element in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_jsonable(element) for element in value]
    if is_null(value):
        return None
    value = plain(value)
    return float(str(value)) if isinstance(value, np.floating) else value


def _no_constant(name: str) -> None:
    raise ValueError(name)
