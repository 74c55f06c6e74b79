"""JSON and encodings as sites send them."""

from __future__ import annotations

import pytest

from lmkor_data.crawlers.parsing.page_response import parse_json

VALUE = {"list": [{"t": "국물이 시원해요 (정말); }{"}]}
PLAIN = '{"list":[{"t":"국물이 시원해요 (정말); }{"}]}'


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        f"\ufeff{PLAIN}",
        f")]}}',\n{PLAIN}",
        f")]}}'\n{PLAIN}",
        f"for(;;);{PLAIN}",
        f"while(1);{PLAIN}",
        f"{{}}&&{PLAIN}",
        f"callback({PLAIN});",
        f"/**/cb123({PLAIN});",
        f"/**/ typeof cb === 'function' && cb({PLAIN});",
        f"try{{ jQuery_1.cb[0]({PLAIN}); }}catch(e){{}}",
        f"{PLAIN};",
    ],
)
def test_guards_and_callbacks_are_taken_off(text):
    assert parse_json(text) == VALUE


def test_invalid_escapes_are_mended():
    assert parse_json(r'cb({"t": "it\'s \\u good"})') == {"t": "it's \\u good"}


@pytest.mark.parametrize("text", ["", "<html>{}</html>", "{", "var a = 1;", '{"a": 1} and more'])
def test_what_is_no_json_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        parse_json(text)
