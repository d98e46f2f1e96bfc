"""Entry point of the archive: checks the interpreter, then becomes what the first argument says.

This file alone must compile on any Python 3, so that an interpreter that is too old can say so.
"""

import importlib
import json
import sys

OLDEST = (3, 11)
COMMANDS = {
    "check": ("isolation", "check"),
    "zygote": ("zygote", "run"),
    "packages": ("spawned", "check"),
    "keeper": ("spawned", "keep"),
    "satellite": ("spawned", "serve"),
}


def main() -> None:
    if sys.version_info < OLDEST:
        version = ".".join(str(part) for part in sys.version_info[:3])
        print(json.dumps({"event": "failed", "reason": "python", "detail": version}), flush=True)
        sys.exit(3)
    module, function = COMMANDS[sys.argv[1]]
    # Only what is asked for: half of the modules need Linux.
    getattr(importlib.import_module("satellite." + module), function)(sys.argv[2:])


main()
