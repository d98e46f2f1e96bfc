import pickle

FEATURES = ["hour", "weekday", "items", "age_days", "amount", "distance", "average", "pace", "balance"]
if "classifier" not in globals():
    classifier = pickle.loads(model)
features = InputDataSet[FEATURES].to_numpy(dtype="float64")
OutputDataSet = pandas.DataFrame({"id": InputDataSet["id"], "score": classifier.predict_proba(features)[:, 1]})
