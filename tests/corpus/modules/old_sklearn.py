from sklearn import cross_validation, datasets, metrics, preprocessing
from sklearn.cross_validation import train_test_split, StratifiedKFold
from sklearn.externals import joblib
from sklearn.grid_search import GridSearchCV
import sklearn.cross_validation as cv
import numpy
import tensorflow.contrib.learn as skflow

boston = skflow.datasets.load_dataset('boston')
x, y = boston.data, boston.target
x_train, x_test, y_train, y_test = cross_validation.train_test_split(
    x, y, test_size=0.2, random_state=42)
train_test_split(x, y)
kinds = numpy.zeros(3, numpy.int), numpy.float, numpy.bool_, numpy.object
classifier = skflow.DNNClassifier(
    feature_columns=skflow.infer_real_valued_columns_from_input(x_train), hidden_units=[10])
grid_search = GridSearchCV(classifier, {'steps': [1]}, scoring='accuracy')
joblib.dump(classifier, 'model.pkl')
