"""Writes evaluation_*.json: metrics on random cases, float64.

    pip install scikit-learn numpy scipy nltk sacrebleu jiwer pycocotools
"""

import contextlib
import io
import math
import string
import warnings
from functools import lru_cache

import golden
import jiwer
import nltk.translate.bleu_score as nltk_bleu
import numpy as np
import sacrebleu
import scipy
import scipy.stats
import sklearn
import sklearn.metrics as sk
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from sklearn.calibration import calibration_curve

warnings.filterwarnings("ignore")
CASES = 100


def short(value):
    """Twelve digits; null for what is not finite."""
    if isinstance(value, dict):
        return {k: short(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [short(v) for v in value]
    value = float(value)
    if not math.isfinite(value):
        return None
    value = float(f"{value:.12g}")
    return int(value) if value == int(value) else value


def digits(labels):
    return "".join(str(int(v)) for v in labels)


# Classes


def class_case(name, truth, guess, k):
    truth, guess = np.asarray(truth), np.asarray(guess)
    labels = list(range(k))
    kinds = ["macro", "micro", "weighted"]
    hot = np.eye(k, dtype=int)

    def averages(score, **settings):
        settings = {"labels": labels, "zero_division": 0, **settings}
        single = score(truth, guess, average=None, **settings)
        return [*single, *(score(truth, guess, average=kind, **settings) for kind in kinds)]

    others = [hot[labels_] == 0 for labels_ in (truth, guess)]
    special = sk.recall_score(*others, average=None, zero_division=0)
    values = {
        "accuracy": sk.accuracy_score(truth, guess),
        "balancedAccuracy": sk.balanced_accuracy_score(truth, guess),
        "adjusted": sk.balanced_accuracy_score(truth, guess, adjusted=True),
        "cohenKappa": sk.cohen_kappa_score(truth, guess, labels=labels),
        "linear": sk.cohen_kappa_score(truth, guess, labels=labels, weights="linear"),
        "quadratic": sk.cohen_kappa_score(truth, guess, labels=labels, weights="quadratic"),
        "matthewsCorrelation": sk.matthews_corrcoef(truth, guess),
        "meanIoU": sk.jaccard_score(truth, guess, average="macro", zero_division=0),
    }
    figures = {
        "precision": averages(sk.precision_score),
        "recall": averages(sk.recall_score),
        "f1Score": averages(sk.f1_score),
        "fHalf": averages(sk.fbeta_score, beta=0.5),
        "fTwo": averages(sk.fbeta_score, beta=2),
        "jaccard": averages(sk.jaccard_score),
        "specificity": [
            *special, special.mean(), sk.recall_score(*others, average="micro", zero_division=0),
            np.average(special, weights=hot[truth].sum(axis=0)),
        ],
    }
    for kind in ("true", "pred", "all"):
        figures[kind] = sk.confusion_matrix(truth, guess, labels=labels, normalize=kind).ravel()
    return {
        "name": name, "classes": k, "truth": digits(truth), "recognized": digits(guess),
        "values": short(values), "figures": short(figures),
    }


def class_cases():
    rng = golden.generator("classes")
    for index in range(CASES):
        k, n = int(rng.integers(2, 5)), int(rng.integers(5, 41))
        truth = rng.integers(0, k, n)
        guess = np.where(rng.uniform(size=n) < 0.6, truth, rng.integers(0, k, n))
        yield class_case(f"{index}", truth, guess, k)
    yield class_case("one class, all right", [0, 0, 0], [0, 0, 0], 2)
    yield class_case("one class, all wrong", [0, 0, 0], [1, 1, 1], 2)
    yield class_case("no positives", [0, 0, 0, 0], [0, 1, 0, 0], 2)
    yield class_case("a class that is nowhere", [0, 1, 0, 1], [0, 1, 1, 1], 3)
    yield class_case("a class that is only recognized", [0, 1, 0, 1], [0, 2, 1, 1], 3)


# Scores of two classes


def calibration_error(confidences, hits, bins=15):
    """Guo et al. 2017, in whole numbers: the bins are closed above."""
    confidences, hits = np.asarray(confidences, float), np.asarray(hits, float)
    # Nearest integers first, so that 0.8 · 15 is 12 and no more.
    scaled = confidences * bins
    nearest = np.round(scaled)
    places = np.where(np.abs(scaled - nearest) < 1e-9, nearest, np.ceil(scaled)).astype(int) - 1
    assert np.array_equal(places, np.ceil(scaled).astype(int) - 1), "a confidence too near an edge"
    error = 0.0
    for place in set(places):
        chosen = places == place
        error += chosen.mean() * abs(hits[chosen].mean() - confidences[chosen].mean())
    if not np.any(np.abs(scaled - nearest) < 1e-9):
        right, said = calibration_curve(hits, confidences, n_bins=bins)
        counts = np.bincount(places, minlength=bins)
        golden.close(error, np.sum(counts[counts > 0] * np.abs(right - said)) / len(hits), 1e-12,
            "bins")
    return error


def ranking_case(name, truth, scores, scale):
    truth, s = np.asarray(truth), np.asarray(scores) / scale
    fpr, tpr, thresholds = sk.roc_curve(truth, s, drop_intermediate=False, pos_label=1)
    precision, recall, rising = sk.precision_recall_curve(truth, s, pos_label=1)
    assert np.array_equal(thresholds[1:], rising[::-1])
    values = {
        "auc": sk.roc_auc_score(truth, s),
        "averagePrecision": sk.average_precision_score(truth, s),
        "logLoss": sk.log_loss(truth, s, labels=[0, 1]),
        "perplexity": math.exp(sk.log_loss(truth, s, labels=[0, 1])),
        "brierScore": sk.brier_score_loss(truth, s, labels=[0, 1], pos_label=1),
        "expectedCalibrationError": calibration_error(np.maximum(s, 1 - s), (s > 0.5) == truth),
        "binaryAccuracy": sk.accuracy_score(truth, s > 0.5),
        "threshold": sk.accuracy_score(truth, s > 0.3),
    }
    return {
        "name": name, "truth": digits(truth), "scores": [int(v) for v in scores], "scale": scale,
        "values": short(values),
        "figures": short({"fpr": fpr, "tpr": tpr, "precision": precision, "recall": recall}),
        "thresholds": [int(round(v * scale)) for v in rising],
    }


def ranking_cases():
    rng = golden.generator("rankings")
    for index in range(CASES):
        n, scale = int(rng.integers(5, 31)), int(rng.choice([7, 20, 97]))
        truth = rng.integers(0, 2, n)
        truth[:2] = [0, 1]
        scores = np.clip(rng.integers(0, scale + 1, n) + truth * rng.integers(0, scale // 2 + 1, n),
            0, scale)
        yield ranking_case(f"{index}", truth, scores, scale)
    yield ranking_case("no positives", [0, 0, 0], [1, 5, 2], 7)
    yield ranking_case("no negatives", [1, 1, 1], [1, 5, 2], 7)
    yield ranking_case("all equal", [0, 1, 1, 0, 1], [3, 3, 3, 3, 3], 7)
    yield ranking_case("perfect", [0, 1, 1, 0], [0, 6, 7, 1], 7)


# Probabilities of several classes


def probability_cases():
    rng = golden.generator("probabilities")
    for index in range(CASES):
        k, n = int(rng.integers(3, 6)), int(rng.integers(6, 31))
        truth = np.concatenate([np.arange(k), rng.integers(0, k, n - k)])
        weights = np.stack([rng.choice(np.arange(1, 40), k, replace=False) for _ in range(n)])
        best = weights.argmax(axis=1)
        for row in np.flatnonzero(rng.uniform(size=n) < 0.4):
            weights[row, [truth[row], best[row]]] = weights[row, [best[row], truth[row]]]
        p = weights / weights.sum(axis=1, keepdims=True)
        hits = p.argmax(axis=1) == truth
        auc = lambda kind: sk.roc_auc_score(truth, p, multi_class="ovr", average=kind)
        precision = lambda kind: sk.average_precision_score(truth, p, average=kind)
        values = {
            "auc": auc("macro"), "aucWeighted": auc("weighted"), "aucMicro": auc("micro"),
            "averagePrecision": precision("macro"),
            "averagePrecisionWeighted": precision("weighted"),
            "averagePrecisionMicro": precision("micro"),
            "logLoss": sk.log_loss(truth, p), "perplexity": math.exp(sk.log_loss(truth, p)),
            "brierScore": sk.brier_score_loss(truth, p, labels=list(range(k))),
            "expectedCalibrationError": calibration_error(p.max(axis=1), hits),
            "accuracy": hits.mean(),
        }
        top = [sk.top_k_accuracy_score(truth, p, k=count) for count in range(1, k)]
        yield {
            "name": f"{index}", "classes": k, "truth": digits(truth),
            "scores": [int(v) for v in weights.ravel()],
            "values": short(values), "figures": {"top": short(top)},
        }


# Values


def value_case(name, target, guess, width):
    shape = (-1, width)
    t, p = (np.asarray(v, float).reshape(shape) / 10 for v in (target, guess))
    norms = np.linalg.norm(t, axis=1) * np.linalg.norm(p, axis=1)
    cosines = np.diag(sk.pairwise.cosine_similarity(t, p))
    golden.close(cosines, np.where(norms > 0, (t * p).sum(axis=1) / np.maximum(norms, 1e-300), 0),
        1e-12, "cosine")
    values = {
        "meanAbsoluteError": sk.mean_absolute_error(t, p),
        "meanSquaredError": sk.mean_squared_error(t, p),
        "rootMeanSquaredError": sk.root_mean_squared_error(t.ravel(), p.ravel()),
        "cosineSimilarity": cosines.mean(),
        "r2Score": sk.r2_score(t, p),
        "explainedVariance": sk.explained_variance_score(t, p),
    }
    if np.all(t != 0):
        values["meanAbsolutePercentageError"] = 100 * sk.mean_absolute_percentage_error(t, p)
    # Keras, as the library, takes values below 10⁻⁷ for 10⁻⁷.
    if np.all(t > 0) and np.all(p > 0):
        values["meanSquaredLogarithmicError"] = sk.mean_squared_log_error(t, p)
    return {
        "name": name, "width": width, "targets": [int(v) for v in target],
        "predictions": [int(v) for v in guess], "values": short(values),
    }


def value_cases():
    rng = golden.generator("values")
    for index in range(CASES):
        n, width = int(rng.integers(5, 41)), int(rng.integers(1, 4))
        low = 1 if index % 2 else -99
        target = rng.integers(low, 100, n * width)
        target[target == 0] = 7
        guess = np.maximum(target + rng.integers(-30, 31, n * width), low)
        yield value_case(f"{index}", target, guess, width)
    yield value_case("constant targets", [20, 20, 20], [10, 20, 30], 1)
    yield value_case("constant targets, met", [20, 20, 20], [20, 20, 20], 1)
    yield value_case("an offset", [10, 20, 30], [20, 30, 40], 1)
    yield value_case("one example", [20], [30], 1)
    yield value_case("a row of zeros", [10, 20, 30, 40], [0, 0, 30, 50], 2)


# Texts


def fewest_edits(reference, hypothesis):
    """[substitutions, deletions, insertions, hits], of the shortest ways one with the most
    substitutions."""

    @lru_cache(None)
    def way(i, j):
        """(distance, deletions + insertions, substitutions, deletions, insertions, hits) of the
        first i and j."""
        if i == 0 and j == 0:
            return (0,) * 6
        options = []
        if i and j:
            d, gaps, s, de, ins, h = way(i - 1, j - 1)
            same = reference[i - 1] == hypothesis[j - 1]
            options.append((d, gaps, s, de, ins, h + 1) if same else (d + 1, gaps, s + 1, de, ins,
                    h))
        if i:
            d, gaps, s, de, ins, h = way(i - 1, j)
            options.append((d + 1, gaps + 1, s, de + 1, ins, h))
        if j:
            d, gaps, s, de, ins, h = way(i, j - 1)
            options.append((d + 1, gaps + 1, s, de, ins + 1, h))
        return min(options, key=lambda o: o[:2])

    return list(way(len(reference), len(hypothesis))[2:])


def text_cases():
    rng = golden.generator("texts")
    letters = np.array(list(string.ascii_lowercase[:9]))
    word = lambda: "".join(rng.choice(letters[:3], int(rng.integers(1, 4))))
    for index in range(CASES):
        vocabulary = [word() for _ in range(int(rng.integers(3, 9)))]
        sentences, references = [], []
        for _ in range(int(rng.integers(1, 4))):
            reference = [str(w) for w in rng.choice(vocabulary, int(rng.integers(4, 13)))]
            garbled = lambda: [
                str(v) for w in reference
                for v in {0: [], 1: [w, rng.choice(vocabulary)], 2: [rng.choice(vocabulary)]}.get(
                    int(rng.integers(0, 12)), [w])
            ] or [reference[0]]
            sentences.append(garbled())
            references.append([reference, garbled()])
        joined = [" ".join(s) for s in sentences]
        streams = [[" ".join(r[i]) for r in references] for i in range(2)]
        values = {}
        for name, method, value in [("none", "none", None), ("floor", "floor", 0.1),
            ("add", "add-k", 1), ("exponential", "exp", None)]:
            result = sacrebleu.corpus_bleu(joined, streams, smooth_method=method,
                smooth_value=value, tokenize="none", force=True)
            values[name] = result.score / 100
            values["brevityPenalty"] = result.bp
        theirs = nltk_bleu.corpus_bleu(references, sentences)
        # nltk counts one n-gram of a sentence that is too short to have any.
        if values["none"] > 0 and min(map(len, sentences)) >= 4:
            golden.close(values["none"], theirs, 1e-12, "BLEU by nltk")
        words = [fewest_edits(tuple(r[0]), tuple(s)) for r, s in zip(references, sentences)]
        characters = [fewest_edits(" ".join(r[0]), " ".join(s)) for r,
            s in zip(references, sentences)]
        values["words"], values["characters"] = jiwer.wer(streams[0], joined), jiwer.cer(streams[0],
            joined)
        for name, counts in (("words", words), ("characters", characters)):
            s, d, i, h = np.sum(counts, axis=0)
            golden.close((s + d + i) / (s + d + h), values[name], 1e-12, name)
        yield {
            "name": f"{index}", "hypotheses": joined, "references": streams,
            "values": short(values),
            "figures": {"words": short(np.sum(words, axis=0)),
                "characters": short(np.sum(characters, axis=0))},
        }


# Detections


def overlap(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    common = max(width, 0) * max(height, 0)
    area = lambda r: (r[2] - r[0]) * (r[3] - r[1])
    return common / (area(a) + area(b) - common)


def voc(detections, truths, label, eleven):
    """The rule of PASCAL VOC's devkit, for boxes whose edges are no pixels."""
    objects = {}
    count = 0
    for image, kind, box, hard in truths:
        if kind == label:
            objects.setdefault(image, []).append([box, hard, False])
            count += not hard
    if count == 0:
        return math.nan
    right, wrong = [], []
    for image, _, score, box in sorted((d for d in detections if d[1] == label), key=lambda d:
        -d[2]):
        found = objects.get(image, [])
        overlaps = [overlap(box, o[0]) for o in found]
        best = int(np.argmax(overlaps)) if found else None
        tp = fp = 0
        if found and overlaps[best] >= 0.5:
            if not found[best][1]:
                if found[best][2]:
                    fp = 1
                else:
                    tp, found[best][2] = 1, True
        else:
            fp = 1
        right.append(tp)
        wrong.append(fp)
    tp, fp = np.cumsum(right), np.cumsum(wrong)
    recall = tp / count
    precision = tp / np.maximum(tp + fp, np.finfo(float).eps)
    if eleven:
        levels = np.arange(0.0, 1.1, 0.1)
        return sum(precision[recall >= t].max() if np.any(recall >= t) else 0 for t in levels) / 11
    recall = np.concatenate([[0.0], recall, [1.0]])
    precision = np.concatenate([[0.0], precision, [0.0]])
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    steps = np.flatnonzero(recall[1:] != recall[:-1])
    return float(np.sum((recall[steps + 1] - recall[steps]) * precision[steps + 1]))


def coco(detections, truths, images, labels):
    """(AP over the ten overlaps, AP at ½) by pycocotools."""
    corners = lambda b: [b[0], b[1], b[2] - b[0], b[3] - b[1]]
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = {
            "images": [{"id": i + 1} for i in range(images)],
            "categories": [{"id": c + 1} for c in range(labels)],
            "annotations": [
                {"id": n + 1, "image_id": i + 1, "category_id": c + 1, "bbox": corners(b),
                    "area": corners(b)[2] * corners(b)[3], "iscrowd": int(hard)}
                for n, (i, c, b, hard) in enumerate(truths)
            ],
        }
        truth.createIndex()
        found = truth.loadRes(
            [{"image_id": i + 1, "category_id": c + 1, "bbox": corners(b), "score": s} for i, c, s,
                b in detections])
        result = COCOeval(truth, found, "bbox")
        result.evaluate()
        result.accumulate()
    precision = result.eval["precision"][:, :, :, 0, 2]
    mean = lambda values: values[values > -1].mean() if np.any(values > -1) else math.nan
    return mean(precision), mean(precision[:1])


def detection_cases():
    rng = golden.generator("detections")
    for index in range(CASES):
        images, labels = int(rng.integers(1, 4)), int(rng.integers(1, 4))
        truths, detections = [], []
        for image in range(images):
            for _ in range(int(rng.integers(1, 6))):
                x, y = rng.integers(0, 30, 2)
                w, h = rng.integers(4, 15, 2)
                box = [int(v) for v in (x, y, x + w, y + h)]
                label = int(rng.integers(0, labels))
                truths.append((image, label, box, index % 3 == 0 and rng.uniform() < 0.2))
                for _ in range(int(rng.integers(0, 4))):
                    moved = [int(v) for v in np.array(box) + rng.integers(-2, 3, 4)]
                    if moved[2] <= moved[0] or moved[3] <= moved[1]:
                        continue
                    kind = label if rng.uniform() < 0.85 else int(rng.integers(0, labels))
                    detections.append((image, kind, int(rng.integers(1, 30)) / 30, moved))
        if not detections:
            continue
        each = lambda eleven: [voc(detections, truths, c, eleven) for c in range(labels)]
        mean = lambda values: np.nanmean(values) if not np.all(np.isnan(values)) else math.nan
        ap, half = coco(detections, truths, images, labels)
        yield {
            "name": f"{index}", "images": images,
            "detections": [[i, c, round(s * 30), *b] for i, c, s, b in detections],
            "truths": [[i, c, *b, int(hard)] for i, c, b, hard in truths],
            "values": short({"voc2007": mean(each(True)), "voc2010": mean(each(False)), "coco": ap,
                    "half": half}),
        }


# Intervals


def interval_cases():
    rng = golden.generator("intervals")
    for index in range(CASES):
        n, samples = int(rng.integers(5, 21)), int(rng.integers(20, 61))
        data = np.round(rng.exponential(10, n)).astype(int)
        drawn = data[rng.integers(0, n, (samples, n))].sum(axis=1)
        confidence = float(rng.choice([0.8, 0.9, 0.95]))
        given = type("Given", (), {"bootstrap_distribution": drawn.astype(float)})
        values = {}
        for method in ("percentile", "BCa"):
            result = scipy.stats.bootstrap(
                (data.astype(float),), np.sum, n_resamples=0, bootstrap_result=given, method=method,
                confidence_level=confidence)
            values[method.lower() + "Lower"], values[method.lower()
                + "Upper"] = result.confidence_interval
            values["standardError"] = result.standard_error
        yield {
            "name": f"{index}", "data": [int(v) for v in data], "samples": [int(v) for v in drawn],
            "confidence": confidence, "values": short(values),
        }


learn = golden.versions(sklearn)
golden.write(
    "evaluation_classes.json", learn,
    "truth and recognized: a digit each. figures: of each class, then macro, micro, weighted; "
    "true, pred, all: the "
    "normalized confusion matrix, row by row.", list(class_cases()))
golden.write(
    "evaluation_rankings.json", learn,
    "scores and thresholds (of the precision-recall curve) are divided by scale.",
    list(ranking_cases()))
golden.write(
    "evaluation_probabilities.json", learn,
    "scores row by row; a row divided by its sum is a probability. top: accuracy among the k "
    "greatest, k from 1 on.",
    list(probability_cases()))
golden.write(
    "evaluation_values.json", learn, "targets and predictions row by row, divided by 10.",
    list(value_cases()))
golden.write(
    "evaluation_texts.json", f"{golden.versions(sacrebleu)}, jiwer",
    "references: two streams. words and characters: error rates against the first, and "
    "substitutions, deletions, "
    "insertions, hits.", list(text_cases()))
golden.write(
    "evaluation_detections.json", "pycocotools; PASCAL VOC's rule in NumPy",
    "detections: image, class, score times 30, corners; truths: image, class, corners, whether it "
    "is ignored.",
    list(detection_cases()))
golden.write(
    "evaluation_intervals.json", golden.versions(scipy),
    "Of the sum of data, by the sums of bootstrap samples.", list(interval_cases()))
