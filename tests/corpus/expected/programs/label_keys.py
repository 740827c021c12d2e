"""Labels are words; the head looks them up."""
import numpy as np
from contrib_learn_compat import tf
from contrib_learn_compat.tf.contrib import learn


def fruit_model(features, labels, mode):
    head = learn.multi_class_head(
        n_classes=3, label_keys=['apple', 'banana', 'cherry'],
        metric_class_ids=[0, 2])
    net = tf.contrib.layers.fully_connected(features['size'], 4, activation_fn=tf.nn.elu)
    return head.create_model_fn_ops(
        features, mode, labels=labels, logits_input=net,
        train_op_fn=lambda loss: tf.contrib.layers.optimize_loss(
            loss, tf.contrib.framework.get_global_step(), learning_rate=0.5, optimizer='SGD'))


def input_fn():
    size = np.array([[7.], [7.5], [18.], [19.], [2.], [2.2]], dtype=np.float32) / 20
    names = ['apple', 'apple', 'banana', 'banana', 'cherry', 'cherry']
    return {'size': tf.constant(size)}, tf.constant(names)


if __name__ == '__main__':
    classifier = learn.Estimator(model_fn=fruit_model, config=learn.RunConfig(tf_random_seed=8))
    classifier.fit(input_fn=input_fn, steps=80)
    for key, value in sorted(classifier.evaluate(input_fn=input_fn, steps=1).items()):
        print('%s\t%.4f' % (key, value))
    print([p['classes'] for p in classifier.predict(input_fn=input_fn)])
