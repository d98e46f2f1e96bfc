"""Entry point of the archive: checks the interpreter, then becomes the zygote or checks the isolation.

This file alone must compile on any Python 3, so that an interpreter that is too old can say so.
"""
import json
import sys

OLDEST = (3, 11)


def main():
    if sys.version_info < OLDEST:
        version = ".".join(str(part) for part in sys.version_info[:3])
        print(json.dumps({"event": "failed", "reason": "python", "detail": version}), flush=True)
        sys.exit(3)
    from satellite import isolation, zygote

    {"check": isolation.check, "zygote": zygote.run}[sys.argv[1]](sys.argv[2:])


main()
