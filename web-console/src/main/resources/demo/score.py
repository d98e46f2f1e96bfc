# Runs once for each chunk of rows; global variables stay, so the model is unpickled once in each satellite.
import pickle

if "classifier" not in globals():
    classifier = pickle.loads(model)

probability = classifier.predict_proba(InputDataSet.drop(columns=["flight_id"]))[:, 1]
OutputDataSet = pandas.DataFrame({"flight_id": InputDataSet["flight_id"], "late_probability": probability})
