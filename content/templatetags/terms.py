"""`{% explain_terms locale %}…{% end_explain_terms %}`: a text, then the terms that it links to."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from content.terms import explained

register = template.Library()


class _ExplainTerms(template.Node):
    def __init__(self, nodes: template.NodeList, locale: template.base.FilterExpression) -> None:
        self.nodes, self.locale = nodes, locale

    def render(self, context: template.Context) -> SafeString:
        """The text as the template made it (it is safe already), with the list after it."""
        found = explained(self.nodes.render(context), self.locale.resolve(context))
        if not found.terms:
            return mark_safe(found.html)  # noqa: S308 - rendered and escaped by the template
        values = {"terms": found.terms, "glossary_url": found.glossary_url}
        listed = render_to_string("components/terms.html", values)
        return mark_safe(found.html + listed)  # noqa: S308 - both come out of templates


@register.tag
def explain_terms(parser: template.base.Parser, token: template.base.Token) -> _ExplainTerms:
    """Reads the tag: its argument is the locale of the text."""
    bits = token.split_contents()
    if len(bits) != 2:
        raise template.TemplateSyntaxError("explain_terms takes the locale of the text.")
    nodes = parser.parse(("end_explain_terms",))
    parser.delete_first_token()
    return _ExplainTerms(nodes, parser.compile_filter(bits[1]))
