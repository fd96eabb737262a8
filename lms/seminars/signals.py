"""News for the packages above. Sent after the transaction that wrote the fact has committed."""

from django.dispatch import Signal

# provides: participation (lms.seminars.models.Participation)
attended = Signal()

# provides: participation (lms.seminars.models.Participation), whose offer is to be sent
offer_made = Signal()

# provides: message (lms.seminars.models.Message). Sent inside the transaction, unlike the others.
message_written = Signal()
