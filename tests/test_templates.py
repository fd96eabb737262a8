"""Every template compiles, and none holds what the strict content security policy would block."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import get_resolver

ROOT = settings.BASE_DIR / "templates"
# A PDF and a mail are no pages: no policy applies, and mail programs know inline styles only.
NO_PAGES = ("certificates/", "emails/")

# Where text is not escaped, and why that is safe.
SAFE = {
    "allauth/elements/img.html": "the QR code that allauth draws itself",
    "blocks/_marked.html": "rich text that Wagtail has cleaned, split to put the marks inside",
    "components/field.html": "help texts of Django and of our forms, never of a person",
    "components/field_notes.html": "help texts of Django and of our forms, never of a person",
    "courses/question.html": "rich text of an author, cleaned by Wagtail before it was frozen",
    "courses/_told.html": "rich text of an author, cleaned by Wagtail before it was frozen",
}

NAMES = sorted(
    str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.suffix in (".html", ".txt")
)
PAGES = [name for name in NAMES if not name.startswith(NO_PAGES)]

_COMMENT = re.compile(r"\{#.*?#\}|\{% comment .*?\{% endcomment %\}|<!--.*?-->", re.DOTALL)
_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_TAG = re.compile(r"<([a-zA-Z][\w-]*)((?:\s|/)[^<>]*)?>")
_UNESCAPED = re.compile(r"\|\s*safe(seq)?\b|\{%\s*autoescape\s+off\b")


def text_of(name: str) -> str:
    """A template without its comments."""
    return _COMMENT.sub("", (ROOT / name).read_text(encoding="utf-8"))


def blocked(text: str) -> list[str]:
    """What `script-src 'self'; style-src 'self'` would block on a page of this template."""
    found = []
    for match in _TAG.finditer(_CODE.sub(" ", text)):
        tag, attributes = match[1].lower(), f" {match[2] or ''}"
        if re.search(r"\sstyle\s*=", attributes, re.IGNORECASE):
            found.append(f"style= on <{tag}>")
        if handler := re.search(r"\s(on[a-z]+)\s*=", attributes, re.IGNORECASE):
            found.append(f"{handler[1]}= on <{tag}>")
        if re.search(r"=\s*[\"']?\s*javascript:", attributes, re.IGNORECASE):
            found.append(f"javascript: on <{tag}>")
        if tag == "style":
            found.append("<style>")
        is_data = re.search(r"\stype\s*=\s*[\"']?application/(ld\+)?json", attributes)
        if tag == "script" and not re.search(r"\ssrc\s*=", attributes) and not is_data:
            found.append("<script> without src")
        if re.search(r"\s(src|srcset|poster|action)\s*=\s*[\"']?\s*(https?:)?//", attributes):
            found.append(f"an address of another host on <{tag}>")
        if tag == "link" and re.search(r"\shref\s*=\s*[\"']?\s*(https?:)?//", attributes):
            found.append("an address of another host on <link>")
    return found


def test_there_are_templates_to_look_at():
    assert {"base.html", "courses/lesson_page.html", "account/login.html"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles(name):
    template = get_template(name)
    assert Path(template.origin.name) == ROOT / name, "another app's template comes first"


@pytest.mark.parametrize("name", PAGES)
def test_a_template_holds_nothing_that_the_policy_blocks(name):
    assert blocked(text_of(name)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<p style="color: red">', ["style= on <p>"]),
        ('<p class="a"\n  STYLE = "{{ b }}">', ["style= on <p>"]),
        ('<a{% if a > b %} onclick="c()"{% endif %}>', ["onclick= on <a>"]),
        ('<a href="javascript:c()">', ["javascript: on <a>"]),
        ("<style>p {}</style>", ["<style>"]),
        ("<script>c()</script>", ["<script> without src"]),
        ('<script type="module">c()</script>', ["<script> without src"]),
        ('<img src="//cdn.example.org/a.png">', ["an address of another host on <img>"]),
        ('<link href="https://a.b/c.css">', ["an address of another host on <link>"]),
        ('<script src="{% static "a.js" %}" defer></script>', []),
        ('<script type="application/json">{}</script>', []),
        ('<p class="style=">Once upon = a time</p>', []),
        ('<p data-online="1" lang="{{ one }}">', []),
        ('<a href="https://example.org/">elsewhere</a>', []),
    ],
)
def test_what_the_policy_blocks_is_found(text, found):
    """The test above proves something."""
    assert blocked(text) == found


def test_text_is_left_unescaped_only_where_the_reason_is_known():
    """An entry that is no longer needed goes too."""
    unescaped = {name for name in PAGES if _UNESCAPED.search(text_of(name))}
    assert unescaped == set(SAFE)


_INCLUDED = re.compile(r"\{%\s*(?:include|extends)\s+[\"']([^\"'{}]+)[\"']")
_ADDRESS = re.compile(r"\{%\s*url\s+[\"']([\w:-]+)[\"']")
_STATIC = re.compile(r"\{%\s*static\s+[\"']([^\"']+)[\"']")


def addresses() -> set[str]:
    """Every name of an address of the site, with its namespace."""

    def walk(resolver, prefix: str = "") -> set[str]:
        found = {prefix + name for name in resolver.reverse_dict if isinstance(name, str)}
        for namespace, (_start, inner) in resolver.namespace_dict.items():
            found |= walk(inner, f"{prefix}{namespace}:")
        return found

    return walk(get_resolver())


@pytest.mark.parametrize("name", NAMES)
def test_what_a_template_names_exists(name):
    """Compiling does not look for what is included, linked or loaded."""
    text = text_of(name)
    missing = []
    for other in _INCLUDED.findall(text):
        try:
            get_template(other)
        except TemplateDoesNotExist:
            missing.append(other)
    missing += sorted(set(_ADDRESS.findall(text)) - addresses())
    missing += [path for path in _STATIC.findall(text) if finders.find(path) is None]
    assert missing == []


def test_the_policy_itself_is_strict():
    """Were it not, the tests above would guard nothing."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    for name in ("script-src", "style-src"):
        assert directives[name] == ["'self'"]
    assert directives["default-src"] == ["'none'"]


@pytest.mark.parametrize(("name", "most"), [("site.css", 25_000), ("quiz.css", 2_000)])
def test_the_style_sheets_stay_light(name, most) -> None:
    """25 kB at most, uncompressed (look: weight); the pages of a quiz have a little more."""
    size = (settings.BASE_DIR / "lms" / "static" / "lms" / name).stat().st_size
    assert size <= most
