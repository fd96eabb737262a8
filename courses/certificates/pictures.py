"""Pictures on certificates: kept as they were on the day, and found again by their hash."""

import base64
import hashlib
import io
import logging

from PIL import Image
from wagtail.images.models import AbstractImage

from courses.models import CertificatePicture

logger = logging.getLogger(__name__)
# Printed at most 60 mm wide: 900 dots are 380 to the inch.
LARGEST = (900, 450)


def frozen_picture(image: AbstractImage) -> str:
    """The hash of a picture of the CMS as it is now; its bytes are kept. Written once.

    Empty when the file is missing or broken: nobody's certificate waits for a logo.
    """
    try:
        source = image.get_file_hash()
        kept = CertificatePicture.objects.filter(source_hash=source).only("sha256").first()
        png = b"" if kept else _as_png(image)
    except (OSError, ValueError) as error:  # Pillow's own errors are these
        logger.error("Picture %s is left out of certificates: %s", image.pk, error)
        return ""
    if kept is None:
        digest = hashlib.sha256(png).hexdigest()
        kept, _made = CertificatePicture.objects.get_or_create(
            sha256=digest, defaults={"source_hash": source, "png": png}
        )
    return kept.sha256


def _as_png(image: AbstractImage) -> bytes:
    """On white, and no larger than print asks for: a paper has no transparent places."""
    with image.open_file() as file, Image.open(file) as picture:
        picture.load()
        layered = picture.convert("RGBA")
    layered.thumbnail(LARGEST)
    flat = Image.new("RGB", layered.size, "white")
    flat.paste(layered, mask=layered.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "PNG", optimize=True)
    return out.getvalue()


def picture_address(sha256: str) -> str:
    """The picture as a data address, for the printer, which fetches nothing."""
    png = CertificatePicture.objects.values_list("png", flat=True).get(pk=sha256)
    return "data:image/png;base64," + base64.b64encode(bytes(png)).decode()
