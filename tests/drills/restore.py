"""Back up, lose everything, restore, and look whether everything is there again."""

import hashlib
import re
import shutil
import tarfile
import tempfile
from dataclasses import replace
from pathlib import Path

import psycopg
from psycopg import sql

from tests.drills.browser import PASSWORD, Browser
from tests.drills.running import ROOT, Site, expect
from tests.postgres import Cluster, cluster

SCRIPTS = ROOT / "docs" / "scripts"
NOT_KEPT = {"lms_cache"}


def restore_drill() -> list[str]:
    """The whole drill; what it found, a line each. Raises DrillError."""
    with (
        cluster(durable=True) as server,
        tempfile.TemporaryDirectory(prefix="lms drill ") as folder,
    ):
        return _drill(server, Path(folder))


def _drill(server: Cluster, folder: Path) -> list[str]:
    first = Site(
        folder,
        make_database(server, "first"),
        folder / "media one",
        folder / "private one",
        server.programs,
    )
    first.set_up()
    first.manage("load_curriculum")
    facts = first.scene("programme")
    first.work()
    progress = what_amara_sees(first, facts)
    before = rows(first)
    expect("valid" in progress["verify"], "before the loss the certificate is not valid")

    backup = first.run(str(SCRIPTS / "backup.sh"), str(folder / "back ups")).splitlines()[-1]
    late = first.scene("rename", "A title that the backup does not know")
    cached = first.ask("SELECT cache_key, value, expires FROM lms_cache")
    for place in (first.media, first.private):
        shutil.rmtree(place)
    drop_database(server, "first")

    second = replace(
        first,
        database_url=make_database(server, "second"),
        media=folder / "media two",
        private=folder / "private two",
    )
    said = second.run(str(SCRIPTS / "restore.sh"), backup)
    expect("Printed certificates: 1, damaged or missing: 0" in said, said)
    after = rows(second)
    wrong = {t: (before[t], after.get(t)) for t in before if before[t] != after.get(t)}
    expect(not wrong, f"rows differ: {wrong}")
    lines = [f"{sum(before.values())} rows in {len(before)} tables are there again"]
    lines += files_are_there(second, facts)
    # As if the cache stood on another machine and had outlived the database.
    keep_cache(second, cached)
    seen = what_amara_sees(second, facts)
    expect(seen == progress, f"a page has changed: {differences(progress, seen)}")
    expect(late["title"] not in seen["course"], "the course shows a title from after the backup")
    renamed = second.scene("rename", "A title given after the restore")
    expect(renamed["title"] == "A title given after the restore", "the outline is stale")
    expect(renamed["title"] in what_amara_sees(second, facts)["course"], "the page is stale")
    lines.append("she signs in and sees the same; outlines show the backup, then later changes")
    return lines + refusals(second, Path(backup), server, folder)


def make_database(server: Cluster, name: str) -> str:
    """An empty database of a plain user of its own, as in docs/operate.md; its DATABASE_URL."""
    user, password = sql.Identifier(f"lms_{name}"), sql.Literal(server.password)
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(user, password))
        create = sql.SQL("CREATE DATABASE {} OWNER {}")
        connection.execute(create.format(sql.Identifier(name), user))
    return server.url(name).replace("tests:", f"lms_{name}:")


def drop_database(server: Cluster, name: str) -> None:
    """Lose a database."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def rows(site: Site) -> dict[str, int]:
    """How many rows each table holds."""
    with psycopg.connect(site.database_url) as connection:
        names = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        ).fetchall()
        return {
            name: connection.execute(
                sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
            ).fetchone()[0]
            for (name,) in names
            if name not in NOT_KEPT
        }


def what_amara_sees(site: Site, facts: dict) -> dict[str, str]:
    """Her pages, and what anybody sees of her certificate."""
    with site.web() as web:
        anybody, amara = Browser(web.port), Browser(web.port)
        verify = anybody.get(f"/verify/{facts['code']}/")
        expect(verify.status == 200, f"/verify/ answers {verify.status}")
        expect(amara.sign_in(facts["address"], PASSWORD).status == 302, "she cannot sign in")
        learn, course = amara.get("/learn/"), amara.get(facts["path"])
        expect(learn.status == course.status == 200, "her pages do not answer")
        pdf = amara.get(f"/certificates/{facts['number']}.pdf")
        return {
            "verify": "valid" if "genuine and in force" in verify.text else "unknown",
            "learn": main_of(learn.text),
            "course": main_of(course.text),
            "pdf": hashlib.sha256(pdf.body).hexdigest(),
        }


def main_of(page: str) -> str:
    """What a page says, without its tokens."""
    start = page.find("<main")
    expect(start >= 0, "a page without <main>")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page[start:])


def differences(one: dict, other: dict) -> dict[str, bool]:
    """Which of the pages differ."""
    return {name: one[name] == other[name] for name in one}


def files_are_there(site: Site, facts: dict) -> list[str]:
    """The PDF has the sum on record; picture and document have come back."""
    name, digest = site.ask("SELECT file_name, sha256 FROM courses_certificate")[0]
    found = hashlib.sha256((site.private / name).read_bytes()).hexdigest()
    expect(found == digest, f"the PDF's SHA-256 is {found}, on record is {digest}")
    for file in facts["files"]:
        expect((site.media / file).stat().st_size > 0, f"{file} is not there")
    return [f"the PDF of {facts['number']} has the SHA-256 on record ({digest[:12]}…)"]


def keep_cache(site: Site, cached: list[tuple]) -> None:
    """Put rows of the lost site's cache into the restored one's."""
    with psycopg.connect(site.database_url) as connection:
        for row in cached:
            connection.execute(
                "INSERT INTO lms_cache VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", row
            )


def refusals(site: Site, backup: Path, server: Cluster, folder: Path) -> list[str]:
    """What the script must not do: overwrite, or take a damaged backup."""
    script = str(SCRIPTS / "restore.sh")
    expect("is not empty" in site.run(script, str(backup), fails=True), "it overwrites a database")
    empty = replace(site, database_url=make_database(server, "third"))
    expect("is not empty" in empty.run(script, str(backup), fails=True), "it overwrites a folder")
    fresh = replace(empty, media=folder / "media three", private=folder / "private three")
    with (backup / "media.tar").open("r+b") as file:
        file.seek(600)
        file.write(b"damage")
    said = fresh.run(script, str(backup), fails=True)
    expect("The backup is damaged" in said, "it takes a damaged backup")
    expect(not rows(fresh), "a refused restore has left tables")
    with tarfile.open(backup / "private.tar") as tar:
        expect(any(name.endswith(".pdf") for name in tar.getnames()), "no PDF in the backup")
    return ["a full database, a full folder and a damaged backup are refused"]
