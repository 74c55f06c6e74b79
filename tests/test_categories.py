"""The category vocabulary."""

import pytest

from lmkor_data.categories import categories, category_key
from lmkor_data.crawlers.recipes.recipe_files import built_in_recipes
from lmkor_data.errors import LmkorError


def test_korean_names_and_keys_mean_the_same():
    assert (
        category_key("화장품")
        == category_key("cosmetics")
        == category_key(" Cosmetics")
        == "cosmetics"
    )


def test_a_typo_gets_a_suggestion():
    with pytest.raises(LmkorError, match="Did you mean `cosmetics`"):
        category_key("cosmetcis")
    with pytest.raises(LmkorError, match="Did you mean `household`"):
        category_key("생활용풍")


def test_no_name_stands_for_two_categories():
    names = [name for key, given in categories().items() for name in (key, *given)]
    assert len(names) == len(set(names))


def test_the_recipes_speak_our_vocabulary():
    for recipe in built_in_recipes().values():
        assert set(recipe.categories) <= set(categories()), recipe.site
