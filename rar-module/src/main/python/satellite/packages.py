"""The packages that every script may use, and how their lack is told to the server."""

import importlib
import json
import os
import sys

PACKAGES = {"numpy": "numpy", "pandas": "pandas", "pyarrow": "pyarrow", "scikit-learn": "sklearn.linear_model"}


def report(event: dict) -> None:
    """Write one event line; a server that no longer listens is told nothing."""
    try:
        os.write(1, json.dumps(event).encode() + b"\n")
    except BrokenPipeError:
        pass


def import_packages() -> dict[str, str]:
    """Import what every script may use; return the versions.

    :raises SystemExit: a package is missing, after an event that names it
    """
    versions = {}
    for package, module in PACKAGES.items():
        try:
            importlib.import_module(module)
        except ImportError as error:
            report({"event": "failed", "reason": "package", "detail": package, "error": str(error)})
            sys.exit(3)
        versions[package] = sys.modules[module.partition(".")[0]].__version__
    return versions
