import pickle

import pyarrow

FEATURES = ["hour", "weekday", "items", "age_days", "amount", "distance", "average", "pace", "balance"]
if "classifier" not in globals():
    classifier = pickle.loads(model)
features = numpy.column_stack([InputDataSet[name] for name in FEATURES])
OutputDataSet = pyarrow.table({"id": InputDataSet["id"], "score": classifier.predict_proba(features)[:, 1]})
