"""Settings come from the environment and refuse junk in one sentence (lms/environment.py)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from lms import environment

NAME = "LMS_TEST_VALUE"
SECRET = "hunter2-is-no-word"


@pytest.fixture(autouse=True)
def _silent(monkeypatch):
    """Nothing of the caller's environment; what a test sets is taken back."""
    for name in (NAME, f"{NAME}_FILE"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def refusal(read, *arguments, **named) -> str:
    """The sentence of a reader that must refuse."""
    with pytest.raises(ImproperlyConfigured) as caught:
        read(NAME, *arguments, **named)
    return str(caught.value)


# --- one value ----------------------------------------------------------------------------------


def test_a_text_is_the_value_or_the_default(monkeypatch):
    assert environment.text(NAME, "default") == "default"
    monkeypatch.setenv(NAME, "value")
    assert environment.text(NAME, "default") == "value"


@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_text_without_default_is_refused_by_name(monkeypatch, value):
    if value is not None:
        monkeypatch.setenv(NAME, value)
    assert refusal(environment.text).startswith(f"{NAME} is not set.")
    assert f"{NAME}_FILE" in refusal(environment.text)


def test_an_empty_value_counts_as_none_given(monkeypatch):
    monkeypatch.setenv(NAME, "")
    assert environment.text(NAME, "default") == "default"


def test_a_file_gives_the_value_without_its_last_line_end(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "secret"))
    assert environment.text(NAME) == SECRET
    assert environment.text(NAME, "default") == SECRET


def test_a_value_and_a_file_at_once_are_refused(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text(SECRET)
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv(NAME, "value")
    assert refusal(environment.text) == f"{NAME} and {NAME}_FILE are both set: keep one of them."


@pytest.mark.parametrize("what", ["missing", "folder", "not text"])
def test_a_file_that_cannot_be_read_is_refused_by_name(monkeypatch, tmp_path, what):
    path = tmp_path / "missing"
    if what == "folder":
        path = tmp_path
    elif what == "not text":
        path.write_bytes(b"\xff\xfe\x00")
    monkeypatch.setenv(f"{NAME}_FILE", str(path))
    assert refusal(environment.text).startswith(f"{NAME}_FILE={path} cannot be read")


@pytest.mark.parametrize("value", ["1", "true", "True", "YES", "on"])
def test_words_for_yes_are_true(monkeypatch, value):
    monkeypatch.setenv(NAME, value)
    assert environment.boolean(NAME) is True


@pytest.mark.parametrize("value", ["0", "false", "False", "NO", "off"])
def test_words_for_no_are_false(monkeypatch, value):
    monkeypatch.setenv(NAME, value)
    assert environment.boolean(NAME, default=True) is False


@pytest.mark.parametrize("value", ["maybe", "2", "-1", "truee", "y"])
def test_any_other_word_is_neither(monkeypatch, value):
    monkeypatch.setenv(NAME, value)
    assert refusal(environment.boolean).startswith(f"{NAME}={value} is not understood: use 1,")


@pytest.mark.parametrize("default", [True, False])
def test_a_missing_boolean_is_its_default(default):
    assert environment.boolean(NAME, default) is default


def test_a_whole_number_is_read(monkeypatch):
    assert environment.integer(NAME, 3) == 3
    monkeypatch.setenv(NAME, "12")
    assert environment.integer(NAME, 3) == 12
    assert environment.integer(NAME, 3, minimum=12) == 12


@pytest.mark.parametrize("value", ["many", "1.5", "-1", "1e3"])
def test_what_is_no_whole_number_is_refused(monkeypatch, value):
    monkeypatch.setenv(NAME, value)
    said = refusal(environment.integer, 3)
    assert said == f"{NAME}={value} is not understood: use a whole number of 0 or more."


def test_a_number_below_the_minimum_is_refused(monkeypatch):
    monkeypatch.setenv(NAME, "4")
    assert "of 5 or more" in refusal(environment.integer, 9, minimum=5)


def test_words_are_split_at_commas(monkeypatch):
    assert environment.words(NAME) == []
    monkeypatch.setenv(NAME, " one.org, two.org ,,")
    assert environment.words(NAME, "three.org") == ["one.org", "two.org"]


def test_an_address_must_have_one_of_the_schemes(monkeypatch):
    schemes = ("postgres", "sqlite")
    assert environment.url(NAME, "sqlite:///x", schemes) == "sqlite:///x"
    monkeypatch.setenv(NAME, f"mysql://user:{SECRET}@host/db")
    said = refusal(environment.url, "sqlite:///x", schemes)
    assert f"{NAME} begins with “mysql:”" in said
    assert "postgres:, sqlite:" in said
    assert SECRET not in said


@pytest.mark.parametrize("value", [f"//user:{SECRET}@host/db", f"user:{SECRET}@host", SECRET])
def test_a_bad_address_never_shows_a_password(monkeypatch, value):
    """It may stand anywhere in what somebody has pasted."""
    monkeypatch.setenv(NAME, value)
    assert SECRET not in refusal(environment.url, None, ("postgres",))


# --- a file of values ---------------------------------------------------------------------------


def test_a_file_of_values_fills_in_what_the_environment_does_not_say(monkeypatch, tmp_path):
    path = tmp_path / "dev.env"
    path.write_text(f"# a comment\n\n{NAME}=from=file\n")
    environment.load_file(path)
    assert environment.text(NAME) == "from=file"
    path.write_text(f"{NAME}=again\n")
    environment.load_file(path)
    assert environment.text(NAME) == "from=file"


def test_a_file_of_values_yields_to_a_secret_file(monkeypatch, tmp_path):
    """Otherwise both would be set, and the start refused."""
    (tmp_path / "secret").write_text(SECRET)
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "secret"))
    (tmp_path / "dev.env").write_text(f"{NAME}=from file\n")
    environment.load_file(tmp_path / "dev.env")
    assert environment.text(NAME) == SECRET


@pytest.mark.parametrize("line", [SECRET, f"a name={SECRET}", f"={SECRET}", f"export X={SECRET}"])
def test_a_line_of_another_form_is_named_by_its_number_only(tmp_path, line):
    path = tmp_path / "dev.env"
    path.write_text(f"# a comment\n{line}\n")
    with pytest.raises(ImproperlyConfigured) as caught:
        environment.load_file(path)
    assert str(caught.value) == f"{path}, line 2: write NAME=value."


def test_without_a_file_of_values_nothing_happens(tmp_path):
    environment.load_file(tmp_path / "missing.env")


# --- the settings as a whole, each in a process of its own --------------------------------------

GOOD = {
    "DEBUG": "0",
    "SECRET_KEY": "test-" + "0123456789" * 5,
    "SIGNING_KEY": "dGVzdC1zaWduaW5nLWtleS1vZi0zMi1ieXRlcy0wMDE=",
    "SITE_URL": "https://learn.example.org",
    "DATABASE_URL": "sqlite:////nowhere/lms.sqlite3",
    "EMAIL_URL": "smtp://localhost:25",
}


def start(*arguments: str, **values: str | None) -> subprocess.CompletedProcess[str]:
    """Run manage.py with good settings but these; None takes a setting away."""
    given = {name: value for name, value in {**GOOD, **values}.items() if value is not None}
    path = os.environ.get("PATH", "")
    return subprocess.run(
        [sys.executable, "manage.py", *(arguments or ["check"])],
        cwd=settings.BASE_DIR,
        env={"PATH": path, "LMS_ENV_FILE": "", "PYTHONIOENCODING": "utf-8", **given},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


BAD = {
    "DEBUG=maybe": ({"DEBUG": "maybe"}, "DEBUG=maybe is not understood"),
    "no SECRET_KEY": ({"SECRET_KEY": None}, "SECRET_KEY is not set"),
    "no SIGNING_KEY": ({"SIGNING_KEY": None}, "SIGNING_KEY is not set"),
    "short SIGNING_KEY": ({"SIGNING_KEY": "c2hvcnQ="}, "SIGNING_KEY is not 32 bytes"),
    "junk SIGNING_KEY": ({"SIGNING_KEY": "Schlüssel!"}, "SIGNING_KEY is not 32 bytes"),
    "no SITE_URL": ({"SITE_URL": None}, "SITE_URL is not set"),
    "SITE_URL without host": ({"SITE_URL": "https://"}, "names no host"),
    "SITE_URL with half an address": ({"SITE_URL": "https://[::1"}, "SITE_URL"),
    "SITE_URL of ftp": ({"SITE_URL": "ftp://host"}, "SITE_URL begins with “ftp:”"),
    "no DATABASE_URL": ({"DATABASE_URL": None}, "DATABASE_URL is not set"),
    "no EMAIL_URL": ({"EMAIL_URL": None}, "EMAIL_URL is not set"),
    "DATABASE_URL of mysql": (
        {"DATABASE_URL": f"mysql://user:{SECRET}@host/db"},
        "DATABASE_URL begins with “mysql:”",
    ),
    "DATABASE_URL with a slash in the password": (
        {"DATABASE_URL": f"postgres://user:{SECRET}/more@host/db"},
        "DATABASE_URL",
    ),
    "CACHE_URL of memcached": (
        {"CACHE_URL": f"memcached://user:{SECRET}@host"},
        "CACHE_URL begins with “memcached:”",
    ),
    "EMAIL_URL of http": (
        {"EMAIL_URL": f"http://user:{SECRET}@host"},
        "EMAIL_URL begins with “http:”",
    ),
    "EMAIL_URL with a slash in the password": (
        {"EMAIL_URL": f"smtp://user:{SECRET}/more@host:25"},
        "EMAIL_URL",
    ),
    "STORAGE_URL of ftp": (
        {"STORAGE_URL": f"ftp://user:{SECRET}@host"},
        "STORAGE_URL begins with “ftp:”",
    ),
    "STORAGE_URL without a folder": ({"STORAGE_URL": "file://media"}, "STORAGE_URL"),
    "PRIVATE_STORAGE_URL of ftp": (
        {"PRIVATE_STORAGE_URL": f"ftp://user:{SECRET}@host"},
        "PRIVATE_STORAGE_URL begins with “ftp:”",
    ),
    "PRIVATE_STORAGE_URL without a folder": (
        {"PRIVATE_STORAGE_URL": "file://private"},
        "PRIVATE_STORAGE_URL names no folder",
    ),
    "LOG_FORMAT": ({"LOG_FORMAT": "xml"}, "LOG_FORMAT=xml is not understood: use line or json"),
    "LOG_LEVEL": ({"LOG_LEVEL": "loud"}, "LOG_LEVEL=LOUD is not understood"),
    "TRUSTED_PROXIES": ({"TRUSTED_PROXIES": "all"}, "TRUSTED_PROXIES=all is not understood"),
    "value and file": (
        {"SECRET_KEY_FILE": "/etc/hostname"},
        "SECRET_KEY and SECRET_KEY_FILE are both set",
    ),
    "unreadable file": (
        {"SECRET_KEY": None, "SECRET_KEY_FILE": "/nowhere/secret"},
        "SECRET_KEY_FILE=/nowhere/secret cannot be read",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_unusable_settings_stop_every_command_with_one_clear_sentence(what):
    values, sentence = BAD[what]
    ended = start(**values)
    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr, ended.stderr.strip().splitlines()[-1]
    assert ended.stdout == ""
    assert ended.stderr.startswith("The settings are not usable. ")
    assert sentence in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert SECRET not in ended.stderr


READ = """
from django.conf import settings as s
print(s.SECRET_KEY, s.DEBUG, s.ALLOWED_HOSTS, s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT)
print(s.CSRF_TRUSTED_ORIGINS, s.WAGTAILADMIN_BASE_URL, s.DEFAULT_FROM_EMAIL)
"""


def test_a_secret_in_a_file_is_used_and_a_public_site_is_safe_by_default(tmp_path):
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    values = {"SECRET_KEY": None, "SECRET_KEY_FILE": str(tmp_path / "secret"), "DEBUG": None}
    ended = start("shell", "--no-imports", "-c", READ, **values)
    assert ended.stdout.splitlines() == [
        f"{SECRET} False ['learn.example.org'] True True",
        "['https://learn.example.org'] https://learn.example.org no-reply@learn.example.org",
    ], ended.stderr


@pytest.mark.parametrize("url", ["file:///srv/our%20media", "file:///srv/our media"])
def test_a_folder_may_have_spaces(url):
    ended = start(
        "shell",
        "--no-imports",
        "-c",
        "from django.conf import settings as s; print(s.MEDIA_ROOT)",
        STORAGE_URL=url,
    )
    assert ended.stdout == "/srv/our media\n", ended.stderr


FOLDERS = """
from django.core.files.storage import storages
print(storages["private"].path("x"))
"""


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"PRIVATE_ROOT": "/srv/our private"}, "/srv/our private/x"),
        ({"PRIVATE_ROOT": "var/private"}, str(settings.BASE_DIR / "var/private/x")),
        ({"PRIVATE_ROOT": "/a", "PRIVATE_STORAGE_URL": "file:///srv/b"}, "/srv/b/x"),
    ],
)
def test_the_private_storage_is_a_folder_unless_an_address_is_given(values, path):
    ended = start("shell", "--no-imports", "-c", FOLDERS, **values)
    assert ended.stdout == f"{path}\n", ended.stderr


def test_with_debug_on_two_keys_are_enough():
    needed = {"SITE_URL": None, "DATABASE_URL": None, "EMAIL_URL": None}
    ended = start("check", DEBUG="1", **needed)
    assert ended.returncode == 0, ended.stderr


def test_a_file_of_values_is_read_where_the_environment_is_silent(tmp_path):
    path: Path = tmp_path / "dev.env"
    path.write_text("DEBUG=maybe\n")
    ended = start(DEBUG=None, LMS_ENV_FILE=str(path))
    assert "DEBUG=maybe is not understood" in ended.stderr
