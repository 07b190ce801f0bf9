"""Weights that make the largest weighted sum of gains small, for many jobs at once: the bounds of `batches`.

`padded` is jobs × steps × options × parties, -inf where an option is not there; `start` what each party begins with.
Linkages are left aside here: any weights are right, good ones prune more.
"""

from __future__ import annotations

import numpy as np

from detente.engines.bargaining.wide import Array

_TURNS = 60


def _top(padded: Array, weights: Array) -> Array:
    """The gains at the largest weighted sum of each job, linkages left aside."""
    jobs, issues = np.arange(len(weights))[:, None], np.arange(padded.shape[1])[None, :]
    scores = np.einsum("jiop,jp->jio", np.maximum(padded, -1e100), weights)
    answer: Array = padded[jobs, issues, scores.argmax(axis=2)].sum(axis=1)
    return answer


def balanced(padded: Array, start: Array, share: Array) -> Array:
    """Weights with Σ w·share = 1 that make the largest weighted sum of gains small."""
    used = share > 0
    scale = np.where(used, 1.0 / np.where(used, share, 1.0), 0.0)
    logs = np.where(used, 0.0, -np.inf)
    best = np.where(used, 1.0, 0.0) / np.maximum(used.sum(axis=1, keepdims=True), 1)
    bound = np.full(len(start), np.inf)
    for turn in range(_TURNS):
        top = logs.max(axis=1, keepdims=True)
        weights = np.exp(logs - np.where(np.isfinite(top), top, 0.0))
        weights /= np.maximum(weights.sum(axis=1, keepdims=True), 1e-300)
        gains = (start + _top(padded, weights * scale)) * scale
        value = (weights * gains).sum(axis=1)
        lower = value < bound
        best[lower], bound = weights[lower], np.minimum(bound, value)
        far = np.where(used, gains - value[:, None], 0.0)
        spread = np.maximum(np.abs(far).max(axis=1, keepdims=True), 1e-300)
        logs = logs - far / spread * (2.0 / np.sqrt(turn + 1.0))
    return np.asarray(best * scale)


def raised(padded: Array, start: Array, aims: Array) -> Array:
    """Weights above the aims that make the largest weighted sum small: what floors at 0 are worth."""
    size = aims.max(axis=1, keepdims=True)
    extra, best, bound = np.zeros(aims.shape), aims.copy(), np.full(len(start), np.inf)
    for turn in range(_TURNS):
        weights = aims + extra
        gains = start + _top(padded, weights)
        value = (weights * gains).sum(axis=1)
        lower = value < bound
        best[lower], bound = weights[lower], np.minimum(bound, value)
        spread = np.maximum(np.abs(gains).max(axis=1, keepdims=True), 1e-300)
        extra = np.maximum(extra - size * gains / spread * (2.0 / np.sqrt(turn + 1.0)), 0.0)
    return best
