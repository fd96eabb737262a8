"""What happens when somebody signs in: kept answers are saved, the CMS link is decided."""

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.kept_answers import save_kept


@receiver(user_logged_in)
def on_sign_in(sender, request, user, **kwargs):
    """Save what was kept; remember the person's language, and whether they work in the CMS.

    The session's word only shows a link: the CMS asks for the permission itself. It spares every
    learner's page the two queries of asking.
    """
    if request is None:
        return
    request.session["language"] = user.preferred_language
    request.session["works_in_cms"] = user.has_perm("wagtailadmin.access_admin")
    saved, refused = save_kept(request.session, user)
    if saved:
        text = ngettext(
            "The answer that was kept is now saved.",
            "The %(count)s answers that were kept are now saved.",
            saved,
        )
        messages.success(request, text % {"count": saved})
    if refused:
        messages.error(
            request, _("An answer that was kept could not be saved: the quiz was handed in before.")
        )
