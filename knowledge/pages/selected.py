"""What a reader ticked, out of the address: which features were seen, which are not there.

Addresses hold `see` and `not`, each as often as needed, in the order of the vocabulary. A form
without JavaScript also sends one field for each group of which only one can be true (CT class,
T1, age …); they are folded into `see`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knowledge.reasoning import Graph, Observed

Text = str | Promise
#: Nobody judges more features than this of one patient.
MOST = 60


@dataclass(frozen=True)
class Group:
    """Features of which at most one is true. key: the name of the form field."""

    key: str
    slugs: tuple[str, ...]


@dataclass(frozen=True)
class Selected:
    """The judged features, and what was left out of the address, in sentences."""

    observed: Observed
    remarks: tuple[Text, ...] = ()

    @property
    def query(self) -> str:
        """The canonical address of this state, without the question mark."""
        pairs = [("see", slug) for slug in self.observed.seen]
        return urlencode([*pairs, *(("not", slug) for slug in self.observed.absent)])

    def with_seen(self, slug: str) -> Selected:
        """The same with `slug` seen."""
        seen = (*self._others(self.observed.seen, slug), slug)
        return Selected(Observed(seen, self._others(self.observed.absent, slug)))

    def with_absent(self, slug: str) -> Selected:
        """The same with `slug` looked for and not there."""
        absent = (*self._others(self.observed.absent, slug), slug)
        return Selected(Observed(self._others(self.observed.seen, slug), absent))

    def without(self, slug: str) -> Selected:
        """The same without a word on `slug`."""
        seen, absent = self.observed.seen, self.observed.absent
        return Selected(Observed(self._others(seen, slug), self._others(absent, slug)))

    @staticmethod
    def _others(slugs: tuple[str, ...], slug: str) -> tuple[str, ...]:
        return tuple(item for item in slugs if item != slug)


def selected_from(data: QueryDict, graph: Graph, groups: Iterable[Group]) -> Selected:
    """Read an address; what is unknown, doubled or too much is left out with a remark."""
    groups = tuple(groups)
    seen = [
        *data.getlist("see"),
        *(value for group in groups for value in data.getlist(group.key)),
    ]
    absent = data.getlist("not")
    remarks: list[Text] = []
    given = [slug for slug in (*seen, *absent) if slug]
    if any(slug not in graph.features for slug in given):
        remarks.append(
            _("Something in the address is not a feature that is known here; it was left out.")
        )
    if len(dict.fromkeys(given)) > MOST:
        remarks.append(_("More was ticked than can be weighed at once; the rest was left out."))
    observed = Observed(tuple(seen[:MOST]), tuple(absent[:MOST])).within(graph)
    kept = _one_of_each_group(observed.seen, groups)
    if len(kept) < len(observed.seen):
        remarks.append(_("Of features that exclude each other the first was kept."))
    order = {slug: index for index, slug in enumerate(graph.features)}
    sorted_seen = tuple(sorted(kept, key=order.__getitem__))
    sorted_absent = tuple(sorted(observed.absent, key=order.__getitem__))
    return Selected(replace(observed, seen=sorted_seen, absent=sorted_absent), tuple(remarks))


def _one_of_each_group(seen: tuple[str, ...], groups: tuple[Group, ...]) -> tuple[str, ...]:
    group_of: Mapping[str, str] = {slug: group.key for group in groups for slug in group.slugs}
    taken: set[str] = set()
    kept: list[str] = []
    for slug in seen:
        key = group_of.get(slug, slug)
        if key not in taken:
            kept.append(slug)
        taken.add(key)
    return tuple(kept)
