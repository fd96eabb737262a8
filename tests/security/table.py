"""Who gets what at each of our own addresses: the table that every new view must be written into.

A row gives the answer to GET and to POST for each of PEOPLE. HEAD is answered as GET is; PUT and
DELETE as GET is, or with 405. Nobody but those named in `writes` changes any row of the database,
and they do it by POST alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from courses.certificates.facts import spell_code
from lms.accounts.people_files import ReadRow, pack
from lms.seminars.actions.reminders import stop_token
from lms.seminars.calendars import calendar_token
from lms.seminars.models import CalendarLink, NominationLink
from lms.seminars.offers import offer_token
from tests.security.edition_scene import CALLED, TOKEN, edition_values
from tests.security.scene import OUTSIDE, PEOPLE, STAFF, Scene
from tests.world import right_picks

Word = int | str
Column = Mapping[str, Word]


def everybody(word: Word) -> Column:
    """The same for all, signed in or not."""
    return dict.fromkeys(PEOPLE, word)


def signed_in(word: Word, **others: Word) -> Column:
    """For those who are signed in; nobody else is sent to sign in. `others` differ."""
    return {**everybody(word), "nobody": "sign-in", **others}


def only(word: Word, *who: str, others: Word = 404) -> Column:
    """For some; the other people who are signed in get `others`."""
    return signed_in(others, **dict.fromkeys(who, word))


def in_cms(word: Word, *who: str, others: Word = "cms") -> Column:
    """For some who work in the CMS; it is closed to outsiders, and refuses the rest of staff."""
    column = {**dict.fromkeys(OUTSIDE, 403), "nobody": "sign-in", **dict.fromkeys(STAFF, others)}
    return {**column, **dict.fromkeys(who, word)}


@dataclass(frozen=True)
class Row:
    """One address. `values` fill its arguments, `post` is a form that would do something."""

    get: Column
    post: Column
    writes: tuple[str, ...] = ()
    form: Callable[[Scene], Mapping[str, Any]] = lambda scene: {}
    values: Callable[[Scene], Mapping[str, Any]] = lambda scene: {}
    put: Column | None = None
    delete: Column | None = None
    # The owner of what stands in the address; all but those named in `others` are strangers to it.
    owner: str = ""
    others: tuple[str, ...] = field(default=())

    def expected(self, method: str, who: str) -> set[Word]:
        """The answers that are right."""
        if method == "POST":
            return {self.post[who]}
        given = {"PUT": self.put, "DELETE": self.delete}.get(method)
        if given is not None:
            return {given[who]}
        return {self.get[who]} | ({405} if method in ("PUT", "DELETE") else set())


COORDINATION = ("coordinator", "admin")
AUTHORS = ("instructor", "editor", "admin")
LOOKING = everybody(405)


def looked_at(column: Column) -> Row:
    """A page that is read; posting to it does nothing else."""
    return Row(column, column)


def verb(post: Column, *writes: str, get: Column = LOOKING, **more: Any) -> Row:
    """Something that is done by POST."""
    return Row(get, post, writes, **more)


STAMP = {"sequence": "1", "nonce": "a-nonce"}


def _answer(scene: Scene) -> Mapping[str, Any]:
    asked = scene.open.paper[0]
    return {"question": asked["id"], "answer": right_picks(asked), "go_to": "end", **STAMP}


def _profile(scene: Scene) -> Mapping[str, Any]:
    return {"printed_name": "Another Name", "preferred_language": "en", "time_zone": "UTC"}


def _welcome(scene: Scene) -> Mapping[str, Any]:
    return {**_profile(scene), "password": "a-sentence-that-nobody-guesses"}


def _access(scene: Scene) -> Mapping[str, Any]:
    return {"course": str(scene.other.translation_key), "may": "study"}


def _person(scene: Scene) -> Mapping[str, Any]:
    return {"pk": scene.cast.amara.pk}


def _invited(scene: Scene) -> Mapping[str, Any]:
    return {"pk": scene.invited.pk}


def _edit(scene: Scene) -> Mapping[str, Any]:
    return {"email": "chandra@example.org", "printed_name": "X", "preferred_language": "en"}


_cms_verb = in_cms(405, others=405)


def _cms_page(*who: str, form: bool = False) -> Row:
    """A list of the CMS for some of its people."""
    get = in_cms(200, *who)
    return Row(get, get if form else in_cms(405, *who))


# --- editions: whoever does not run one finds none ---


def _own(word: Word) -> Column:
    return in_cms(word, *COORDINATION, others=404)


def _edition(scene: Scene) -> Mapping[str, Any]:
    return {"pk": scene.edition.pk}


def _session(scene: Scene) -> Mapping[str, Any]:
    return {"pk": scene.session.pk}


def _edition_form(scene: Scene) -> Mapping[str, Any]:
    return {
        **{"series": scene.edition.series_id, "title": "Autumn", "slug": "autumn", "capacity": "9"},
        **{"mode": "online", "starts": "2028-09-01", "ends": "2028-10-01", "offer_days": "7"},
        **{"time_zone": "Africa/Accra", "languages": ["en", "fr"]},
    }


def _session_form(scene: Scene) -> Mapping[str, Any]:
    days = {"starts": "2027-03-15T14:00", "ends": "2027-03-15T15:00"}
    return {"kind": "visit", "title": "Archive", **days}


def _rows(prefix: str, **row: Any) -> Mapping[str, Any]:
    """A form of one row."""
    counts = {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "0"}
    return {**counts, **{f"{prefix}-0-{name}": value for name, value in row.items()}}


def _edition_page(post: Word, form: Callable[[Scene], Mapping[str, Any]], **more: Any) -> Row:
    return Row(_own(200), _own(post), COORDINATION, form, **{"values": _edition, **more})


EDITIONS: dict[str, Row] = {
    "seminars/": looked_at(everybody(200)),
    "seminars/<slug:slug>/": looked_at(everybody(200)),
    "cms/editions/": _cms_page(*COORDINATION, form=True),
    "cms/editions/add/": Row(
        in_cms(200, *COORDINATION), in_cms("on", *COORDINATION), COORDINATION, _edition_form
    ),
    "cms/editions/copy/": Row(
        in_cms(200, *COORDINATION),
        in_cms("on", *COORDINATION),
        COORDINATION,
        lambda s: {
            **{"source": s.edition.pk, "title": "Next", "slug": "next", "starts": "2028-03-12"}
        },
    ),
    "cms/editions/<int:pk>/": Row(_own(200), _own(200), values=_edition),
    "cms/editions/<int:pk>/edit/": _edition_page("on", _edition_form),
    "cms/editions/<int:pk>/move/": verb(
        _own("on"),
        *COORDINATION,
        get=_cms_verb,
        form=lambda s: {"to": "preparing"},
        values=_edition,
    ),
    "cms/editions/<int:pk>/agenda/": Row(_own(200), _own(200), values=_edition),
    "cms/editions/<int:pk>/agenda/add/": _edition_page("on", _session_form),
    "cms/editions/sessions/<int:pk>/": _edition_page("on", _session_form, values=_session),
    "cms/editions/sessions/<int:pk>/remove/": verb(
        _own("on"), *COORDINATION, get=_cms_verb, values=_session
    ),
    "cms/editions/<int:pk>/courses/": _edition_page(
        "on", lambda s: _rows("courses", course=str(s.world.key), phase="after")
    ),
    "cms/editions/<int:pk>/partners/": _edition_page("on", lambda s: _rows("partners")),
    "cms/editions/<int:pk>/staff/": _edition_page(
        "on", lambda s: {"person": "historian@example.org", "may": "see"}
    ),
    # The only one who runs it stays.
    "cms/editions/staff/<int:pk>/end/": verb(
        _own("on"), get=_cms_verb, values=lambda s: {"pk": s.edition.staff.get(may="run").pk}
    ),
    # Nobody is entitled yet: nothing is ordered, and a sentence says so.
    "cms/editions/<int:pk>/certificates/": Row(
        _own(200), _own("on"), form=lambda s: {"kind": "participation"}, values=_edition
    ),
    "cms/editions/<int:pk>/reminders/": _edition_page(
        "on", lambda s: {"is_on": "on", "offer": "7", "due": "7, 1", "overdue": "", "starts": "1"}
    ),
    "cms/series/delete/<int:pk>/": Row(
        in_cms(200, "admin"),
        in_cms("on", "admin"),
        ("admin",),
        values=lambda s: {"pk": s.edition.series_id},
    ),
    "cms/partner/delete/<int:pk>/": Row(
        in_cms(200, "admin"),
        in_cms("on", "admin"),
        ("admin",),
        values=lambda s: {"pk": s.edition.partners.get().pk},
    ),
}


# --- how people come into an edition ---


def _of_edition(scene: Scene) -> Mapping[str, Any]:
    return {"pk": scene.edition.pk, "person_pk": scene.offer.pk}


def _link(scene: Scene) -> Mapping[str, Any]:
    return {"pk": NominationLink.objects.get().pk}


def _list(scene: Scene) -> Mapping[str, Any]:
    rows = [ReadRow(2, {"email": scene.cast.chandra.email, "name": ""})]
    return {"rows": pack(rows, f"nominees.{scene.edition.pk}"), "what": "import"}


def _new_link(scene: Scene) -> Mapping[str, Any]:
    contact = {"contact_name": "K", "contact_email": "k@example.org", "language": "en"}
    return {"institution": scene.institution.pk, "most": "2", "closes_on": "2099-01-01", **contact}


PEOPLE_OF_EDITIONS: dict[str, Row] = {
    # Whoever holds the link nominates: it was sent to one institution.
    "nominate/<str:token>/": Row(
        everybody(200),
        everybody("on"),
        PEOPLE,
        lambda s: {
            **{"name": "Nana", "email": "nana@example.org", "language": "en"},
            **{"post": "Head", "motivation": "Trains judges"},
        },
        lambda s: {"token": TOKEN},
    ),
    "seminars/<slug:slug>/apply/": Row(
        signed_in(200),
        signed_in("on"),
        PEOPLE[1:],
        lambda s: {"post": "Judge", "motivation": "To train others"},
        lambda s: {"slug": CALLED},
    ),
    "cms/editions/<int:pk>/selection/": _edition_page(
        "on", lambda s: {"people": s.offer.pk, "verb": "confirm"}
    ),
    "cms/editions/<int:pk>/people/add/": _edition_page(
        "on", lambda s: {"email": s.cast.chandra.email, "role": "guest"}
    ),
    "cms/editions/<int:pk>/people/<int:person_pk>/": _edition_page(
        "on", lambda s: {"role": "fellow", "initial-role": "participant"}, values=_of_edition
    ),
    "cms/editions/<int:pk>/people/<int:person_pk>/decide/": verb(
        _own("on"),
        *COORDINATION,
        get=_cms_verb,
        form=lambda s: {"verb": "confirm"},
        values=_of_edition,
    ),
    "cms/editions/<int:pk>/people/<int:person_pk>/offer/": verb(
        _own("on"), *COORDINATION, get=_cms_verb, values=_of_edition
    ),
    "cms/editions/<int:pk>/import/": _edition_page("on", _list),
    "cms/editions/<int:pk>/nominations/": _edition_page(200, _new_link),
    "cms/editions/nominations/<int:pk>/renew/": verb(
        _own(200), *COORDINATION, get=_cms_verb, values=_link
    ),
    "cms/editions/nominations/<int:pk>/close/": verb(
        _own("on"), *COORDINATION, get=_cms_verb, values=_link
    ),
}


def _running(word: Word) -> Column:
    """For whoever runs the edition."""
    return in_cms(word, *COORDINATION, others=404)


TABLE: dict[str, Row] = {
    # For everybody
    "healthz": looked_at(everybody(200)),
    "readyz": looked_at(everybody(200)),
    "": looked_at(everybody("on")),
    "language/<str:code>/": looked_at(everybody("on")),
    "courses/": looked_at(everybody("on")),
    "privacy/": looked_at(everybody("on")),
    # Nobody of the cast observes or evaluates an edition; one that is not there is not found.
    "seminars/<slug:slug>/observe/": Row(
        signed_in(404), signed_in(404), values=lambda s: {"slug": "x"}
    ),
    "seminars/<slug:slug>/evaluate/": Row(
        signed_in(404), signed_in(404), values=lambda s: {"slug": "x"}
    ),
    # Whoever holds a letter's link may stop its reminders: no kind is ticked here, nothing changes.
    "reminders/<str:token>/": Row(
        everybody(200),
        everybody("on"),
        values=lambda s: {"token": stop_token(s.cast.amara)},
    ),
    # Whoever holds the letter's link may answer, unless they are signed in as somebody else.
    "offers/<str:token>/": Row(
        signed_in(403, nobody=200),
        signed_in(403, nobody="on"),
        ("nobody",),
        _welcome,
        lambda s: {"token": offer_token(s.offer)},
    ),
    # None of the cast takes part in an edition: for them there is no calendar and no place.
    "seminars/<slug:slug>/withdraw/": looked_at(signed_in(404)),
    "seminars/<slug:slug>/calendar.ics": looked_at(signed_in(404)),
    "learn/calendar/": looked_at(signed_in(404)),
    "calendar/<str:token>.ics": Row(
        everybody(200),
        everybody(200),
        values=lambda s: {"token": calendar_token(CalendarLink.objects.get())},
    ),
    "library/": looked_at(everybody("on")),
    "glossary/": looked_at(everybody("on")),
    "search/": looked_at(everybody(200)),
    "sitemap.xml": looked_at(everybody(200)),
    "robots.txt": looked_at(everybody(200)),
    "verify/": looked_at(everybody(200)),
    "verify/<str:code>/": Row(
        everybody(200),
        everybody(200),
        values=lambda s: {"code": spell_code(s.certificate.code)},
    ),
    # Whoever holds the file asks by its sum; nothing is kept.
    "verify/file/": Row(
        everybody(405), everybody(200), form=lambda s: {"sha256": s.certificate.sha256}
    ),
    # Pages by language: a lesson of the course that Amara and Bruno study.
    r"en/^((?:[\w\-]+/)*)$": looked_at(
        only(200, "amara", "bruno", "instructor", "editor", "admin", others=403)
    ),
    # One's own
    "learn/": looked_at(signed_in(200)),
    "accounts/me/": Row(signed_in(200), signed_in("on"), PEOPLE[1:], form=_profile),
    "accounts/me/data/": looked_at(signed_in(200)),
    "accounts/me/data.json": looked_at(signed_in(200)),
    "accounts/me/consents/<slug:purpose>/": verb(
        signed_in("on"), *PEOPLE[1:], form=lambda s: {"answer": "give"}
    ),
    "accounts/me/erasure/": verb(signed_in("on"), *PEOPLE[1:], form=lambda s: {"answer": "ask"}),
    # Whoever holds the link is let in: it was sent to one address, and works once.
    "accounts/welcome/<str:token>/": Row(everybody(200), everybody("on"), PEOPLE, form=_welcome),
    # Learning
    "learn/courses/<uuid:course_key>/enrol/": verb(signed_in(403)),
    "learn/courses/<uuid:course_key>/resume/": looked_at(only("on", "amara", "bruno", others=403)),
    "learn/courses/<uuid:course_key>/steps/<uuid:step_key>/finish/": verb(
        only("on", "amara", "bruno", others=403), "bruno"
    ),
    "learn/courses/<uuid:course_key>/quizzes/<uuid:quiz_key>/start/": verb(
        only("on", "amara", "bruno", others=403)
    ),
    "learn/attempts/<uuid:attempt_id>/": Row(
        only("on", "amara"), only("on", "amara"), owner="amara"
    ),
    "learn/attempts/<uuid:attempt_id>/<int:number>/": Row(
        only(200, "amara"), only("on", "amara"), ("amara",), form=_answer, owner="amara"
    ),
    "learn/attempts/<uuid:attempt_id>/hand-in/": Row(
        only(200, "amara"), only("on", "amara"), ("amara",), owner="amara"
    ),
    # Texts of one's own only: for others there is none.
    "learn/courses/<uuid:course_key>/steps/<uuid:step_key>/reflections/": looked_at(signed_in(200)),
    "learn/courses/<uuid:course_key>/steps/<uuid:step_key>/reflections/<uuid:block_key>/": Row(
        only(200, "amara", "bruno", others=403),
        only("on", "amara", "bruno", others=403),
        ("amara", "bruno"),
        form=lambda s: {"text": "Written by whoever asks"},
    ),
    "learn/reflections/": looked_at(signed_in(200)),
    "learn/reflections.txt": looked_at(signed_in(200)),
    "learn/reflections.json": looked_at(signed_in(200)),
    # Bruno's: he studies with the cohort.
    "learn/reflections/<uuid:reflection_id>/share/": verb(
        only("on", "bruno"),
        form=lambda s: {"cohort_pk": s.cohort.pk},
        values=lambda s: {"reflection_id": s.shared.pk},
    ),
    "learn/reflections/<uuid:reflection_id>/take-back/": verb(
        only("on", "bruno"),
        "bruno",
        values=lambda s: {"reflection_id": s.shared.pk},
    ),
    # A row of the cohort's staff opens it; no role does.
    "learn/cohorts/<int:pk>/reflections/": Row(
        only(200, "instructor"), only(200, "instructor"), values=lambda s: {"pk": s.cohort.pk}
    ),
    "certificates/issuer.json": looked_at(everybody(200)),
    "certificates/status/<int:year>.json": Row(
        everybody(200),
        everybody(200),
        values=lambda s: {"year": s.certificate.number.split("-")[1]},
    ),
    "certificates/<str:number>.json": Row(
        only(200, "amara", "coordinator", "admin"),
        only(200, "amara", "coordinator", "admin"),
        values=lambda s: {"number": s.certificate.number},
        owner="amara",
        others=("coordinator", "admin"),
    ),
    "certificates/<str:number>.pdf": Row(
        only(200, "amara", "coordinator", "admin"),
        only(200, "amara", "coordinator", "admin"),
        values=lambda s: {"number": s.certificate.number},
        owner="amara",
        others=("coordinator", "admin"),
    ),
    # Coordination, in the CMS
    "cms/people/<int:pk>/courses/": Row(
        in_cms(200, *COORDINATION), in_cms("on", *COORDINATION), COORDINATION, _access, _person
    ),
    "cms/people/<int:pk>/invite/": verb(
        in_cms("on", *COORDINATION), *COORDINATION, get=_cms_verb, values=_invited
    ),
    "cms/people/<int:pk>/name/": Row(
        in_cms(200, *COORDINATION),
        in_cms("on", *COORDINATION),
        COORDINATION,
        lambda s: {"printed_name": "Corrected Name", "reason": "a deed"},
        _person,
    ),
    "cms/people/<int:pk>/data/": Row(
        in_cms(200, *COORDINATION), in_cms(200, *COORDINATION), values=_person
    ),
    "cms/people/<int:pk>/erase/": Row(
        in_cms(200, *COORDINATION),
        in_cms("on", *COORDINATION),
        COORDINATION,
        lambda s: {"reason": "asked", "sure": "on"},
        _person,
    ),
    "cms/people/import/": _cms_page(*COORDINATION, form=True),
    "cms/cohorts/": Row(
        in_cms(200, *COORDINATION),
        in_cms("on", *COORDINATION),
        COORDINATION,
        lambda s: {"label": "Autumn"},
    ),
    "cms/cohorts/<int:pk>/": Row(
        in_cms(200, *COORDINATION),
        in_cms("on", *COORDINATION),
        COORDINATION,
        lambda s: {**_access(s), "addresses": s.cast.chandra.email},
        lambda s: {"pk": s.cohort.pk},
    ),
    "cms/cohorts/<int:pk>/withdraw/": verb(
        in_cms("on", *COORDINATION),
        *COORDINATION,
        get=_cms_verb,
        form=lambda s: {"course": str(s.world.key), "reason": "over"},
        values=lambda s: {"pk": s.cohort.pk},
    ),
    "cms/grants/<int:pk>/extend/": verb(
        in_cms("on", *COORDINATION),
        *COORDINATION,
        get=_cms_verb,
        form=lambda s: {"closes": "2099-01-01"},
        values=lambda s: {"pk": s.grant.pk},
    ),
    "cms/grants/<int:pk>/withdraw/": verb(
        in_cms("on", *COORDINATION),
        *COORDINATION,
        get=_cms_verb,
        form=lambda s: {"reason": "over"},
        values=lambda s: {"pk": s.grant.pk},
    ),
    # Taking back what was never withdrawn changes nothing.
    "cms/grants/<int:pk>/restore/": verb(
        in_cms("on", *COORDINATION), get=_cms_verb, values=lambda s: {"pk": s.grant.pk}
    ),
    "cms/courses_certificate/": Row(in_cms(200, *COORDINATION), in_cms(405, *COORDINATION)),
    "cms/courses_certificate/results/": Row(in_cms(200, *COORDINATION), in_cms(405, *COORDINATION)),
    "cms/courses_certificate/inspect/<uuid:pk>/": Row(
        in_cms(200, *COORDINATION),
        in_cms(405, *COORDINATION),
        values=lambda s: {"pk": s.certificate.pk},
    ),
    "cms/courses_certificate/act/<str:word>/<uuid:pk>/": Row(
        _own(200),
        _own("on"),
        COORDINATION,
        lambda s: {"reason": "taken in error"},
        lambda s: {"word": "revoke", "pk": s.certificate.pk},
    ),
    "cms/courses_certificate/files/certificates.zip": looked_at(in_cms(200, *COORDINATION)),
    "cms/courses_certificate/files/certificates.csv": looked_at(in_cms(200, *COORDINATION)),
    "cms/courses_certificate/files/certificates.xlsx": looked_at(in_cms(200, *COORDINATION)),
    # Only a held one can be released; this one is in force.
    "cms/courses_certificate/release/<uuid:pk>/": verb(
        _own(404), get=_cms_verb, values=lambda s: {"pk": s.certificate.pk}
    ),
    "cms/institution/": _cms_page(*COORDINATION),
    "cms/institution/results/": _cms_page(*COORDINATION),
    # What people stand in is not deleted, and what was begun is taken back.
    "cms/institution/delete/<int:pk>/": Row(
        in_cms(200, "admin"),
        in_cms("on", "admin"),
        ("admin",),
        values=lambda s: {"pk": s.institution.pk},
    ),
    "cms/territory/delete/<int:pk>/": Row(
        in_cms(200, "admin"),
        in_cms("on", "admin"),
        ("admin",),
        values=lambda s: {"pk": s.institution.territory_id},
    ),
    # People, in the CMS
    "cms/users/": _cms_page(*COORDINATION),
    "cms/users/results/": _cms_page(*COORDINATION),
    "cms/users/new/": Row(
        in_cms(200, *COORDINATION),
        in_cms("on", *COORDINATION),
        COORDINATION,
        lambda s: {"email": "new@example.org", "printed_name": "N", "preferred_language": "en"},
    ),
    "cms/users/edit/<int:pk>/": Row(
        in_cms(200, *COORDINATION),
        in_cms("on", *COORDINATION),
        COORDINATION,
        _edit,
        lambda s: {"pk": s.cast.chandra.pk},
    ),
    "cms/users/delete/<int:pk>/": Row(
        in_cms(200, "admin"),
        in_cms("on", "admin"),
        ("admin",),
        values=lambda s: {"pk": s.cast.chandra.pk},
    ),
    "cms/enrolments/<int:pk>/extra-time/": verb(
        in_cms("on", *COORDINATION),
        *COORDINATION,
        get=_cms_verb,
        form=lambda s: {"percent": "50", "reason": "a letter"},
        values=lambda s: {"pk": s.grant.enrolment_id},
    ),
    # Authors, in the CMS
    "cms/steps/to-check/": _cms_page(*AUTHORS, form=True),
    "cms/steps/quizzes/": _cms_page(*AUTHORS, form=True),
    "cms/steps/<int:pk>/items/": Row(
        in_cms(200, *AUTHORS), in_cms(200, *AUTHORS), values=lambda s: {"pk": s.world.quiz.pk}
    ),
    "cms/steps/<int:pk>/marking/": Row(
        in_cms(200, *AUTHORS), in_cms(200, *AUTHORS), values=lambda s: {"pk": s.world.quiz.pk}
    ),
    "cms/steps/<int:pk>/marking/late/<int:late_pk>/": verb(
        in_cms("on", *AUTHORS),
        *AUTHORS,
        get=_cms_verb,
        form=lambda s: {"counts": "yes", "reason": "the line was cut"},
        values=lambda s: {"pk": s.world.quiz.pk, "late_pk": s.late.pk},
    ),
    # Nothing was corrected, so nothing is marked again.
    "cms/steps/<int:pk>/marking/<uuid:question_id>/": Row(
        in_cms(200, "editor", "admin"),
        in_cms("on", "editor", "admin"),
        form=lambda s: {"reason": "a wrong key", "token": "x"},
        values=lambda s: {"pk": s.world.quiz.pk, "question_id": s.open.paper[0]["id"]},
    ),
    "cms/steps/checks/": _cms_page("instructor", "editor", "admin", form=True),
    "cms/steps/translations/": _cms_page("instructor", "editor", "admin", form=True),
    "cms/snippets/courses/question/": _cms_page("instructor", "editor", "admin"),
    "cms/snippets/courses/question/results/": _cms_page("instructor", "editor", "admin"),
    **EDITIONS,
    **PEOPLE_OF_EDITIONS,
    # Running an edition, in the CMS: for whoever runs it; for the rest of staff there is none.
    "cms/editions/<int:pk>/attendance/": Row(
        _running(200), _running(200), values=lambda s: edition_values()
    ),
    "cms/editions/<int:pk>/attendance/attended/": Row(
        _running(200),
        _running("on"),
        COORDINATION,
        lambda s: {"people": edition_values()["person"]},
        lambda s: edition_values(),
    ),
    "cms/editions/<int:pk>/attendance/<int:session_pk>/": Row(
        _running(200),
        _running("on"),
        COORDINATION,
        lambda s: {f"was-{edition_values()['person']}": "present"},
        lambda s: edition_values(),
    ),
    "cms/editions/<int:pk>/attendance/<int:session_pk>/sheet/": Row(
        _running(200), _running(200), values=lambda s: edition_values()
    ),
    "cms/editions/<int:pk>/attendance/sheet/<str:day>/": Row(
        _running(200), _running(200), values=lambda s: edition_values()
    ),
    "cms/editions/<int:pk>/readiness/": Row(
        _running(200), _running(200), values=lambda s: edition_values()
    ),
    "cms/editions/<int:pk>/messages/": Row(
        _running(200), _running(200), values=lambda s: edition_values()
    ),
    "cms/editions/<int:pk>/messages/new/": Row(
        _running("on"),
        _running("on"),
        COORDINATION,
        lambda s: {
            "step": "send",
            "to": edition_values()["person"],
            "kind": "other",
            "key": "6f1e6d0a-9f0c-4b3e-8a61-0d7c3d6f2a11",
            "subject-en": "A subject",
            "body-en": "Some words",
        },
        lambda s: edition_values(),
    ),
    "cms/editions/<int:pk>/messages/words/": Row(
        _running(200),
        _running("on"),
        COORDINATION,
        lambda s: {"kind": "due", "language": "en", "subject": "A subject", "body": "Words"},
        lambda s: edition_values(),
    ),
}
