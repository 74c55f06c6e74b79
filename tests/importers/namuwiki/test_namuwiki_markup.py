"""Namumark as people read it."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmkor_data.importers.namuwiki.blocks import redirects, render_page
from lmkor_data.importers.namuwiki.namuwiki_options import Rendering
from tests.samples import samples

ALL = Rendering(strike=True, footnotes=True, tables=True)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("'''굵게''' ''기울여'' __밑줄__ 2^^10^^ H,,2,,O", "굵게 기울여 밑줄 2¹⁰ H2O"),
        ("''''강조''''", "'강조'"),
        ("'''굵고 ''기운'' 글'''", "굵고 기운 글"),
        ("[[서울|수도]]와 [[부산]], [[부산#역사]]와 [[#목차]]", "수도와 부산, 부산와 목차"),
        ("[[파일:a.png|width=100]]사진 [[분류:도시]][[:분류:도시]]", "사진 분류:도시"),
        ("[[https://example.org|누리집]] 참고", "누리집 참고"),
        ("[[파일:a.png|설명 [[링크]] 글]]끝", "끝"),
        ("글[* 각주 [[링크|글]] [br] 끝] 이어짐", "글 이어짐"),
        ("문장이다.[* 주석이다. [[링크|글]]] 다음이다.", "문장이다. 다음이다."),
        ("둘[* 하나] 셋[* [[가]]] 넷[* 둘]", "둘 셋 넷"),
        ("끝이다.[*A [[가|나]]] [[가 [나]]] 글", "끝이다. 가 [나] 글"),
        ("{{{#!folding [펼치기]\n접힌 글\n}}}글", "접힌 글\n글"),
        ("글[*가 이름 있는 각주]이다[*가].", "글이다."),
        ("말~~농담~~이다 --취소--", "말이다"),
        ("~~[[링크|농담[* 각주]]]~~진짜", "진짜"),
        ("{{{+1 크게}}} {{{#red 빨강}}} {{{#fff,#000 '''밝게'''}}}", "크게 빨강 밝게"),
        ("{{{+2 {{{#blue 겹}}}}}}친", "겹친"),
        ("{{{'''그대로'''}}}", "'''그대로'''"),
        ("{{{[[그대로]]}}} [[링크]]", "[[그대로]] 링크"),
        ("\\'\\'\\'아님 \\[[글\\]] \\\\", "'''아님 [[글]] \\"),
        ("[목차]\n[include(틀:상위 문서, top1=가)]\n본문", "본문"),
        ("[ruby(漢字, ruby=한자)] [math(3)]개 [math(\\frac{1}{2})]", "漢字 3개"),
        ("첫 줄[br]둘째 줄", "첫 줄\n둘째 줄"),
        ("[모르는 것]은 남는다", "[모르는 것]은 남는다"),
        ("## 주석\n본문\n----\n끝", "본문\n끝"),
        (" * 하나\n  * 둘\n 1. 셋\n 1.#5 넷\n a. 다섯", "하나\n둘\n셋\n넷\n다섯"),
        ("> 인용\n>> 겹인용", "인용\n겹인용"),
        ("|| 이름 || 값 ||\n||<-2> 긴\n칸 ||\n본문", "본문"),
        ("|제목|칸 ||\n본문", "본문"),
        ('{{{#!wiki style="color:red"\n본문\n * 목록}}}', "본문\n목록"),
        ("{{{#!folding [펼치기]\n접힌 {{{#red 글}}}\n}}}\n끝", "접힌 글\n끝"),
        ("{{{#!syntax python\nprint(1)\n}}}끝", "끝"),
        ("{{{닫히지 않음", "닫히지 않음"),
        ("닫기만}}} 한다", "닫기만 한다"),
        ("[[닫히지 않음", "[[닫히지 않음"),
        ("대한민국([[파일:a.png]])은", "대한민국은"),
    ],
)
def test_markup_reads_as_text(markup: str, text: str) -> None:
    assert render_page(markup) == text


def test_folded_text_goes_on_request() -> None:
    markup = "앞\n{{{#!folding [펼치기]\n접힌 글\n}}}\n뒤"
    assert render_page(markup, Rendering(folding=False)) == "앞\n뒤"


def test_a_footnote_that_ends_in_a_link_is_shown_on_request() -> None:
    markup = "문장이다.[* [[가]]와 [[나]]] 다음이다."
    assert render_page(markup, Rendering(footnotes=True)) == "문장이다.(가와 나) 다음이다."


def test_tables_strikes_and_footnotes_are_kept_on_request() -> None:
    markup = "||<|2> '''이름''' || [[값]] ||\n말~~농담~~[* 각주 글]"
    assert render_page(markup, ALL) == "이름 값\n말농담(각주 글)"


def test_a_table_with_folded_lines_of_its_own_goes_as_a_whole() -> None:
    markup = "|| 설명 ||{{{#!folding [펼치기]\n여러 || 줄\n== 아님 ==\n}}}||\n본문"
    assert render_page(markup) == "본문"


def test_headings_stay_over_text_and_go_over_nothing() -> None:
    markup = (
        "== 개요 ==\n글\n== 표 ==\n|| 표 ||\n== 역사 ==\n=== 빈 곳 ===\n"
        "=== 근대 ===\n글\n==# 접힘 #==\n글\n== [[분류:가]] =="
    )
    assert render_page(markup) == "개요\n글\n\n역사\n\n근대\n글\n\n접힘\n글"


def test_redirects() -> None:
    assert redirects("#redirect 서울")
    assert redirects("#넘겨주기 서울")
    assert not redirects("서울은 #redirect")


@given(st.text("가 나[]{}*'~-|=#!<>()\\\n:", max_size=200))
def test_any_text_is_rendered_without_fault_or_trace(markup: str) -> None:
    text = render_page(markup, ALL)
    assert not set(text) & {"\ue000", "\ue001"}


def test_deep_nesting_takes_no_deep_stack() -> None:
    assert "가" in render_page("{{{#red " * 300 + "가" + "}}}" * 300)
    assert render_page("[[" * 50_000 + "가").endswith("가")


@pytest.mark.parametrize(
    ("name", "recall", "precision"),
    [("test1", 1.0, 1.0), ("test2", 0.98, 0.98), ("test6", 0.99, 0.93)],
)
def test_real_pages_against_their_gold(name: str, recall: float, precision: float) -> None:
    import json

    page = json.loads(samples(f"raw/namuwiki_jeongukjae/{name}.json").read_text(encoding="utf-8"))
    gold_path = samples(f"raw/namuwiki_jeongukjae/{name}.gold.txt")
    gold = Counter(gold_path.read_text(encoding="utf-8").split())
    ours = Counter(render_page(page["text"], title=page["title"]).split())
    both = sum((gold & ours).values())
    assert both / sum(gold.values()) >= recall
    assert both / sum(ours.values()) >= precision


SECTIONS = (
    "처음\n== 개요 ==\n하나\n== 역사 ==\n=== 초기 ===\n둘\n== 빈 곳 ==\n[목차]\n==# 접힘 #==\n셋"
)


def test_sections_are_headed_by_their_path_or_plainly() -> None:
    paths = "처음\n\n서울 - 개요\n하나\n\n서울 - 역사 - 초기\n둘\n\n서울 - 접힘\n셋"
    assert render_page(SECTIONS, title="서울") == paths
    assert render_page(SECTIONS) == "처음\n\n개요\n하나\n\n역사\n\n초기\n둘\n\n접힘\n셋"


@pytest.mark.parametrize("mark", ["||가\n", "[[가", "[* 가", "{{{", "[", "'''", "~~", "|가"])
def test_a_page_of_marks_that_nobody_closes_takes_no_longer(mark: str) -> None:
    assert "끝" in render_page(mark * 10_000 + "\n끝")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("[[:파일:a.png]] [[/하위 문서]] [[../옆 문서]]", "파일:a.png 하위 문서 옆 문서"),
        ("[[1988년|[1988]]] 올림픽", "[1988] 올림픽"),
        ("C++--와 i--; a -- b -- c", "C++--와 i--; a -- b -- c"),
        ('{{{#!wiki style="color:red" dark-style="b" 한 줄}}}', "한 줄"),
        ("a&nbsp;&amp; b", "a & b"),
    ],
)
def test_what_real_pages_do_besides(markup: str, text: str) -> None:
    assert render_page(markup) == text
