"""References to take along: the printed line taken apart, and written as BibTeX or RIS.

Pure: the functions take `Work` values and give text. `parts_of` reads what a citation surely
says; where it cannot tell authors or journal, the whole line stays the title.
"""

from knowledge.bibliography.bibtex import to_bibtex
from knowledge.bibliography.parts import Parts, Work, parts_of
from knowledge.bibliography.ris import to_ris

__all__ = ["Parts", "Work", "parts_of", "to_bibtex", "to_ris"]
