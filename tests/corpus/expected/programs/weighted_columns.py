"""A model_fn over weighted_sum_from_feature_columns and its own loss."""
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import layers, learn, metrics


words = layers.sparse_column_with_hash_bucket('words', 16, combiner='sqrtn')
weighted = layers.weighted_sparse_column(words, 'tfidf')
price = layers.bucketized_column(layers.real_valued_column('price'), [1.0, 2.0, 3.0])


def model_fn(features, targets, mode):
    logits, column_to_variable, bias = layers.weighted_sum_from_feature_columns(
        columns_to_tensors=features, feature_columns=[weighted, price], num_outputs=1)
    layers.summarize_tensors([bias])
    probability = tf.sigmoid(logits)
    predictions = {'probability': probability, 'class': tf.to_int32(probability > 0.5)}
    loss = train_op = None
    if mode != learn.ModeKeys.INFER:
        loss = tf.contrib.losses.sigmoid_cross_entropy(logits, targets)
    if mode == learn.ModeKeys.TRAIN:
        train_op = tf.contrib.layers.optimize_loss(
            loss, tf.contrib.framework.get_global_step(), 0.3, 'Ftrl',
            summaries=tf.contrib.layers.OPTIMIZER_SUMMARIES)
    return learn.ModelFnOps(mode, predictions, loss, train_op)


def input_fn():
    indices = [[0, 0], [0, 1], [1, 0], [2, 0], [2, 1], [3, 0]]
    return {
        'words': tf.SparseTensor(indices, ['good', 'fun', 'bad', 'good', 'nice', 'dull'], [4, 2]),
        'tfidf': tf.SparseTensor(indices, [0.5, 1.0, 2.0, 0.7, 0.9, 1.5], [4, 2]),
        'price': tf.constant([[0.5], [2.5], [1.5], [3.5]]),
    }, tf.constant([[1], [0], [1], [0]])


e = learn.Estimator(model_fn=model_fn, config=learn.RunConfig(tf_random_seed=2))
e.fit(input_fn=input_fn, steps=20)
print(e.evaluate(input_fn=input_fn, steps=1, metrics={
    'accuracy': learn.MetricSpec(metrics.streaming_accuracy, prediction_key='class'),
    'auc': learn.MetricSpec(metrics.streaming_auc, prediction_key='probability'),
})['accuracy'])
for p in e.predict(input_fn=input_fn):
    print('%.4f' % p['probability'][0])
