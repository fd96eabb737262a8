"""Series and partners as lists of the CMS."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.images.widgets import AdminImageChooser

from lms.accounts.listed import ListedDeleteView
from lms.seminars.models import Partner, Series


class UsedDeleteView(ListedDeleteView):
    """A series with editions stays, and so does the partner of one."""

    stays = _("“%(what)s” stays: editions are held under this name.")


class SeriesViewSet(ModelViewSet):
    """Series of seminars."""

    model = Series
    delete_view_class = UsedDeleteView
    icon = "rotate"
    form_fields = ["name", "kind", "about"]
    list_display = ["name", "kind"]
    list_filter = ["kind"]
    search_fields = ["name"]
    add_to_reference_index = False


class PartnerForm(WagtailAdminModelForm):
    """A partner; an address without a beginning is taken as https."""

    website = forms.URLField(label=_("Web address"), required=False, assume_scheme="https")

    class Meta:
        model = Partner
        fields = ["name", "website", "logo"]
        widgets = {"logo": AdminImageChooser}


class PartnerViewSet(ModelViewSet):
    """Organisations with which editions are held."""

    model = Partner
    delete_view_class = UsedDeleteView
    icon = "group"
    form_fields = ["name", "website", "logo"]
    list_display = ["name", "website"]
    search_fields = ["name"]
    add_to_reference_index = False

    def get_form_class(self, for_update=False):
        """Ours."""
        return PartnerForm


class SeriesViewSetGroup(ModelViewSetGroup):
    """What editions are made of."""

    menu_label = _("Series and partners")
    menu_icon = "list-ul"
    menu_order = 645
    items = (SeriesViewSet, PartnerViewSet)
