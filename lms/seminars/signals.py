"""News for the packages above. Sent after the transaction that wrote the fact has committed."""

from django.dispatch import Signal

# provides: participation (lms.seminars.models.Participation)
attended = Signal()

# provides: participation (lms.seminars.models.Participation), whose offer is to be sent
offer_made = Signal()

# provides: message (lms.seminars.models.Message). Sent inside the transaction.
message_written = Signal()

# provides: edition, kind (text), by (a user). Sent inside the transaction, like message_written.
certificates_ordered = Signal()
