"""What became of an intake, put together for its page."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from cases.intake.collect import decks_of
from cases.intake.deck import Deck
from cases.intake.folder import Folder
from cases.intake.service import rows_of
from cases.models import Case, HeldFile, HeldState, Intake, Series

#: Names shown of a group of files; the rest is counted.
NAMES_SHOWN = 200
STATUSES = (
    ("quarantined", _("Not taken")),
    ("held", _("Held back")),
    ("read", _("To choose from")),
    ("duplicate", _("Already there")),
    ("taken", _("Taken")),
)
ACTIONS = (
    ("X", _("Removed")),
    ("Z", _("Emptied")),
    ("D", _("Replaced by a dummy")),
    ("U", _("Replaced by another UID")),
    ("C", _("Cleaned: harmless words or shifted dates kept")),
    ("K", _("Kept: says how the image was made")),
)


@dataclass(frozen=True)
class Group:
    """Files with the same fate for the same reason."""

    status: str
    label: str
    sentence: str
    case: str
    names: list[str]

    @property
    def more(self) -> int:
        """Return how many names are not shown."""
        return max(0, len(self.names) - NAMES_SHOWN)

    @property
    def shown(self) -> list[str]:
        """Return the names that are shown."""
        return self.names[:NAMES_SHOWN]


@dataclass(frozen=True)
class Action:
    """One action of the de-identification with the elements that it met, most frequent first."""

    label: str
    count: int
    elements: list[tuple[str, int]]


@dataclass
class HeldSeries:
    """Files of one series that wait for a look; the first of them stands for all."""

    first: HeldFile
    count: int


@dataclass
class Outcome:
    """What the page of a finished intake shows."""

    cases: list[tuple[Case, Series | None]] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    held: list[HeldSeries] = field(default_factory=list)
    decks: list[Deck] = field(default_factory=list)
    releasing: int = 0
    kept: bool = False


def outcome(intake: Intake) -> Outcome:
    """Return cases with a picture, files by fate, elements by action. Three queries."""
    folder = Folder(intake.public_id)
    report = folder.report()
    cases = list(intake.cases.prefetch_related("studies__series"))
    found = Outcome(cases=[(case, _picture(case)) for case in cases], kept=report is not None)
    found.decks = decks_of(folder)
    _add_held(found, intake)
    if report:
        found.groups = _groups(report)
        found.actions = _actions(report.get("elements", {}))
    return found


def _add_held(found: Outcome, intake: Intake) -> None:
    by_series: dict[tuple[str, int, int], HeldSeries] = {}
    for held in intake.held_files.filter(state__in=(HeldState.WAITING, HeldState.RELEASING)):
        if held.state == HeldState.RELEASING:
            found.releasing += 1
            continue
        key = (held.series, held.rows, held.cols)
        by_series.setdefault(key, HeldSeries(held, 0)).count += 1
    found.held = list(by_series.values())


def _picture(case: Case) -> Series | None:
    series = [one for study in case.studies.all() for one in study.series.all()]
    ready = sorted((one for one in series if one.frames_ready), key=lambda one: one.order)
    return ready[0] if ready else None


def _groups(report: dict[str, object]) -> list[Group]:
    names: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in rows_of(report):
        names[(row.status, row.sentence, row.case)].append(row.name)
    order = {status: number for number, (status, _label) in enumerate(STATUSES)}
    labels = dict(STATUSES)
    return [
        Group(status, str(labels.get(status, status)), sentence, case, found)
        for (status, sentence, case), found in sorted(
            names.items(), key=lambda one: (order.get(one[0][0], 9), one[0])
        )
    ]


def _actions(elements: dict[str, int]) -> list[Action]:
    by_action: dict[str, Counter[str]] = defaultdict(Counter)
    for name, count in elements.items():
        action, _colon, keyword = name.partition(":")
        by_action[action][keyword] += count
    return [
        Action(str(label), by_action[code].total(), by_action[code].most_common())
        for code, label in ACTIONS
        if by_action[code]
    ]
