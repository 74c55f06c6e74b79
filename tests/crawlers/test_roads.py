"""Day one: a category without a site leads somewhere, and asks nobody."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from lmkor_data.commands.crawl import command
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.roads import roads


@pytest.mark.parametrize("name", ["cosmetics", "화장품"])
def test_a_category_shows_its_recipes_and_the_next_command(tmp_path, name):
    result = CliRunner().invoke(command, ["--category", name, "--corpus", str(tmp_path)])
    assert result.exit_code == 1
    for expected in (
        *("oliveyoung", "unread", "not asked: give --contact", "--i-have-permission oliveyoung"),
        *("sites learn", "import tables", "--site shop --base-url", "lmkor-data demo"),
    ):
        assert expected in result.output
    assert "refused" not in result.output
    assert "Traceback" not in result.output


def test_the_same_as_json(tmp_path):
    options = ["--category", "cosmetics", "--corpus", str(tmp_path), "--json"]
    shown = json.loads(CliRunner().invoke(command, options).output)["roads"]
    assert {"name", "terms", "robots", "missing", "command"} == set(shown[0])
    assert [road["name"] for road in shown] == [
        road.name for road in roads(CrawlOptions(categories=("cosmetics",)))
    ]


def test_a_category_without_a_recipe_still_has_roads():
    found = roads(CrawlOptions(categories=("garden",)))
    assert [road.name for road in found][-1] == "a try, offline"
    assert len(found) >= 4
