"""Writes ensembles.json: what scikit-learn's ensembles make of their members' answers, and what
answers say of uncertainty.

    pip install scikit-learn scipy numpy
"""

import golden
import numpy as np
import scipy.special
import scipy.stats
import sklearn
from sklearn.datasets import load_iris
from sklearn.ensemble import BaggingClassifier, VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import LabelEncoder

cases = []


class Known:
    """A fitted member whose answers are known: a row for each example, by its number."""

    def __init__(self, probabilities):
        self.probabilities = probabilities
        self.classes_ = np.arange(probabilities.shape[1])

    def predict_proba(self, x):
        return self.probabilities[x[:, 0].astype(int)]

    def predict(self, x):
        return self.predict_proba(x).argmax(axis=1)


def voting(probabilities, kind):
    """scikit-learn's own combination of members that are fitted already."""
    ensemble = VotingClassifier([(str(i), None) for i in range(len(probabilities))], voting=kind)
    ensemble.estimators_ = [Known(p) for p in probabilities]
    ensemble.le_ = LabelEncoder().fit(np.arange(probabilities.shape[2]))
    ensemble.classes_ = ensemble.le_.classes_
    return ensemble


for members, examples, classes in [(1, 4, 3), (2, 5, 2), (3, 6, 4), (5, 8, 3), (8, 6, 10)]:
    name = f"combine {members} of {classes} classes"
    rng = golden.generator(name)
    logits = golden.normal(rng, members, examples, classes, scale=2)
    probabilities = scipy.special.softmax(logits, axis=-1)
    x = np.arange(examples)[:, None]
    soft, hard = voting(probabilities, "soft"), voting(probabilities, "hard")
    mean = soft.predict_proba(x)
    votes = np.stack([(probabilities.argmax(-1) == k).mean(0) for k in range(classes)], axis=-1)
    geometric = scipy.special.softmax(logits.mean(0), axis=-1)
    golden.close(mean, probabilities.mean(0), 1e-12, name)
    cases.append({
        "name": name, "kind": "combine", "inputs": golden.tensors([logits]),
        "outputs": golden.tensors([mean, logits.mean(0), votes, geometric]),
        "soft": soft.predict(x).tolist(), "hard": hard.predict(x).tolist(),
    })

iris = load_iris()
for members, stride in [(3, 5), (6, 4), (12, 5)]:
    name = f"bagging of {members}"
    x, y = iris.data[::stride], iris.target[::stride]
    bagging = BaggingClassifier(
        LogisticRegression(C=0.5), n_estimators=members, oob_score=True, random_state=members)
    bagging.fit(x, y)
    probabilities = np.stack([member.predict_proba(x) for member in bagging.estimators_])
    unseen = [sorted(set(range(len(x))) - set(drawn.tolist()))
        for drawn in bagging.estimators_samples_]
    known = ~np.isnan(bagging.oob_decision_function_[:, 0])
    cases.append({
        "name": name, "kind": "bagging", "inputs": golden.tensors([probabilities]),
        "labels": y.tolist(),
        "unseen": unseen, "known": known.tolist(),
        "outputs": golden.tensors([bagging.predict_proba(x),
                np.where(known[:, None], bagging.oob_decision_function_, 0)]),
        # scikit-learn counts examples that all members have seen as wrong or class 0: only the
        # known ones count here.
        "score": float((bagging.oob_decision_function_[known].argmax(1) == y[known]).mean()),
    })

for samples, examples, classes in [(1, 3, 4), (2, 4, 2), (30, 6, 3), (50, 5, 10)]:
    name = f"uncertainty of {samples} answers, {classes} classes"
    rng = golden.generator(name)
    probabilities = rng.dirichlet(np.ones(classes) * 0.5, size=(samples, examples))
    probabilities[:, 0] = np.eye(classes)[0]  # all sure of one class
    probabilities[:, 1] = np.eye(classes)[np.arange(samples) % classes]  # each sure of another
    mean = probabilities.mean(0)
    entropy = scipy.stats.entropy(mean, axis=-1)
    expected = scipy.stats.entropy(probabilities, axis=-1).mean(0)
    # The mutual information is the mean divergence from the mean, too.
    divergence = scipy.special.rel_entr(probabilities, mean).sum(-1).mean(0)
    golden.close(entropy - expected, divergence, 1e-12, name)
    cases.append({
        "name": name, "kind": "uncertainty", "inputs": golden.tensors([probabilities]),
        "outputs": golden.tensors([mean, probabilities.var(0), entropy, expected,
                entropy - expected]),
    })

golden.write(
    "ensembles.json", golden.versions(sklearn, np), "Answers of ensembles and their uncertainty, "
        "float64.", cases)
