"""Reads tables out of pickle files, and nothing else.

Only the classes that tables are made of can be named by a file: a file that names anything else is refused before
anything of it runs. Files of joblib, which writes arrays in between the pickle, are understood too.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from datetime import timedelta, timezone
from types import MappingProxyType
from typing import IO, Any
from zoneinfo import ZoneInfo

import numpy as np

# Exact names by module; the names of pandas may stand in any module of pandas, which moved them between versions.
ALLOWED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "numpy": frozenset({"dtype", "ndarray"}),
        "numpy._core.multiarray": frozenset({"_reconstruct", "scalar"}),
        "numpy.core.multiarray": frozenset({"_reconstruct", "scalar"}),
        "pyarrow.lib": frozenset({"_restore_array", "py_buffer", "type_for_alias"}),
        "pandas": frozenset(
            {
                "BooleanDtype",
                "Categorical",
                "CategoricalDtype",
                "DataFrame",
                "DatetimeIndex",
                "DatetimeTZDtype",
                "Float64Dtype",
                "Index",
                "Int64Dtype",
                "RangeIndex",
                "StringDtype",
                "Timedelta",
                "TimedeltaIndex",
                "Timestamp",
                "ArrowStringArray",
                "BooleanArray",
                "DatetimeArray",
                "FloatingArray",
                "IntegerArray",
                "StringArray",
                "TimedeltaArray",
                "BlockManager",
                "__pyx_unpickle_NDArrayBacked",
                "_nat_unpickle",
                "_new_DatetimeIndex",
                "_new_Index",
                "_timedelta_unpickle",
                "_unpickle_block",
                "_unpickle_timestamp",
            }
        ),
    }
)
PLAIN: Mapping[tuple[str, str], Any] = MappingProxyType(
    {
        ("builtins", "bytearray"): bytearray,
        ("builtins", "slice"): slice,
        ("datetime", "timedelta"): timedelta,
        ("datetime", "timezone"): timezone,
        ("zoneinfo", "ZoneInfo"): ZoneInfo,
    }
)


class JoblibArray:
    """Stands for an array whose numbers follow in the file."""

    shape: tuple[int, ...]
    order: str
    dtype: np.dtype[Any]
    numpy_array_alignment_bytes: int | None = None

    def read(self, file: IO[bytes]) -> Any:
        """The array; its objects, where it holds any, are one more pickle."""
        if self.dtype.hasobject:
            return FrameUnpickler(file).load()
        if self.numpy_array_alignment_bytes is not None:
            file.read(file.read(1)[0])
        count = int(np.prod(self.shape, dtype=np.int64))
        content = file.read(count * self.dtype.itemsize)
        values = np.frombuffer(content, dtype=self.dtype, count=count).copy()
        return values.reshape(self.shape[::-1]).T if self.order == "F" else values.reshape(self.shape)


Unpickler: Any = pickle._Unpickler  # noqa: SLF001 - the one in C can't be told about arrays in between


class FrameUnpickler(Unpickler):  # type: ignore[misc]
    """Raises ``pickle.UnpicklingError`` for what tables are not made of."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file)
        self._source = file

    def find_class(self, module: str, name: str) -> Any:
        """Called for each name in the file."""
        if (module, name) == ("joblib.numpy_pickle", "NumpyArrayWrapper"):
            return JoblibArray
        if (module, name) == ("builtins", "getattr"):
            return zone_builder
        if (module, name) in PLAIN:
            return PLAIN[module, name]
        home = "pandas" if module.startswith("pandas.") else module
        if name in ALLOWED.get(home, ()):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"it names {module}.{name}, which is no part of a table")

    def load_build(self) -> None:
        """After an array's description come its numbers."""
        super().load_build()
        if isinstance(self.stack[-1], JoblibArray):
            self.stack[-1] = self.stack[-1].read(self._source)

    dispatch = {**Unpickler.dispatch, pickle.BUILD[0]: load_build}


def zone_builder(owner: Any, name: Any) -> Any:
    """Dates name their time zone by way of ``getattr``; it gives nothing else."""
    if owner is ZoneInfo and name == "_unpickle":
        return ZoneInfo._unpickle  # type: ignore[attr-defined]  # noqa: SLF001 - this is what files call it
    raise pickle.UnpicklingError("it looks up attributes, which tables don't")
