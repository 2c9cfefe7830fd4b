"""Writes embeddings.json: t-SNE and trustworthiness by scikit-learn, on 150 handwritten digits.

    pip install scikit-learn numpy
"""

import golden
import numpy as np
import sklearn
from golden import tensors
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities, _kl_divergence
from sklearn.metrics import pairwise_distances
from scipy.spatial.distance import squareform

cases = []
digits = load_digits()
x = digits.data[:150].astype(np.float64)
labels = digits.target[:150]
squared = pairwise_distances(x, metric="euclidean", squared=True)

for perplexity in (5, 30):
    p = _joint_probabilities(squared.astype(np.float32), perplexity, verbose=0)
    # A tenth of the rows holds the file small.
    cases.append({
        "name": f"probabilities at perplexity {perplexity}", "kind": "probabilities",
        "config": {"perplexity": perplexity}, "inputs": [],
        "outputs": tensors([np.array([float(f"{v:.9g}") for v in squareform(p)[:150:30].ravel()])]),
    })
    rng = golden.generator(f"embeddings {perplexity}")
    y = golden.normal(rng, 150, 2, scale=3)
    divergence, slope = _kl_divergence(y.ravel(), p, 1, 150, 2)
    cases.append({
        "name": f"divergence and gradient at perplexity {perplexity}", "kind": "gradient",
        "config": {"perplexity": perplexity}, "inputs": tensors([y]),
        "outputs": tensors([np.array(divergence), np.array([float(f"{v:.9g}") for v in slope])]),
    })
    # Not of the digits: pixels are whole numbers, so distances tie, and the order of ties is
    # anyone's.
    apart = golden.normal(rng, 70, 5)
    y = golden.normal(rng, 70, 2)
    cases.append({
        "name": f"trustworthiness {perplexity}", "kind": "trustworthiness",
        "config": {"neighbours": perplexity}, "inputs": tensors([apart, y]),
        "outputs": tensors([np.array(trustworthiness(apart, y, n_neighbors=perplexity))]),
    })
    # Which minimum descent ends in is decided by rounding: the least of several beginnings is what
    # two programs share.
    maps = []
    for seed in range(6):
        found = TSNE(2, perplexity=perplexity, method="exact", init="random", random_state=seed)
        y = found.fit_transform(x).astype(np.float64)
        maps.append((float(found.kl_divergence_), float(trustworthiness(x, y, n_neighbors=5))))
    print(perplexity, maps)
    cases.append({
        "name": f"map at perplexity {perplexity}", "kind": "map",
        "config": {"perplexity": perplexity}, "inputs": [],
        "outputs": tensors([np.array(min(maps)[0]), np.array(min(maps)[1])]),
    })
y = PCA(2).fit_transform(x)
cases.append({
    "name": "trustworthiness of principal components", "kind": "components",
    "config": {"neighbours": 5},
    "inputs": [], "outputs": tensors([np.array(trustworthiness(x, y, n_neighbors=5))]),
})
cases.append({
    "name": "digits", "kind": "data", "config": {},
    "inputs": tensors([x.astype(np.uint8), labels.astype(np.int32)]),
    "outputs": [],
})

golden.write(
    "embeddings.json",
    golden.versions(np, sklearn),
    "data: 150 digits of 8 × 8 and their labels; probabilities: every 30th row of p; gradient: the "
    "divergence and its gradient at "
    "the places in inputs; map: the least divergence that exact t-SNE reaches from six random "
    "beginnings, and the "
    "trustworthiness (5 neighbours) of that map; trustworthiness: of the features and places in "
    "inputs; components: of the two principal components.",
    cases,
)
