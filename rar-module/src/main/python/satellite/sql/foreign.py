"""Types of Arrow that no SQL type is carried by, on their way into a script."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from satellite.sql.base import SqlType, Unfit, objects
from satellite.sql.times import Timestamp, require_time


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
