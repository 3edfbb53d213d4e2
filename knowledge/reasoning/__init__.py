"""What follows from the facts: comparing two entities, ranking causes, the next best feature.

Pure functions of the values of `knowledge.schema.types`; they know no Django, no NumPy, no clock.

compare.py     compare(a, b, findings) → Comparison: two entities side by side, what differs first
"""

from knowledge.reasoning.compare import Comparison, compare

__all__ = ["Comparison", "compare"]
