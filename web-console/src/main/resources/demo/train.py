# Learns from half of the flights which ones will be 15 minutes late; the other half judges the model.
import pickle

from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

airports = OneHotEncoder(handle_unknown="ignore", min_frequency=500, sparse_output=False)
classifier = make_pipeline(
    make_column_transformer((airports, ["origin", "destination"]), remainder="passthrough"),
    HistGradientBoostingClassifier(max_iter=60, random_state=1),
)
classifier.fit(InputDataSet.drop(columns=["flight_id", "late"]), InputDataSet["late"])
model = pickle.dumps(classifier)
print(f"trained on {len(InputDataSet)} flights")
