"""Lists of the CMS whose lines others stand on."""

from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import DeleteView


class ListedDeleteView(DeleteView):
    """Delete a line of a list; one that others stand on stays, and the page says so."""

    # Django's own answer to the method DELETE knows no refusal.
    http_method_names = ["get", "head", "options", "post"]
    stays = _("“%(what)s” stays: people or institutions are listed under it.")

    def form_valid(self, form):
        """Delete, or say why not."""
        try:
            # Wagtail logs first: a refusal takes that line back.
            with transaction.atomic():
                return super().form_valid(form)
        except ProtectedError:
            messages.error(self.request, self.stays % {"what": self.object})
            return redirect(self.get_success_url())
