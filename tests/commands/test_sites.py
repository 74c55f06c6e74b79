"""`lmkor-data sites` as a user meets it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from lmkor_data.commands.inspect.sites import command
from lmkor_data.crawlers.page_check import check_page
from lmkor_data.crawlers.recipes.recipe_files import built_in_recipes, find_recipe
from lmkor_data.demo.site import DemoSite
from lmkor_data.errors import LmkorError

PAGES = Path(__file__).parents[1] / "crawlers" / "pages"


def run(*arguments: str) -> str:
    result = CliRunner().invoke(command, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_every_recipe_is_listed_with_its_terms():
    shown = run()
    assert all(site in shown for site in built_in_recipes())
    assert "unread" in shown
    assert "allowed" in shown


def test_a_saved_page_shows_what_the_recipe_reads():
    shown = run("check", "smartstore", str(PAGES / "smartstore.json"))
    assert "2 documents" in shown
    assert "뚜껑이 깨져 왔어요." in shown
    assert "declares 41" in shown
    assert "abc****" not in shown


def test_the_finding_as_json():
    found = json.loads(run("check", "kurly", str(PAGES / "kurly.json"), "--json"))
    assert [d["text"] for d in found["documents"]] == ["딸기가 달아요"]
    assert "after=eyJpZCI6ODF9" in found["leads_to"]["reviews"][0]


def test_a_recipe_with_a_mistake_is_told_by_file_and_key(tmp_path):
    own = tmp_path / "own.toml"
    text = (Path(find_recipe("ssg").path)).read_text(encoding="utf-8")
    own.write_text(text.replace("paginate = {}", "paginat = {}"), encoding="utf-8")
    with pytest.raises(
        LmkorError, match=r"own\.toml: pages\.reviews\.paginat: unknown.*`paginate`"
    ):
        run("check", str(own))


def test_a_page_of_a_site_that_answers():
    with DemoSite() as site:
        url = f"{site.url}/shop/p/1001/reviews?page=1"
        checked = check_page(find_recipe("demo_shop"), url)
        assert len(checked.documents) == 20
        with pytest.raises(LmkorError, match="forbids it"):
            check_page(find_recipe("demo_shop"), f"{site.url}/shop/private/cart")
        assert "/shop/private/cart" not in site.hits


def test_a_strange_site_wants_a_contact():
    with pytest.raises(LmkorError, match="--contact"):
        check_page(find_recipe("kurly"), "https://shop.example/1")


def test_a_recipe_that_reads_nothing_is_warned_of(tmp_path):
    (tmp_path / "empty.html").write_text("<ul><li>없음</li></ul>", encoding="utf-8")
    result = CliRunner().invoke(command, ["check", "ssg", str(tmp_path / "empty.html")])
    assert result.exit_code == 1
    assert "warning: the recipe reads nothing here: `items` finds nothing" in result.output


def test_a_field_that_is_always_empty_is_warned_of(tmp_path):
    page = (PAGES / "ssg.html").read_text(encoding="utf-8").replace("rvw_item_date", "day")
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    result = CliRunner().invoke(command, ["check", "ssg", str(tmp_path / "page.html")])
    assert result.exit_code == 1
    assert "warning: no document has a published_at" in result.output
