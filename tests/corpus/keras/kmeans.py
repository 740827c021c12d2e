import keras
import numpy as np
import tensorflow as tf


class KMeans(keras.Model):
    """Finds the centers of clusters; with mini-batches, a center moves less with each point."""

    def __init__(self, num_clusters, use_mini_batch=True, seed=0, retries=2):
        super().__init__()
        self.num_clusters = num_clusters
        self.use_mini_batch, self.seed, self.retries = use_mini_batch, seed, retries
        self.mean = keras.metrics.Mean(name='loss')
        self.compile(jit_compile=False)

    def build(self, shape):
        shape = [self.num_clusters, shape[-1]]
        self.clusters = self.add_weight(shape, 'zeros', name='clusters', trainable=False)
        if self.use_mini_batch:
            self.counts = self.add_weight(shape[:1], 'ones', name='counts', trainable=False)

    def call(self, points):
        """Returns the squared distances to all centers, and the number of the nearest."""
        lengths = keras.ops.sum(points**2, axis=1, keepdims=True)
        products = keras.ops.matmul(points, keras.ops.transpose(self.clusters))
        scores = lengths - 2 * products + keras.ops.sum(self.clusters**2, axis=1)
        return {'all_scores': scores, 'cluster_idx': self.nearest(points)[0]}

    def nearest(self, points):
        """Returns the number of the nearest center, and the squared distance to it."""
        numbers, distances = tf.raw_ops.NearestNeighbors(points=points, centers=self.clusters, k=1)
        return keras.ops.reshape(numbers, [-1]), keras.ops.reshape(distances, [-1])

    def fit(self, dataset, **kwargs):
        if not self.built:
            batches = dataset.as_numpy_iterator()
            points = next(batches)
            while len(points) < self.num_clusters:
                points = np.concatenate([points, next(batches)])
            self.build(points.shape)
            self.clusters.assign(self.first_clusters(points))
        return super().fit(dataset, **kwargs)

    def first_clusters(self, points):
        return tf.raw_ops.KmeansPlusPlusInitialization(
            points=points,
            num_to_sample=self.num_clusters,
            seed=self.seed,
            num_retries_per_sample=self.retries)

    def compute_loss(self, x=None, y=None, y_pred=None, **kwargs):
        """Returns the sum of the squared distances to the nearest centers."""
        return keras.ops.sum(self.nearest(x)[1])

    def train_step(self, data):
        results = self.test_step(data)
        points, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        is_in = keras.ops.one_hot(self.nearest(points)[0], self.num_clusters)
        counts = keras.ops.sum(is_in, axis=0)[:, None]
        sums = keras.ops.matmul(keras.ops.transpose(is_in), points)
        if self.use_mini_batch:
            self.counts.assign_add(counts[:, 0])
            self.clusters.assign_add((sums - counts * self.clusters) / self.counts[:, None])
        else:
            self.clusters.assign(sums / (counts + 1e-6))
        return results

    def test_step(self, data):
        points, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        score = self.compute_loss(points)
        self.mean.update_state(score)
        return {'loss': self.mean.result(), 'scores': score}


rng = np.random.RandomState(0)
centers = np.array([[0, 0], [6, 6], [0, 6]], dtype=np.float32)
points = np.concatenate([c + rng.randn(20, 2).astype(np.float32) * 0.3 for c in centers])


def input_fn():
    return tf.data.Dataset.from_tensors(tf.constant(points)).repeat()


keras.utils.set_random_seed(14)
kmeans = KMeans(3, use_mini_batch=False, seed=12)
kmeans.fit(input_fn(), steps_per_epoch=10, shuffle=False, verbose=0)
found = kmeans.clusters.numpy()
print(np.round(found[np.lexsort(found.T)], 3).tolist())
print('score %.3f' % kmeans.evaluate(input_fn(), steps=1, return_dict=True, verbose=0)['scores'])
