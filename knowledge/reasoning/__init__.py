"""What follows from the facts: comparing two entities, ranking causes, the next best feature.

Pure functions of the values of `knowledge.schema.types`; they know no Django, no NumPy, no clock.

compare.py   compare(a, b, findings) → Comparison: two entities side by side, what differs first
graph.py     build_graph(entities, findings, clues) → Graph: who shows what how often
rank.py      rank(observed, graph) → Ranked…: causes by a weighted count, with their reasons
gain.py      next_features(observed, graph) → Gain…: what to look for next
"""

from knowledge.reasoning.compare import Comparison, compare
from knowledge.reasoning.gain import Gain, next_features
from knowledge.reasoning.graph import Feature, Graph, Word, build_graph
from knowledge.reasoning.rank import Observed, Ranked, Reason, rank

__all__ = [
    "Comparison",
    "Feature",
    "Gain",
    "Graph",
    "Observed",
    "Ranked",
    "Reason",
    "Word",
    "build_graph",
    "compare",
    "next_features",
    "rank",
]
