"""Wikitext reads as a reader of the article would read it."""

from __future__ import annotations

import pytest

from lmkor_data.importers.sections import Headings
from lmkor_data.importers.wikipedia.page import article_text, is_disambiguation, is_redirect


def text(markup: str) -> str:
    return article_text("문서", markup, Headings.PLAIN)


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        (
            "[[서울특별시|서울]]과 [[부산]]의 [[#역사]] [[부산#역사|역사]]",
            "서울과 부산의 역사 역사",
        ),
        ("[[파일:a.jpg|섬네일|[[링크]] 설명]]글[[File:b.png]]", "글"),
        ("글[[분류:도시]][[Category:City]][[en:Seoul]] [[:분류:도시]]", "글 분류:도시"),
        ("'''굵게''' ''기울임'' '''''둘 다'''''", "굵게 기울임 둘 다"),
        (
            '사실이다.<ref>출처</ref><ref name="a" /> 끝.<ref name=b>{{웹 인용|u}}</ref>',
            "사실이다. 끝.",
        ),
        ("{{정보상자\n| 이름 = {{lang|de|Berlin}}\n| 그림 = [[파일:a.png]]\n}}\n글", "글"),
        ("'''베를린'''({{llang|de|Berlin}} {{IPA|x}})은", "베를린(Berlin)은"),
        ("'''서울'''({{IPA|x}}, {{소리|y}})은 (수도)", "서울은 (수도)"),
        ("{{국기나라|독일}}에서 {{단위 변환|100|km}} {{글자색|red|빨강}}", "독일에서 100 km 빨강"),
        ("앞\n{| class=x\n! 가 !! 나\n|-\n| 다 || {| \n| 속\n|}\n|}\n뒤", "앞\n뒤"),
        ("[https://example.com 누리집] [https://example.com] 끝", "누리집 끝"),
        ("가<br/>나<small>다</small><!-- 숨김 --> a&nbsp;&lt;b&gt;", "가\n나다 a <b>"),
        ("* 하나\n** 둘\n# 셋\n: 넷\n;다섯", "하나\n둘\n셋\n넷\n다섯"),
        ("<math>x^2</math>와 <gallery>\n파일:a.png|글\n</gallery> 식 __목차없음__", "와 식"),
        ("열고 {{ 닫지 않음 [[ 둘", "열고 닫지 않음 둘"),
        ("3 < 5 그리고 5 > 3", "3 < 5 그리고 5 > 3"),
    ],
)
def test_inline(markup: str, shown: str) -> None:
    assert text(markup) == shown


def test_sections_without_text_and_references_go() -> None:
    markup = (
        "머리글\n== 역사 ==\n[[파일:a.jpg]]\n=== 초기 ===\n옛날\n== 같이 보기 ==\n* [[부산]]\n"
        "=== 더 ===\n* [[대구]]\n== 문화 ==\n노래\n== 각주 ==\n{{각주}}\n== 외부 링크 ==\n* [//a b]"
    )
    assert text(markup) == "머리글\n\n역사\n초기\n옛날\n\n문화\n노래"
    assert article_text("서울", markup, Headings.PATH) == (
        "머리글\n\n서울 - 역사 - 초기\n옛날\n\n서울 - 문화\n노래"
    )


def test_pages_that_are_no_articles() -> None:
    assert is_redirect("#넘겨주기 [[서울]]")
    assert is_redirect("#REDIRECT [[서울]]")
    assert is_disambiguation("글\n{{동음이의}}")
    assert not is_disambiguation("{{다른 뜻|동음이의}}")


def test_broken_markup_takes_linear_time() -> None:
    for mark in ("{{", "[[", "{|\n", "<ref>", "(", "[http://", "<!--", "{{a|", "<", "·"):
        assert text("끝 " + mark * 20_000).startswith("끝")
