"""Names that are none of ours: decided by educators, understood at once, taken along as YAML."""

from __future__ import annotations

from typing import Any

import yaml

from knowledge.models import OtherName

HEAD = {
    OtherName.Kind.KNOWN: (
        "Real conditions that are none of ours. Put the lines below `conditions` of "
        "known_other.yaml,\nadd other names in brackets, and run manage.py check_knowledge."
    ),
    OtherName.Kind.PROPOSED: (
        "Proposed entities. Each needs a file of its own in entities/, with sources; see README.md"
        " there.\nUntil then they are understood as conditions of their own."
    ),
}


def accept_other(text: str, *, kind: str, by: Any) -> OtherName:
    """Let `text` be understood as a condition of its own from now on; decided anew, it moves."""
    text = " ".join(text.split())
    found = OtherName.objects.filter(text__iexact=text).first()
    name = found or OtherName(text=text)
    name.kind, name.decided_by = kind, by
    name.save()
    return name


def withdraw_other(text: str) -> int:
    """Forget what was decided on `text`; returns how many names went."""
    gone, _rows = OtherName.objects.filter(text__iexact=" ".join(text.split())).delete()
    return gone


def others_as_yaml() -> str:
    """Return both lists as YAML in the form of the content files. One query."""
    parts = []
    rows = list(OtherName.objects.order_by("text"))
    for kind, section in (("known", "conditions"), ("proposed", "proposed")):
        names = [row.text for row in rows if row.kind == kind]
        head = "\n".join(f"# {line}" for line in HEAD[OtherName.Kind(kind)].split("\n"))
        body = yaml.safe_dump({section: names}, allow_unicode=True, sort_keys=False, width=100)
        parts.append(f"{head}\n{body}")
    return "\n".join(parts)
