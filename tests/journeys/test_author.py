"""An instructor writes and submits, an editor publishes, a learner sees it as an update."""

from tests.world import PASSWORD


def test_the_sign_in_of_the_cms_is_the_one_door(visit, cast):
    page = visit()
    page.goto("/cms/")
    assert "/accounts/login/" in page.url
    page.get_by_label("E-mail").fill(cast.instructor.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/cms/")
