"""COPY out as CSV into a pyarrow Table, score, COPY back in as CSV."""

import io

import numpy
import psycopg
import pyarrow
import pyarrow.csv

import peer


def score(classifier, source: str, target: str) -> None:
    with psycopg.connect() as connection, connection.cursor() as cursor:
        text = io.BytesIO()
        with cursor.copy(f"copy {source} to stdout (format csv, header)") as out:
            for data in out:
                text.write(data)
        rows = pyarrow.csv.read_csv(pyarrow.py_buffer(text.getbuffer()))
        features = numpy.column_stack([rows[name] for name in peer.FEATURES])
        scores = pyarrow.table({"id": rows["id"], "score": classifier.predict_proba(features)[:, 1]})
        result = io.BytesIO()
        pyarrow.csv.write_csv(scores, result, pyarrow.csv.WriteOptions(include_header=False))
        with cursor.copy(f"copy {target} from stdin (format csv)") as into:
            into.write(result.getbuffer())


peer.serve(score)
