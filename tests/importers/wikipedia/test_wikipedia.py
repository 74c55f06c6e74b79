"""Wikipedia: prose from wikitext, articles from dumps of any packing."""

from __future__ import annotations

import bz2
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmkor_data.importers.wikipedia import wikipedia_importer as dump
from lmkor_data.importers.wikipedia.wikipedia_importer import WikipediaImporter, WikipediaOptions
from lmkor_data.importers.wikipedia.wikitext import plain_text
from tests.importers.running import run
from tests.samples import samples

HEAD = "<mediawiki><siteinfo><sitename>위키백과</sitename></siteinfo>\n"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("'''서울'''은 ''수도''이다.", "서울은 수도이다."),
        ("[[서울특별시|서울]]과 [[부산]]", "서울과 부산"),
        ("[[파일:a.jpg|섬네일|[[궁궐]] 사진]]글[[분류:도시]]", "글"),
        ("[[File:a.jpg|thumb]]글[[Category:도시]]", "글"),
        ("[[:분류:도시]] 참조[[en:Seoul]]", "분류:도시 참조"),
        ("{{다른 뜻}}{{도시 정보\n| 이름 = {{lang|en|Seoul}}\n}}글", "글"),
        ("베를린({{llang|de|Berlin}} {{소리|a.ogg}})은", "베를린(독일어: Berlin)은"),
        ("서울({{IPA|a}}, {{소리|a.ogg}})은", "서울은"),
        ("{{lang|ja|東京}} {{nowrap|한 줄}} {{llang|xx|Xyz}}", "東京 한 줄 Xyz"),
        ("글<ref name=a>주</ref>과<ref name='b' /> 글<ref name=a/b/>이", "글과 글이"),
        ("글<!-- 숨김 -->이 __목차없음__", "글이"),
        ("{| class=x\n|-\n| 가 || 나\n{|\n| 안\n|}\n|}\n글", "글"),
        ("* 하나\n** 둘\n# 셋\n; 넷\n: 다섯", "하나\n둘\n셋\n넷\n다섯"),
        ("[https://example.org 누리집]과 [https://example.org]", "누리집과"),
        ("1 &lt; 2&nbsp;m<sup>2</sup><br/>다음", "1 < 2 m2\n다음"),
        ("<math>x^2</math>는 <gallery>\n파일:a.jpg\n</gallery>글", "는 글"),
        ("초대 회장은 {{임시링크|루이자|it|Luisa}}였다.", "초대 회장은 루이자였다."),
        ("{{ill|안나 벨|it|Anna Bell}}은", "안나 벨은"),
        ("{{nihongo|도토리|どんぐり|돈구리}}는", "도토리(どんぐり, 돈구리)는"),
        (
            "길이는 {{val|3.5|u=km}}, {{val|2|0.1|e=6|u=kg}}이다.",
            "길이는 3.5 km, 2 ± 0.1 × 10⁶ kg이다.",
        ),
        (
            "{{시작 날짜|2024|3|5}}에 {{frac|1|2}}을 {{formatnum:1234}}명이",
            "2024년 3월 5일에 1/2을 1234명이",
        ),
        ("{{lang|ja|東京}}과 {{KOR}}, {{·}} {{US$|100}}", "東京과 대한민국, · US$100"),
        (";서울:한국의 수도이다.", "서울\n한국의 수도이다."),
        ("10<sup>6</sup>배, 3×10<sup>-3</sup>, H<sub>2</sub>O", "10⁶배, 3×10⁻³, H2O"),
        ("<nowiki>{{틀}}</nowiki>과 <nowiki>'''</nowiki> 셋", "{{틀}}과 ''' 셋"),
        (
            "[[미디어:노래.ogg|노래]]를 [[파일:a.jpg|섬네일|산 [http://a.b 집]]] 들어라",
            "노래를 들어라",
        ),
        ("<table><tr><td>칸</td></tr></table>글 http://a.b/c 끝", "글 끝"),
        ("&lt;b&gt;는 태그, [[서울 (영화)|]]", "<b>는 태그, 서울"),
        ("글\n== 역사 ==\n=== 고대 ===\n글\n== 각주 ==\n{{각주}}", "글\n\n역사\n\n고대\n글"),
        ("글\n== 외부 링크 ==\n* [https://a.b 가]\n=== 더 ===\n나\n== 끝 ==\n글", "글\n\n끝\n글"),
    ],
)
def test_wikitext_reads_as_text(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@given(st.text("가 나[]{}|'=*#<>/ref!-\n:", max_size=150))
def test_any_text_is_rendered_without_fault(markup: str) -> None:
    assert "\x02" not in plain_text(markup)


def page(number: int, text: str, title: str = "", ns: int = 0, redirect: str = "") -> str:
    return (
        f"<page><title>{title or f'문서 {number}'}</title><ns>{ns}</ns><id>{number}</id>{redirect}"
        f"<revision><timestamp>2020-11-01T13:33:35Z</timestamp>"
        f"<contributor><username>홍길동</username></contributor><model>wikitext</model>"
        f"<text>{escape(text)}</text></revision></page>\n"
    )


PAGES = [page(n, f"{n}번 글이다. " + "가" * n) for n in range(100, 160)]
OTHERS = [
    page(1, "토론", ns=1),
    page(2, "#넘겨주기 [[서울]]", redirect='<redirect title="서울" />'),
    page(3, "{{빈 틀}}"),
]


def write(path: Path, packing: str) -> Path:
    pages = [*PAGES, *OTHERS]
    if packing == "xml":
        path.write_text(HEAD + "".join(pages) + "</mediawiki>", encoding="utf-8")
    elif packing == "one stream":
        path.write_bytes(bz2.compress((HEAD + "".join(pages) + "</mediawiki>").encode()))
    elif packing == "streams that end anywhere":
        whole = (HEAD + "".join(pages) + "</mediawiki>").encode()
        parts = (whole[at : at + 1111] for at in range(0, len(whole), 1111))
        path.write_bytes(b"".join(map(bz2.compress, parts)))
    else:
        streams = [HEAD, *("".join(pages[at : at + 7]) for at in range(0, len(pages), 7))]
        streams.append("</mediawiki>")
        path.write_bytes(b"".join(bz2.compress(s.encode()) for s in streams))
    return path


@pytest.mark.parametrize(
    ("name", "packing", "tasks"),
    [
        ("w.xml", "xml", 14),
        ("w.xml.bz2", "one stream", 1),
        ("w.xml.bz2", "many streams", 4),
        ("w.xml.bz2", "streams that end anywhere", 4),
    ],
)
def test_every_packing_gives_the_same_articles(
    tmp_path: Path, name: str, packing: str, tasks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dump, "_PLAIN_PIECE", 1500)
    monkeypatch.setattr(dump, "_PACKED_PIECE", 1000)
    path = write(tmp_path / name, packing)
    report, documents = run(WikipediaImporter(), tmp_path / "raw", path, options=WikipediaOptions())
    assert report.ok
    assert len(documents) == len({d["id"] for d in documents}) == 60
    assert report.counts.by_measure("dropped/") == {"no article": 1, "no text": 1, "redirect": 1}
    assert (report.tasks_done > 1) == (tasks > 1)
    assert documents[0]["title"] == "문서 100"
    assert documents[0]["published_at"] == datetime(2020, 11, 1, 13, 33, 35, tzinfo=UTC)
    assert "홍길동" not in str(documents)


def test_a_page_that_is_no_xml_costs_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "w.xml"
    pages = PAGES[0] + PAGES[1].replace("</revision>", "") + PAGES[2]
    path.write_text(f"{HEAD}{pages}</mediawiki>", encoding="utf-8")
    report, documents = run(WikipediaImporter(), tmp_path / "raw", path, options=WikipediaOptions())
    assert [d["title"] for d in documents] == ["문서 100", "문서 102"]
    assert "no XML" in report.failures[0]["cause"]


@pytest.mark.parametrize("packing", ["xml", "one stream"])
def test_a_dump_that_is_cut_off_gives_what_it_has(tmp_path: Path, packing: str) -> None:
    path = write(tmp_path / ("w.xml" if packing == "xml" else "w.xml.bz2"), packing)
    content = path.read_bytes()
    path.write_bytes(content[:5000] if packing == "xml" else content[:-10])
    report, documents = run(WikipediaImporter(), tmp_path / "raw", path, options=WikipediaOptions())
    assert "cut off" in report.failures[0]["cause"]
    assert documents or packing != "xml"


def test_what_is_no_dump_is_told(tmp_path: Path) -> None:
    path = tmp_path / "w.xml"
    path.write_text("<html></html>")
    report, _ = run(WikipediaImporter(), tmp_path / "raw", path, options=WikipediaOptions())
    assert "does not begin as a MediaWiki dump" in report.failures[0]["cause"]


def test_a_real_article_reads_well(tmp_path: Path) -> None:
    path = samples("raw/dbpedia_kowiki_minidump/wiki.4c3f558d.xml.bz2")
    _, documents = run(WikipediaImporter(), tmp_path / "raw", path, options=WikipediaOptions())
    text = documents[0]["text"]
    assert text.startswith("베를린(독일어: Berlin)은 독일의 수도이다.")
    assert "\n\n역사\n\n초기 역사\n" in text
    assert not any(mark in text for mark in ("{{", "}}", "[[", "]]", "'''", "섬네일", "<ref", "|"))


@pytest.mark.parametrize(
    "mark", ["{{", "{{가|", "[[", "[http://", "{|\n", "<ref>", "<!--", "(", "<"]
)
def test_a_page_of_marks_that_nobody_closes_takes_no_longer(mark: str) -> None:
    assert plain_text("처음 " + mark * 20_000).startswith("처음")


def test_templates_and_links_inside_each_other() -> None:
    assert plain_text("{{상자|{{lang|de|[[베를린|Berlin]]}}|[[파일:a.png|{{b}}]]}}글") == "글"
    assert plain_text("{{lang|de|[[베를린|Berlin]]}}과 [[{{b}}서울|한양]]") == "Berlin과 한양"
    assert (
        plain_text("[[파일:a.png|섬네일|[[글]] {{b|c}}]]앞 [[열린\n\n뒤 {{끝") == "앞 열린\n뒤 끝"
    )


def test_words_that_templates_and_links_put_into_a_sentence() -> None:
    markup = "{{국기나라|독일}}에서 {{단위 변환|100|km}}, {{글자색|red|빨강}} [[#역사]]"
    assert plain_text(markup) == "독일에서 100 km, 빨강 역사"
