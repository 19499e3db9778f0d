"""Files that people give for a design and that are none: what each is, by its ending or by how it begins."""

from __future__ import annotations

import os
import re

WEIGHTS = "holds weights, and says nothing of strides, padding or the order of the layers"
_SPEC = "write its layers in YAML: `convcalc init` writes a spec to begin with, `convcalc list` shows networks to copy"
_NOT_YET = f"no command reads it yet; {_SPEC}"

_ROWS = (
    (".bin", f"a binary file, which mostly {WEIGHTS}", _SPEC),
    (".caffemodel", "a trained network of Caffe", _NOT_YET),
    (".cfg", "a configuration as Darknet has for its networks", _NOT_YET),
    (".ckpt", f"a checkpoint: it {WEIGHTS}", _SPEC),
    (".engine .plan .trt", "a network compiled for one device", _SPEC),
    (".gguf", f"a file of GGUF; it {WEIGHTS}", _SPEC),
    (".h5 .hdf5 .keras", "a model saved by Keras", _NOT_YET),
    (".joblib .pickle .pkl", "a Python pickle, which is never opened: it may run code", _SPEC),
    (".mlmodel .mlpackage", "a model of Core ML", _NOT_YET),
    (".npy", f"an array of NumPy; it {WEIGHTS}", _SPEC),
    (".npz", f"a file of NumPy arrays; it {WEIGHTS}", _SPEC),
    (".onnx", "a network in ONNX", _NOT_YET),
    (".param", "a network of ncnn", _NOT_YET),
    (".pb", "a graph of TensorFlow", _NOT_YET),
    (".pdmodel", "a network of PaddlePaddle", _NOT_YET),
    (".pdparams", f"a file of PaddlePaddle; it {WEIGHTS}", _SPEC),
    (".prototxt", "a network of Caffe", _NOT_YET),
    (".pt .pth .ptl", f"a file saved by PyTorch, which mostly {WEIGHTS}", _SPEC),
    (".py", "Python code, which is never run", _SPEC),
    (".safetensors", f"a file of safetensors: it {WEIGHTS}", _SPEC),
    (".tflite", "a network of TensorFlow Lite", _NOT_YET),
    (".weights", f"a file of Darknet: it {WEIGHTS}", _SPEC),
)
FOREIGN = {ending: (what, hint) for endings, what, hint in _ROWS for ending in endings.split()}
"""What a file is by its ending, and what to do instead. In `.pt` may be code, which is never run."""

DOCUMENTS = (".md", ".markdown", ".tex", ".rst", ".html", ".htm", ".ipynb")
"""How the names of documents end; in a folder each is one."""

_OTHERS = (
    ".yaml", ".yml", ".json", ".toml", ".ini", ".xml", ".txt", ".csv", ".pdf", ".zip", ".gz",
    ".tar", ".png", ".jpg", ".jpeg", ".svg", ".log", ".docx", ".bak", ".old", ".orig",
)  # fmt: skip

_BEGINNINGS = (
    (rb"\xff\xfe|\xfe\xff", "text in UTF-16: save it as UTF-8"),
    (rb"\x89HDF\r\n", "a file of HDF5, as Keras saves models"),
    (rb"PK\x03\x04", "a zip archive, as PyTorch and Keras save models"),
    (rb"\x80[\x02-\x05]", "a Python pickle, as PyTorch saves weights"),
    (rb"....TFL3", "a network of TensorFlow Lite"),
    (rb"\x93NUMPY", "an array of NumPy"),
    (rb".{6}\x00\x00\{\"", "a file of safetensors"),
    (rb"\x08[\x01-\x20]\x12", "a network in ONNX, by its first bytes"),
    (rb"\x1f\x8b", "a file that gzip has packed"),
    (rb"%PDF", "a PDF"),
)


def ending(name: str) -> str:
    """How a file's name ends, in small letters, where that is a known ending of files; else empty."""
    found = os.path.splitext(name)[1].lower()
    return found if found in FOREIGN or found in DOCUMENTS or found in _OTHERS else ""


def is_document(name: str) -> bool:
    """Whether a file is a document by its ending; specs that it shows do not make it one."""
    return ending(name) in DOCUMENTS


def what_is(name: str) -> tuple[str, str] | None:
    """What is said of a file that is no spec, by its ending, and what to do; None for any other."""
    found = ending(name)
    if is_document(name):
        return f"{name} is a document, and no design", f"`convcalc check {name}` checks the numbers in it"
    if found not in FOREIGN:
        return None
    what, hint = FOREIGN[found]
    return f"{name} is {what}", hint


def begins_as(data: bytes) -> str | None:
    """What a file that is no text is, by its first bytes; None where these say nothing."""
    return next((what for begin, what in _BEGINNINGS if re.match(begin, data, re.DOTALL)), None)
