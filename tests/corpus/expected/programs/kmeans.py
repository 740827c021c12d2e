import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import kmeans as kmeans_lib
from contrib_learn_compat.tf.contrib.learn.python.learn.estimators import run_config

rng = np.random.RandomState(0)
centers = np.array([[0, 0], [6, 6], [0, 6]], dtype=np.float32)
points = np.concatenate([c + rng.randn(20, 2).astype(np.float32) * 0.3 for c in centers])


def input_fn():
    return tf.constant(points), None


kmeans = kmeans_lib.KMeansClustering(
    num_clusters=3,
    initial_clusters=kmeans_lib.KMeansClustering.KMEANS_PLUS_PLUS_INIT,
    distance_metric=kmeans_lib.KMeansClustering.SQUARED_EUCLIDEAN_DISTANCE,
    use_mini_batch=False,
    config=run_config.RunConfig(tf_random_seed=14),
    random_seed=12)
kmeans.fit(input_fn=input_fn, steps=10)
found = kmeans.clusters()
print(np.round(found[np.lexsort(found.T)], 3).tolist())
print('score %.3f' % kmeans.score(input_fn=input_fn, steps=1))
