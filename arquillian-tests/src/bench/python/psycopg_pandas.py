"""COPY out as CSV into a pandas DataFrame, score, COPY back in as CSV."""

import io

import pandas
import psycopg

import peer


def score(classifier, source: str, target: str) -> None:
    with psycopg.connect() as connection, connection.cursor() as cursor:
        text = io.BytesIO()
        with cursor.copy(f"copy {source} to stdout (format csv, header)") as out:
            for data in out:
                text.write(data)
        text.seek(0)
        rows = pandas.read_csv(text, parse_dates=["made_at"])
        features = rows[peer.FEATURES].to_numpy(dtype="float64")
        scores = pandas.DataFrame({"id": rows["id"], "score": classifier.predict_proba(features)[:, 1]})
        with cursor.copy(f"copy {target} from stdin (format csv)") as into:
            into.write(scores.to_csv(header=False, index=False))


peer.serve(score)
