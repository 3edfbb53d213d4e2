"""Posting the editor's form as a browser without JavaScript does: everything that stands in it."""

from html.parser import HTMLParser


class Form(HTMLParser):
    """The fields of one form of a page, in order, as a browser would send them."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.inside = form_id, False
        self.fields: list[list[str]] = []
        self.select, self.option, self.text = "", None, None
        self.first = ""

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("id") == self.form_id
        if tag == "template":
            self.template = True
        if not self.inside or getattr(self, "template", False):
            return
        if tag == "input" and given.get("name"):
            kind = given.get("type", "text")
            if kind in {"radio", "checkbox"} and "checked" not in given:
                return
            self.fields.append([given["name"], given.get("value", "")])
        elif tag == "select":
            self.select = given["name"]
            self.fields.append([self.select, None])
        elif tag == "option" and self.select:
            if self.fields[-1][1] is None or "selected" in given:
                self.fields[-1][1] = given.get("value", "")
        elif tag == "textarea":
            self.text = [given["name"], ""]

    def handle_endtag(self, tag):
        if tag == "template":
            self.template = False
        if tag == "form":
            self.inside = False
        if tag == "select":
            self.select = ""
        if tag == "textarea" and self.text is not None:
            self.fields.append(self.text)
            self.text = None

    def handle_data(self, data):
        if self.text is not None:
            self.text[1] += data


def form_of(html: str, form_id: str = "editor") -> dict[str, list[str]]:
    """Return the fields of the form by name."""
    parser = Form(form_id)
    parser.feed(html)
    found: dict[str, list[str]] = {}
    for name, value in parser.fields:
        found.setdefault(name, []).append(value or "")
    found.pop("csrfmiddlewaretoken", None)
    return found


def opened(client, case) -> dict[str, list[str]]:
    """Open the editor and return the form as it stands."""
    answer = client.get(case.workbench_url)
    assert answer.status_code == 200
    return form_of(answer.content.decode())


def post(client, case, fields, **more):
    """Send the form with these fields changed."""
    return client.post(case.workbench_url, {**fields, **more})
