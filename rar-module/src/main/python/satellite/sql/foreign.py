"""Types of Arrow that no SQL type is carried by, on their way into a script."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from satellite.sql.base import SqlType, Unfit, nulls, numbers, objects
from satellite.sql.times import Timestamp, require_time

_INT64 = np.dtype("int64")
_NAT = np.iinfo(_INT64).min


class Foreign(SqlType):
    """As pyarrow itself shows it to pandas: dicts for structs, lists of pairs for maps."""

    def __init__(self, arrow: pa.DataType) -> None:
        self.name = str(arrow)
        self.arrow = arrow

    def convert(self, value: Any, lenient: bool) -> Any:
        raise Unfit(f"{self.name} is no SQL type")

    def to_pandas(self, values: pa.Array, nullable: bool) -> Any:
        type = self.arrow
        try:
            if pa.types.is_time(type) and (unfit := require_time(values)) is not None:
                raise Unfit(unfit)
            if pa.types.is_duration(type):
                lost = (numbers(values, _INT64) == _NAT) & ~nulls(values)
                if lost.any():
                    raise Unfit(f"row {int(lost.argmax())}: the shortest of all durations is NULL to pandas")
            if pa.types.is_timestamp(type):
                Timestamp().to_pandas(values.cast(pa.timestamp("us"), safe=False), nullable)
            if pa.types.is_timestamp(type) or pa.types.is_duration(type) or pa.types.is_floating(type):
                column = pa.chunked_array([values]).to_pandas()
                return column.array.copy() if getattr(type, "tz", None) else column.to_numpy().copy()
            if pa.types.is_large_string(type) or pa.types.is_string_view(type):
                return pd.StringDtype(na_value=np.nan).__from_arrow__(values)
            return objects(values.to_pylist())
        except (ValueError, OverflowError, pa.ArrowException) as beyond:
            raise Unfit(f"{beyond}; the data formats ARROW and BATCHES keep it") from None
