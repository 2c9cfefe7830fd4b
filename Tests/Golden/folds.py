"""Writes folds.json: the examples of each fold, scikit-learn.

    pip install scikit-learn numpy
"""

import warnings

import golden
import sklearn
from sklearn.model_selection import KFold, StratifiedKFold

warnings.filterwarnings("ignore")


def cases():
    rng = golden.generator("folds")
    for index in range(100):
        count, n = int(rng.integers(2, 7)), int(rng.integers(12, 31))
        classes = rng.integers(0, int(rng.integers(1, 5)), n)
        classes[-count:] = 0  # scikit-learn wants one class at least that is in every fold
        tests = lambda splitter: [[int(v) for v in test] for _, test in splitter.split(classes, classes)]
        yield {
            "name": f"{index}", "classes": "".join(map(str, classes)), "folds": count,
            "plain": tests(KFold(count)), "stratified": tests(StratifiedKFold(count)),
        }


golden.write(
    "folds.json", golden.versions(sklearn),
    "classes: a digit each; plain and stratified: by fold the examples to judge by.", list(cases()))
