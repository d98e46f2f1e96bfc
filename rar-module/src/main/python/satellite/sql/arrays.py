"""Arrays of one dimension."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from satellite.sql.base import SqlType, Unfit, cast_column, is_null, objects, plain


class Array(SqlType):
    """``type[]``: Python lists with None for NULL."""

    def __init__(self, element: SqlType) -> None:
        self.name = f"{element.name}[]"
        self.element = element
        self.arrow = pa.list_(element.arrow)

    def convert(self, value: Any, lenient: bool) -> list:
        listed = isinstance(value, (list, tuple, np.ndarray, pd.Series, pd.api.extensions.ExtensionArray))
        if not listed or isinstance(value, pa.MonthDayNano):
            raise Unfit("it is no list; write [value] for one value, sorted(value) for a set")
        return [None if is_null(element, lenient) else self._element(element, lenient) for element in value]

    def _element(self, value: Any, lenient: bool) -> Any:
        nested = isinstance(value, (list, tuple, np.ndarray)) and not isinstance(value, pa.MonthDayNano)
        if nested and self.element.name != "json":
            raise Unfit("an array has one dimension; declare json for lists of lists")
        try:
            return self.element.convert(plain(value), lenient)
        except Unfit as unfit:
            raise Unfit(f"element {value!r:.100}: {unfit}") from None

    def cast(self, values: pa.Array, lenient: bool) -> pa.Array | None:
        type = values.type
        if not (pa.types.is_list(type) or pa.types.is_large_list(type) or pa.types.is_fixed_size_list(type)):
            return None
        elements = cast_column(self.element, values.flatten(), lenient)
        if elements is None:
            return None
        return self._lists(values, elements)

    def _lists(self, like: pa.Array, elements: pa.Array) -> pa.Array:
        """Other elements in the lists of another column."""
        offsets = np.zeros(len(like) + 1, "int32")
        np.cumsum(pc.fill_null(pc.list_value_length(like), 0).to_numpy(), out=offsets[1:])
        return pa.ListArray.from_arrays(pa.array(offsets), elements, mask=like.is_null() if like.null_count else None)

    def to_pandas(self, values: pa.Array, nullable: bool) -> np.ndarray:
        return objects([self.to_value(value) for value in self._python(values)])

    def _python(self, values: pa.Array) -> list:
        try:
            return values.to_pylist()
        except (ValueError, OverflowError) as beyond:
            raise Unfit(f"{beyond}; the data formats ARROW and BATCHES keep it") from None

    def to_extension(self, values: pa.ChunkedArray) -> Any:
        return self.to_pandas(values.combine_chunks(), True) if self.element.name == "numeric" else super().to_extension(values)

    def to_arrow(self, values: pa.Array) -> pa.Array:
        return self._lists(values, self.element.to_arrow(values.flatten())) if self.element.name == "numeric" else values

    def to_value(self, value: Any) -> list | None:
        return None if value is None else [self.element.to_value(element) for element in value]
