"""Namumark reads as a reader of the page would read it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest

from lmkor_data.importers.namuwiki.options import NamuwikiOptions
from lmkor_data.importers.namuwiki.page import is_redirect, page_text
from lmkor_data.importers.sections import Headings
from tests.samples import samples

PLAIN = NamuwikiOptions(headings=Headings.PLAIN)
ALL = replace(PLAIN, strikes=True, footnotes=True, tables=True)


def text(markup: str, options: NamuwikiOptions = PLAIN) -> str:
    return page_text("문서", markup, options)


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("[[서울특별시|서울]]과 [[부산]]", "서울과 부산"),
        ("[[축구#s-2.1|축구]] [[야구#s-3]]", "축구 야구"),
        ("[[파일:a.png|width=20]]그림", "그림"),
        ("[[파일:a.png|설명 [[링크]] 끝]]뒤", "뒤"),
        ("[[서울|[[파일:깃발.svg|width=20]]]] 서울", "서울"),
        ("[[:파일:a.png]] [[/하위 문서]] [[../옆 문서]]", "파일:a.png 하위 문서 옆 문서"),
        ("앞[[https://example.com 뒤]]뒤 [[https://example.com|여기]]", "앞뒤 여기"),
        ("본문[[분류:동물]][[분류:포유류]]", "본문"),
        ("[[1988년|[1988]]] 올림픽", "[1988] 올림픽"),
        ("'''굵게''' ''기울임'' '''''둘 다''''' ''''응''''", "굵게 기울임 둘 다 '응'"),
        ("__밑줄__ H,,2,,O 10^^3^^", "밑줄 H2O 103"),
        ("좋다. ~~농담~~ 끝 --취소--됨", "좋다. 끝 됨"),
        ("C++--와 a -- b -- c", "C++--와 a -- b -- c"),
        ("이름[* 각주 [[링크|하나]] [1] 끝.]은 [*이름 둘][*이름] 셋", "이름은 셋"),
        ("닫히지 않은[* 각주\n\n다음 문단]", "닫히지 않은 각주\n다음 문단]"),
        (
            "{{{+1 크게}}} {{{#red 빨강}}} {{{#fff,#000 흑백}}} {{{그대로}}}",
            "크게 빨강 흑백 그대로",
        ),
        ('{{{#!wiki style="color:red"\n상자}}}', "상자"),
        ("{{{#!wiki style='a' dark-style=\"b\" 한 줄}}}", "한 줄"),
        ("{{{#!folding [펼치기]\n첫째\n둘째}}}", "첫째\n둘째"),
        ("{{{#!folding 가\n{{{#!wiki\n{{{+2 '''속'''}}}\n}}}\n}}}끝", "속\n끝"),
        ("{{{#!html <b>x</b>}}}{{{#!syntax python\nprint(1)\n}}}남음", "남음"),
        ("열고 {{{ 닫지 않음", "열고 닫지 않음"),
        ("[목차][clearfix][include(틀:a, b=[[c]])][anchor(d)]글[pagecount]", "글"),
        ("[ruby(漢字, ruby=한자)]와 [math(x_{1}[0])]식", "漢字와 식"),
        ("한 줄[br]다음 줄", "한 줄\n다음 줄"),
        (" * 하나\n  * 둘\n 1. 셋\n 1.#5 넷\n * [[다섯]]", "하나\n둘\n셋\n넷\n다섯"),
        ("> 인용문\n>> 겹인용", "인용문\n겹인용"),
        ("앞\n----\n뒤\n##주석\n끝", "앞\n뒤\n끝"),
        (r"\[\[링크\]\] \\ \~~물결\~~ \'''", r"[[링크]] \ ~~물결~~ '''"),
        ("a&nbsp;&amp; b", "a & b"),
        ("[서울]과 [1]", "[서울]과 [1]"),
    ],
)
def test_inline(markup: str, shown: str) -> None:
    assert text(markup) == shown


def test_tables_go_with_what_is_folded_into_them() -> None:
    markup = (
        "앞\n||<-2><bgcolor=#fff> 제목 || 값 ||\n|| 여러\n줄 || {{{#!folding [펼치기]\n속\n}}} ||\n"
        '{{{#!wiki style="margin:0"\n|| 상자 속 ||\n|설명| 표 ||\n}}}\n뒤'
    )
    assert text(markup) == "앞\n뒤"
    assert text(markup, ALL) == "앞\n제목 | 값\n여러 줄 | 속\n상자 속\n|설명| 표\n뒤"


def test_an_unclosed_row_swallows_nothing() -> None:
    assert text("||열린 줄\n본문\n== 다음 ==\n글 ||") == "||열린 줄\n본문\n\n다음\n글 ||"


def test_options_keep_what_is_left_out() -> None:
    assert text("좋다.[* 정말 ~~아주~~] ~~농담~~", ALL) == "좋다. (정말 아주) 농담"


SECTIONS = "들어가며\n== 개요 ==\n하나\n=== 상세 ===\n둘\n== 빈 문단 ==\n[목차]\n==# 접힘 #==\n셋"


def test_headings_by_path_plainly_or_not_at_all() -> None:
    assert page_text("서울", SECTIONS, NamuwikiOptions()) == (
        "들어가며\n\n서울 - 개요\n하나\n\n서울 - 개요 - 상세\n둘\n\n서울 - 접힘\n셋"
    )
    assert text(SECTIONS) == "들어가며\n\n개요\n하나\n\n상세\n둘\n\n접힘\n셋"
    assert text(SECTIONS, NamuwikiOptions(headings=Headings.NONE)) == "들어가며\n\n하나\n\n둘\n\n셋"


def test_redirects() -> None:
    assert is_redirect("#redirect 서울특별시")
    assert is_redirect("#넘겨주기 서울특별시")
    assert not is_redirect("##redirect\n본문")


def test_deep_nesting_and_long_pages_take_linear_time() -> None:
    assert text("{{{" * 5000 + "속" + "}}}" * 5000) == "속"
    assert text("[* 주 " * 5000).split() == ["주"] * 5000
    assert text("||a\n" * 20_000).split() == ["||a"] * 20_000
    assert text("[[가 " * 20_000).split() == ["가"] * 20_000


@pytest.mark.parametrize(("page", "least"), [("test1", 0.99), ("test2", 0.98), ("test6", 0.93)])
def test_real_pages_against_their_gold(page: str, least: float) -> None:
    folder = samples("raw/namuwiki_jeongukjae")
    given = json.loads((folder / f"{page}.json").read_text(encoding="utf-8"))
    gold = Counter((folder / f"{page}.gold.txt").read_text(encoding="utf-8").split())
    made = Counter(page_text(given["title"], given["text"], NamuwikiOptions()).split())
    common = (gold & made).total()
    assert common / gold.total() >= max(least, 0.98)
    assert common / made.total() >= least
