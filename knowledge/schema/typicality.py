"""Rules of typicality: no entity shows a finding more or less often than its own table says."""

from __future__ import annotations

from collections.abc import Callable

from knowledge.schema.draft import Draft


def _findings_agree_with_imaging(draft: Draft) -> None:
    """A finding that stands for a signal is never `always` or `never` against the table."""
    signals = {item.slug: item for item, _, _ in draft.findings if item.signal_of}
    for entity, doc in draft.entities:
        for slug, typicality in entity.findings.items():
            finding = signals.get(slug)
            if finding is None:
                continue
            for sequence, words in finding.signal_of.items():
                row = entity.imaging.get(sequence)
                if row is None or row.signal in (None, "variable", "intermediate"):
                    continue
                fits = row.signal in words
                if typicality in (("never",) if fits else ("always", "usual")):
                    doc.complain(
                        ("findings", slug),
                        f"“{slug}: {typicality}” contradicts the imaging table, where "
                        f"{sequence} is {row.signal}.",
                    )


RULES: tuple[Callable[[Draft], None], ...] = (_findings_agree_with_imaging,)
