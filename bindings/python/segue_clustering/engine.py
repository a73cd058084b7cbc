"""The C interface of the engine through ctypes: handles, settings, results as arrays."""

import ctypes
import os
import pathlib
import sys

import numpy as np

INTERFACE_VERSION = 1

_NAME = "libsegueclustering.dylib" if sys.platform == "darwin" else "libsegueclustering.so"


class EngineError(ValueError):
    """An error of the engine, as one sentence."""


def _path():
    """The path of the library: from the environment, next to this file, or a release build."""
    named = os.environ.get("SEGUE_CLUSTERING_LIBRARY")
    if named:
        return pathlib.Path(named)
    here = pathlib.Path(__file__).resolve().parent
    places = [here / _NAME, here.parents[2] / ".build" / "release" / _NAME]
    for place in places:
        if place.is_file():
            return place
    raise ImportError(
        f"{_NAME} was not found; build it with"
        " `swift build -c release --product segueclustering`, or set its path in"
        " SEGUE_CLUSTERING_LIBRARY")


def _load():
    library = ctypes.CDLL(str(_path()))
    handle, text, failure = ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(ctypes.c_void_p)
    doubles, longs = ctypes.c_void_p, ctypes.c_void_p
    count, threads = ctypes.c_int64, ctypes.c_int32
    shape = ctypes.POINTER(ctypes.c_int64)
    functions = {
        "segue_interface_version": (threads, []),
        "segue_release": (None, [handle]),
        "segue_text_free": (None, [handle]),
        "segue_settings": (handle, []),
        "segue_set_number": (None, [handle, text, ctypes.c_double]),
        "segue_set_text": (None, [handle, text, text]),
        "segue_set_numbers": (None, [handle, text, doubles, count]),
        "segue_set_integers": (None, [handle, text, longs, count]),
        "segue_rows": (handle, [doubles, count, count, doubles, threads, failure]),
        "segue_rows_distinct": (count, [handle]),
        "segue_fit": (handle, [text, handle, handle, threads, failure]),
        "segue_model_fields": (handle, [handle]),
        "segue_assign": (handle, [handle, doubles, count, count, threads, failure]),
        "segue_centroids": (handle, [doubles, count, count, failure]),
        "segue_sweep": (handle, [handle, handle, threads, failure]),
        "segue_index": (handle, [text, handle, longs, count, threads, failure]),
        "segue_agreement": (handle, [longs, longs, count, failure]),
        "segue_gap": (handle, [handle, handle, threads, failure]),
        "segue_stability": (handle, [handle, longs, count, handle, threads, failure]),
        "segue_numbers": (doubles, [handle, text, shape, shape]),
        "segue_integers": (longs, [handle, text, shape, shape]),
    }
    for name, (result, arguments) in functions.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    found = library.segue_interface_version()
    if found != INTERFACE_VERSION:
        raise ImportError(
            f"the library has version {found} of the interface, and this package needs version"
            f" {INTERFACE_VERSION}; build both from the same commit")
    return library


_library = _load()


def processors():
    """The number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _numbers(values):
    return np.ascontiguousarray(values, dtype=np.float64)


def _labels(values):
    return np.ascontiguousarray(values, dtype=np.int64)


class _Handle:
    """An object of the engine, released with this one.

    It is passed to functions itself, never as a bare address, so that the call keeps it alive.
    """

    def __init__(self, pointer):
        self._as_parameter_ = pointer

    def __del__(self, release=_library.segue_release):
        release(self._as_parameter_)


def _call(name, *arguments):
    """Calls a function that can fail, and returns its handle."""
    failure = ctypes.c_void_p()
    pointer = getattr(_library, name)(*arguments, ctypes.byref(failure))
    if pointer:
        return _Handle(pointer)
    text = ctypes.string_at(failure.value).decode()
    _library.segue_text_free(failure)
    raise EngineError(text)


def _settings(values):
    """A handle of settings; None means the engine's default."""
    handle = _Handle(_library.segue_settings())
    for name, value in values.items():
        key = name.encode()
        if value is None:
            continue
        if isinstance(value, str):
            _library.segue_set_text(handle, key, value.encode())
        elif np.ndim(value) == 0:
            _library.segue_set_number(handle, key, float(value))
        elif np.asarray(value).dtype.kind in "iu":
            array = _labels(value)
            _library.segue_set_integers(handle, key, array.ctypes.data, array.size)
        else:
            array = _numbers(value)
            _library.segue_set_numbers(handle, key, array.ctypes.data, array.size)
    return handle


class Fields:
    """Results by name, as copied arrays."""

    def __init__(self, handle):
        self._handle = handle

    def array(self, name):
        """A matrix; a vector is returned flat."""
        rows, columns = ctypes.c_int64(), ctypes.c_int64()
        for read, kind in (
                (_library.segue_numbers, ctypes.c_double),
                (_library.segue_integers, ctypes.c_int64)):
            address = read(
                self._handle, name.encode(), ctypes.byref(rows), ctypes.byref(columns))
            if address:
                shape = (rows.value, columns.value)
                size = shape[0] * shape[1]
                view = (kind * size).from_address(address)
                array = np.frombuffer(view, dtype=kind, count=size).copy()
                return array if shape[1] == 1 else array.reshape(shape)
        raise KeyError(name)

    def matrix(self, name, columns):
        """A matrix, also if it has one column."""
        return self.array(name).reshape(-1, columns)

    def value(self, name):
        """A single number."""
        return self.array(name)[0].item()


class Rows:
    """Rows prepared for any number of calls."""

    def __init__(self, X, sample_weight=None, *, threads=None):
        values = _numbers(X)
        if values.ndim != 2:
            raise EngineError(f"rows have two dimensions, not {values.ndim}")
        self.threads = threads or processors()
        self.shape = values.shape
        if sample_weight is None:
            weights, address = None, None
        else:
            weights = _numbers(sample_weight)
            if weights.shape != (values.shape[0],):
                raise EngineError(f"there are {weights.shape} weights for {values.shape[0]} rows")
            address = weights.ctypes.data
        self._handle = _call(
            "segue_rows", values.ctypes.data, *values.shape, address, self.threads)

    @property
    def distinct(self):
        """The number of distinct rows with weight."""
        return _library.segue_rows_distinct(self._handle)

    def fit(self, algorithm, **settings):
        """A model with its results."""
        return Model(_call(
            "segue_fit", algorithm.encode(), self._handle, _settings(settings),
            self.threads), self.threads)

    def sweep(self, **settings):
        return Fields(_call(
            "segue_sweep", self._handle, _settings(settings), self.threads))

    def index(self, name, labels):
        labels = _labels(labels)
        return Fields(_call(
            "segue_index", name.encode(), self._handle, labels.ctypes.data, labels.size,
            self.threads))

    def gap(self, **settings):
        return Fields(_call(
            "segue_gap", self._handle, _settings(settings), self.threads))

    def stability(self, labels, **settings):
        labels = _labels(labels)
        return Fields(_call(
            "segue_stability", self._handle, labels.ctypes.data, labels.size,
            _settings(settings), self.threads))


class Model:
    """A model of the engine: its results, and the segments of new rows."""

    def __init__(self, handle, threads):
        self._handle = handle
        self.threads = threads

    @classmethod
    def of_centroids(cls, centroids, *, threads=None):
        """A model that only assigns, by the nearest centroid."""
        values = _numbers(centroids)
        return cls(
            _call("segue_centroids", values.ctypes.data, *values.shape), threads or processors())

    @property
    def fields(self):
        return Fields(_Handle(_library.segue_model_fields(self._handle)))

    def assign(self, X):
        values = _numbers(X)
        return Fields(_call(
            "segue_assign", self._handle, values.ctypes.data, *values.shape,
            self.threads))


def agreement(first, second):
    """How well two clusterings of the same rows agree."""
    first, second = _labels(first), _labels(second)
    if first.shape != second.shape:
        raise EngineError(f"there are {first.size} and {second.size} labels")
    return Fields(_call("segue_agreement", first.ctypes.data, second.ctypes.data, first.size))
