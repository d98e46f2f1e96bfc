"""What the peers that score a table have in common."""

import pickle
import sys
import time
from typing import Any, Callable

FEATURES = ["hour", "weekday", "items", "age_days", "amount", "distance", "average", "pace", "balance"]


def serve(score: Callable[[Any, str, str], None]) -> None:
    """Score once for each line of standard input and answer with the seconds.

    Interpreter, imports and model are loaded before; connecting to the database belongs to the work.

    :param score: takes the classifier, the source table and the table to fill
    """
    model, source, target = sys.argv[1:]
    with open(model, "rb") as file:
        classifier = pickle.load(file)
    for _ in sys.stdin:
        started = time.perf_counter()
        score(classifier, source, target)
        print(time.perf_counter() - started, flush=True)
