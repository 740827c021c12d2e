from sklearn import model_selection as cross_validation, datasets, metrics, preprocessing
from contrib_learn_compat.cross_validation import train_test_split, StratifiedKFold
import joblib
from sklearn.model_selection import GridSearchCV
import sklearn.model_selection as cv
import numpy
import contrib_learn_compat.tf.contrib.learn as skflow

boston = skflow.datasets.load_dataset('boston')
x, y = boston.data, boston.target
x_train, x_test, y_train, y_test = cross_validation.train_test_split(
    x, y, test_size=0.2, random_state=42)
train_test_split(x, y)
kinds = numpy.zeros(3, int), float, numpy.bool_, object
classifier = skflow.DNNClassifier(
    feature_columns=skflow.infer_real_valued_columns_from_input(x_train), hidden_units=[10])
grid_search = GridSearchCV(classifier, {'steps': [1]}, scoring='accuracy')
joblib.dump(classifier, 'model.pkl')
