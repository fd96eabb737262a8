"""What happens when somebody signs in, a certificate is issued, or a new language is opened."""

from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.models import HomePage
from courses import reflections
from courses.errors import KeptLate
from courses.kept_answers import save_kept
from courses.models import Certificate
from courses.signals import certificate_held, certificate_issued
from lms.accounts.actions import confirm_name, reopen_name
from lms.accounts.errors import AlreadyErased, NameMissing
from lms.portal.staff import open_to_staff, review_is_set_up


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
    kept = save_kept(request.session, user)
    if kept.saved:
        text = ngettext(
            "The answer that was kept is now saved.",
            "The %(count)s answers that were kept are now saved.",
            kept.saved,
        )
        messages.success(request, text % {"count": kept.saved})
    if kept.late:
        messages.warning(request, str(KeptLate()))
    if kept.refused:
        messages.error(
            request,
            _(
                "An answer that was kept could not be saved: the quiz was handed in before, its "
                "time was over, or the question was answered elsewhere since."
            ),
        )
    _save_kept_reflections(request, user)


def _save_kept_reflections(request, user):
    """Texts that met an expired sign-in."""
    saved, refused = reflections.save_kept(request.session, user)
    if saved:
        messages.success(request, _("The reflection that was kept is now saved."))
    if refused:
        messages.error(request, _("A reflection that was kept could not be saved."))


@receiver([certificate_issued, certificate_held])
def on_certificate(sender, certificate, **kwargs):
    """A certificate in force lets its holder's name stand fast; a held one opens it again.

    What stands in the records now is asked, since printing may have come between.
    """
    holder, own = certificate.holder, Certificate.objects.of(certificate.holder)
    states = set(own.current().values_list("state", flat=True))
    if Certificate.State.VALID in states:
        with suppress(AlreadyErased, NameMissing):  # an old one was restored
            confirm_name(holder, by=None)
    elif states:
        reopen_name(holder)


@receiver(post_save, sender=HomePage)
def on_home_page(sender, instance, created, **kwargs):
    """Staff may work in a new language at once; `setup_site` does it for the first ones."""
    if created and review_is_set_up():
        open_to_staff(instance)
