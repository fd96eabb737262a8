"""Forms through which pictures and documents come in: one at a time, many, and from a chooser."""

from django.core.exceptions import ValidationError
from django.forms import FileField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from content.uploads import NotAsItSays, clean_name, refuse_bad_picture, refuse_other_content


class DocumentForm(BaseDocumentForm):
    """A document whose content is what its name says, under a name without surprises."""

    def clean_file(self):
        """Refuse other content; what was stored before is left alone."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file:
            try:
                refuse_other_content(file, file.name)
            except NotAsItSays as refusal:
                raise ValidationError(refusal.sentence, code="other-content") from refusal
            file.name = clean_name(file.name)
        return file


class PictureField(WagtailImageField):
    """A picture of a size that a page can use, which decodes to its end.

    Wagtail's own field decodes the picture before it counts pixels, and fails on a damaged one;
    so it is asked last.
    """

    def to_python(self, data):
        """The picture. Raises ValidationError with what to do."""
        file = FileField.to_python(self, data)
        if file is None:
            return None
        self.check_image_file_size(file)
        try:
            refuse_bad_picture(file, file.name, self.max_image_pixels)
        except NotAsItSays as refusal:
            raise ValidationError(refusal.sentence, code="bad-picture") from refusal
        return super().to_python(data)


class PictureForm(BaseImageForm):
    """A picture that passed the field above, under a name without surprises."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Declared on the class, it would also appear in the forms that ask for no file.
        if given := self.fields.get("file"):
            self.fields["file"] = PictureField(
                label=given.label, required=given.required, widget=given.widget
            )

    def clean_file(self):
        """Clean the name of a new file."""
        file = self.cleaned_data["file"]
        if "file" in self.changed_data and file:
            file.name = clean_name(file.name)
        return file
