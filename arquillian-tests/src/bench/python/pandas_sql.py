"""The two calls that every pandas tutorial shows."""

import pandas
import sqlalchemy

import peer

engine = sqlalchemy.create_engine("postgresql+psycopg://", poolclass=sqlalchemy.NullPool)


def score(classifier, source: str, target: str) -> None:
    rows = pandas.read_sql(f"select * from {source}", engine)
    features = rows[peer.FEATURES].to_numpy(dtype="float64")
    scores = pandas.DataFrame({"id": rows["id"], "score": classifier.predict_proba(features)[:, 1]})
    scores.to_sql(target, engine, if_exists="append", index=False)


peer.serve(score)
