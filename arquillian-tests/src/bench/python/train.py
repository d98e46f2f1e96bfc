import pickle

from sklearn.linear_model import LogisticRegression

features = InputDataSet.drop(columns=["fraud"]).to_numpy(dtype="float64")
classifier = LogisticRegression(max_iter=2000).fit(features, InputDataSet["fraud"].to_numpy(dtype="bool"))
model = pickle.dumps(classifier)
OutputDataSet = pandas.DataFrame({"weight": numpy.concatenate([classifier.intercept_, classifier.coef_[0]])})
