"""`{% svg drawing label %}`: a drawing as SVG, mirrored where a language begins at the right."""

from collections.abc import Iterator

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

from content.drawing import WIDTH, Drawing

register = template.Library()


def _paths(drawing: Drawing, across) -> Iterator[str]:
    for line in drawing.strokes:
        x2, y2 = across(line.x2), line.y2
        yield f"M{across(line.x1):g} {line.y1:g}L{x2:g} {y2:g}"
        if line.arrow:
            yield f"M{x2 - 5:g} {y2 - 8:g}L{x2:g} {y2:g}L{x2 + 5:g} {y2 - 8:g}"


@register.simple_tag
def svg(drawing: Drawing, label: str) -> SafeString | str:
    """The SVG, named by `label`; nothing for a drawing without words."""
    if not drawing.lines:
        return ""
    mirrored = get_language_bidi()

    def across(x: float) -> float:
        return WIDTH - x if mirrored else x

    boxes = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}"/>',
        (
            (
                f"{min(across(b.x), across(b.x + b.width)):g}",
                f"{b.y:g}",
                f"{b.width:g}",
                f"{b.height:g}",
            )
            for b in drawing.boxes
        ),
    )
    strokes = format_html('<path d="{}"/>', "".join(_paths(drawing, across)))
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="5"/>',
        ((f"{across(dot.x):g}", f"{dot.y:g}") for dot in drawing.dots),
    )
    lines = format_html_join(
        "",
        '<text x="{}" y="{}"{}>{}</text>',
        (
            (
                f"{across(line.x):g}",
                f"{line.y:g}",
                SafeString(' class="strong"') if line.strong else "",
                line.text,
            )
            for line in drawing.lines
        ),
    )
    return format_html(
        '<svg class="drawing" viewBox="0 0 {} {}" role="img" aria-label="{}"{}>{}{}{}{}</svg>',
        WIDTH,
        f"{drawing.height:.0f}",
        label,
        SafeString(' direction="rtl"') if mirrored else "",
        boxes,
        strokes,
        dots,
        lines,
    )
