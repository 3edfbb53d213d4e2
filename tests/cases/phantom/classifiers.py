"""Small classifiers that see only what should not tell: words of histories, mean grey levels."""

import re
from collections import Counter

import numpy as np

_WORD = re.compile(r"[a-z]+")
#: Words that stand in any sentence.
_STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "for",
        "from",
        "in",
        "is",
        "of",
        "on",
        "or",
        "the",
        "to",
        "was",
        "with",
        "has",
        "had",
        "not",
        "no",
    ]
)


def words_of(text):
    """The words of a history once each, without numbers and filling."""
    return set(_WORD.findall(text.lower())) - _STOP


def bayes_scores(train, labels, tests):
    """Log odds of each test document for class 1: naive Bayes on word presence, equal priors."""
    counts = [Counter(), Counter()]
    for words, label in zip(train, labels, strict=True):
        counts[label].update(words)
    sizes = [max(1, sum(label == one for label in labels)) for one in (0, 1)]
    vocabulary = set(counts[0]) | set(counts[1])
    odds = {
        w: np.log((counts[1][w] + 1) / (sizes[1] + 2))
        - np.log((counts[0][w] + 1) / (sizes[0] + 2))
        for w in vocabulary
    }
    return np.array([sum(odds[w] for w in words if w in odds) for words in tests]), odds


def balanced_accuracy(guesses, labels):
    """Mean of the share of right guesses in each class: 0.5 is chance whatever their sizes."""
    guesses, labels = np.asarray(guesses), np.asarray(labels)
    return float(np.mean([(guesses[labels == c] == c).mean() for c in (0, 1)]))


def folds(labels, count, rng):
    """Stratified folds: an array that names each item's fold."""
    labels = np.asarray(labels)
    out = np.zeros(len(labels), int)
    for c in (0, 1):
        order = rng.permutation(np.flatnonzero(labels == c))
        out[order] = np.arange(len(order)) % count
    return out


def history_accuracy(texts, labels, *, count=5, repeats=8, seed=1):
    """Cross-validated balanced accuracy of guessing the label from the words alone."""
    documents = [words_of(text) for text in texts]
    labels = np.asarray(labels, int)
    scores = []
    for k in range(repeats):
        fold = folds(labels, count, np.random.default_rng(seed + k))
        guesses = np.zeros(len(labels), int)
        for f in range(count):
            train = np.flatnonzero(fold != f)
            test = np.flatnonzero(fold == f)
            found, _ = bayes_scores(
                [documents[i] for i in train], labels[train], [documents[i] for i in test]
            )
            # The threshold that splits the training documents evenly between the classes.
            own, _ = bayes_scores(
                [documents[i] for i in train], labels[train], [documents[i] for i in train]
            )
            middle = (np.median(own[labels[train] == 0]) + np.median(own[labels[train] == 1])) / 2
            guesses[test] = found > min(middle, 0.0)
        scores.append(balanced_accuracy(guesses, labels))
    return float(np.mean(scores))


def leaking_words(texts, labels, least=3):
    """Words by how much they tell, most telling first: (log odds, word, times in 1, times in 0)."""
    documents = [words_of(text) for text in texts]
    labels = np.asarray(labels, int)
    _, odds = bayes_scores(documents, labels, [])
    rows = []
    for word, value in odds.items():
        times = [
            sum(word in d for d, y in zip(documents, labels, strict=True) if y == c)
            for c in (1, 0)
        ]
        if sum(times) >= least:
            rows.append((round(float(value), 2), word, *times))
    return sorted(rows, key=lambda row: -abs(row[0]))


def linear_accuracy(features, labels):
    """Leave-one-out accuracy of Fisher's linear discriminant, equal priors."""
    features, labels = np.asarray(features, float), np.asarray(labels, int)
    right = 0
    for i in range(len(labels)):
        keep = np.arange(len(labels)) != i
        x, y = features[keep], labels[keep]
        spread = x.std(0) + 1e-9
        means = [x[y == c].mean(0) for c in (0, 1)]
        within = sum(np.cov((x[y == c] / spread).T, bias=True) for c in (0, 1)) / 2
        within = np.atleast_2d(within) + 0.1 * np.eye(x.shape[1])
        w = np.linalg.solve(within, (means[1] - means[0]) / spread)
        value = (features[i] - (means[0] + means[1]) / 2) / spread @ w
        right += int((value > 0) == bool(labels[i]))
    return right / len(labels)
