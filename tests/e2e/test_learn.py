"""Self-study in a browser: linked viewers, outlines, filters that keep the address."""

import re

import pytest
from playwright.sync_api import expect

from cases.models import Showing
from tests.e2e.reading_cases import exhibits, knowledge

COMPARE = "/learn/compare/vertebral-hemangioma/lytic-metastases/"
#: Slice and series of both viewers, as they are shown.
NOW = """() => [...document.querySelectorAll("[data-pair] dicom-stack")].map(
    (one) => one.stack && [one.stack.active.slice, one.stack.active.series.label])"""


@pytest.fixture
def both(live_server, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    knowledge()
    exhibits()


@pytest.fixture
def browse(page, live_server, both):
    def go(path):
        page.goto(f"{live_server.url}{path}")
        return page

    return go


@pytest.fixture
def compared(browse):
    page = browse(COMPARE)
    expect(page.locator("[data-bond]")).to_be_visible()
    page.wait_for_function(f"() => ({NOW})().every((one) => one && one[0] === 4)")
    # Keys and tools come after the first image; a key pressed before them is nobody's.
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-pair] dicom-stack')].every((one) => one.stack?.menus)"
    )
    return page


def wait_for(page, slices, label="T1 sagittal"):
    page.wait_for_function(
        f"(wanted) => JSON.stringify(({NOW})()) === JSON.stringify(wanted)",
        arg=[[one, label] for one in slices],
    )


def test_slices_follow_each_other_until_they_are_unlinked(compared):
    left, right = (compared.locator("[data-pair] dicom-stack .ds-port").nth(n) for n in (0, 1))
    left.focus()
    compared.keyboard.press("ArrowDown")
    wait_for(compared, [5, 5])
    right.focus()
    compared.keyboard.press("ArrowUp")
    compared.keyboard.press("ArrowUp")
    wait_for(compared, [3, 3])
    compared.locator("[data-bond]").click()
    right.focus()
    compared.keyboard.press("ArrowDown")
    wait_for(compared, [3, 4])


#: Of both viewers: screen pixels a millimeter, then the patient point in the middle.
PLACES = """() => [...document.querySelectorAll("[data-pair] dicom-stack")].map(({ stack: { active } }) => {
    const { series, slice } = active, [col, row] = active.middle(), [down, right] = series.pixelSpacing;
    const { orientation: along, positions } = series;
    return [active.zoom(), ...positions[slice].map(
        (at, i) => at + along[i] * col * right + along[3 + i] * row * down)];
})"""


def wait_for_places(page, changed_from, stretch=1, z=lambda z: z):
    """Left and right have left `changed_from` and show the same part, as large on the screen."""
    page.wait_for_function(
        f"([then]) => JSON.stringify(({PLACES})()[0]) !== JSON.stringify(then)",
        arg=[changed_from[0]],
    )
    left, right = page.evaluate(PLACES)
    assert right[0] == pytest.approx(left[0] / stretch, rel=1e-3)
    assert right[3] == pytest.approx(z(left[3]), abs=0.05)
    return left, right


def test_zoom_and_place_follow_each_other_until_they_are_unlinked(compared):
    before = compared.evaluate(PLACES)
    compared.locator("[data-pair] .ds-port").nth(0).focus()
    for _press in range(4):
        compared.keyboard.press("+")
    zoomed = wait_for_places(compared, before)
    right = compared.locator("[data-pair] .ds-port").nth(1)
    right.focus()
    compared.keyboard.press("p")
    box = right.bounding_box()
    compared.mouse.move(box["x"] + 100, box["y"] + 100)
    compared.mouse.down()
    compared.mouse.move(box["x"] + 100, box["y"] + 60, steps=4)
    compared.mouse.up()
    left, _right = wait_for_places(compared, zoomed)
    compared.locator("[data-bond]").click()
    right.focus()
    compared.keyboard.press("+")
    compared.wait_for_function(f"(then) => ({PLACES})()[1][0] > then * 1.1", arg=left[0])
    assert compared.evaluate(PLACES)[0] == left


def test_two_patients_are_linked_by_level(browse):
    """The spine of the right one is twice as long: what is shown there is half as large."""
    levels = {"L1": [0, 12, -20], "L2": [0, 12, -45], "L3": [0, 12, -70]}
    longer = {name: [0, 12, 2 * at[2] + 47] for name, at in levels.items()}
    for slug, known in (("vertebral-hemangioma", levels), ("lytic-metastases", longer)):
        Showing.objects.filter(case__diagnosis_slug=slug).update(levels=known)
    page = browse(COMPARE)
    expect(page.get_by_role("button", name="Linked by level")).to_be_visible()
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-pair] dicom-stack')].every((one) => one.stack?.menus)"
    )
    before = page.evaluate(PLACES)
    page.locator("[data-pair] .ds-port").nth(0).focus()
    for _press in range(4):
        page.keyboard.press("+")
    wait_for_places(page, before, stretch=2, z=lambda z: 2 * z + 47)


def test_another_sequence_opens_on_both_sides_at_the_same_place(compared):
    compared.get_by_role("button", name="STIR").first.click()
    wait_for(compared, [4, 4], "STIR sagittal")
    expect(compared.locator("[data-couple][aria-pressed=true]")).to_have_text("STIR")


def test_outlines_are_shown_and_taken_away_on_both_sides(compared):
    outlines = compared.locator("[data-pair] .ds-region")
    expect(outlines.first).to_be_attached()
    compared.locator("[data-outlines]").click()
    expect(outlines).to_have_count(0)


def test_the_exhibit_opens_on_its_lesion_and_hides_the_outline(browse):
    page = browse("/learn/vertebral-hemangioma/")
    toggle = page.locator("[data-outline]")
    expect(toggle).to_have_attribute("aria-pressed", "true")
    outlines = page.locator("[data-exhibit] .ds-region")
    expect(outlines.first).to_be_attached()
    toggle.click()
    expect(outlines).to_have_count(0)
    page.get_by_role("link", name=re.compile("key view")).click()
    expect(page).to_have_url(re.compile("#series=.*slice=5"))


def test_a_filter_narrows_the_map_and_the_address_holds_it(browse):
    page = browse("/learn/")
    page.get_by_label("Finding", exact=True).select_option("corduroy")
    expect(page).to_have_url(re.compile("finding=corduroy"))
    expect(page.get_by_role("status").first).to_contain_text("left")
    expect(page.get_by_role("link", name=re.compile("Multiple myeloma"))).to_have_count(0)
    page.reload()
    expect(page.get_by_label("Finding", exact=True)).to_have_value("corduroy")
    page.get_by_role("link", name="Show all").click()
    expect(page.get_by_role("link", name=re.compile("Multiple myeloma"))).to_have_count(1)


def test_back_and_forward_bring_the_filters_along(browse):
    page = browse("/learn/")
    finding = page.get_by_label("Finding", exact=True)
    finding.select_option("corduroy")
    expect(page).to_have_url(re.compile("finding=corduroy"))
    page.get_by_label("Age", exact=True).select_option("age-older")
    expect(page).to_have_url(re.compile("finding=corduroy.*age=age-older"))
    page.go_back()
    expect(page).not_to_have_url(re.compile("age=age-older"))
    expect(finding).to_have_value("corduroy")
    expect(page.get_by_label("Age", exact=True)).to_have_value("")
    page.go_forward()
    expect(page.get_by_label("Age", exact=True)).to_have_value("age-older")


def test_a_deep_link_survives_reload_and_back(browse):
    page = browse("/learn/vertebral-hemangioma/")
    series = page.locator("dicom-stack").evaluate("(one) => one.stack.acquired[1].id")
    there = """() => { const view = document.querySelector('dicom-stack')?.stack?.active;
      return view?.series?.label === 'STIR sagittal' && [view.slice, view.width, view.center].join() === '2,900,410.5'; }"""
    page.goto("about:blank")
    browse(f"/learn/vertebral-hemangioma/#series={series}&slice=3&w=900&l=410.5")
    page.wait_for_function(there)
    page.reload()
    page.wait_for_function(there)
    browse("/about/")
    page.go_back()
    page.wait_for_function(there)
    assert page.url.endswith("&slice=3&w=900&l=410.5")


def test_viewers_are_large_enough_for_a_finger(phone, live_server, both):
    for path in ("/learn/vertebral-hemangioma/", COMPARE):
        phone.goto(f"{live_server.url}{path}")
        phone.wait_for_function(
            "() => [...document.querySelectorAll('dicom-stack')].every((one) => one.stack?.menus)"
        )
        small = phone.locator("dicom-stack :is(button, .ds-bar i):visible").evaluate_all(
            """(all) => all.map((one) => [one.className, one.offsetWidth, one.offsetHeight])
            .filter(([, width, height]) => Math.min(width, height) < 44)"""
        )
        assert small == []
