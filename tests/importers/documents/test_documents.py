"""Files of text: each form by its content, with its title, date and kind."""

from __future__ import annotations

import importlib.util
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lmkor_data.importers.documents.bbcode import bbcode_text
from lmkor_data.importers.documents.chat_exports import conversations
from lmkor_data.importers.documents.document_importer import DocumentImporter, DocumentOptions
from lmkor_data.importers.documents.front_matter import split_front_matter
from lmkor_data.importers.documents.markdown import markdown_text
from lmkor_data.importers.documents.subtitles import subtitle_text
from lmkor_data.importers.documents.text_lines import is_tabbed, unquoted_lines
from tests.importers.running import run

BODY = "오늘은 아침 일찍 일어나 뒷산에 올랐다."


@pytest.mark.parametrize(
    "head",
    [
        "---\ntitle: 뒷산 산책\ndate: 2024-03-02 10:00\n---\n",
        "---\r\ntitle: '뒷산 산책'\r\ndate: 2024-03-02 10:00\r\n---\r\n\r\n",
        '\ufeff---\ntitle: "뒷산 산책"\ndate: 2024-03-02 10:00\n...\n',
        "\n\n---\ndate: 2024-03-02 10:00 # 아침\ntitle: 뒷산 산책\ntags:\n  - 산\n---\n",
        '+++\ntitle = "뒷산 산책"\ndate = 2024-03-02T10:00:00+09:00\n+++\n',
        '{"title": "뒷산 산책", "date": "2024-03-02 10:00"}\n\n',
    ],
)
def test_front_matter_of_every_kind(tmp_path: Path, head: str) -> None:
    path = tmp_path / "a.md"
    path.write_bytes((head + BODY + "\n").encode())
    _, (found,) = run(
        DocumentImporter(), tmp_path / "raw", path, options=DocumentOptions(source="s")
    )
    assert (found["text"], found["title"]) == (BODY, "뒷산 산책")
    assert found["published_at"] == datetime(2024, 3, 2, 1, tzinfo=UTC)


def test_two_rules_of_a_text_are_not_front_matter() -> None:
    text = f"---\n{BODY} 그리고 내려왔다\n---\n끝"
    assert split_front_matter(text).body == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("# 제목\n\n본문이다.", "제목\n\n본문이다."),
        ("제목\n===\n본문", "제목\n\n본문"),
        (
            "**굵게** _기울여_ ~~지움~~ `코드` snake_case_name",
            "굵게 기울여 지움 코드 snake_case_name",
        ),
        ("[글](https://a.b/c_(d)) ![그림](a.png) <https://a.b>", "글"),
        ("앞\n\n```python\nprint(1)\n```\n\n뒤", "앞\n\n뒤"),
        ("- 하나\n- [x] 둘\n1. 셋\n> 넷", "하나\n둘\n셋\n넷"),
        ("값은 $x^2$이고 5달러는 $5이다.", "값은 이고 5달러는 $5이다."),
        ("앞\n$$\nx = 1\n$$\n뒤", "앞\n\n뒤"),
        ("| 가 | 나 |\n|---|---|\n| 1 | 2 |\n\n글", "글"),
        ("{% include a.html %}앞 {{ site.url }}뒤 {{< youtube x >}}", "앞 뒤"),
        ("{% highlight js %}\nlet a\n{% endhighlight %}글", "글"),
        ("글{: .notice}\n[^1]: 주석이다.\n본문[^1]", "글\n\n본문"),
        ("[##_Image|kage@x|CDM|1.3_##]글", "글"),
        ("<b>굵게</b><br>다음 &lt;줄&gt; \\*별\\*", "굵게\n다음 <줄> *별*"),
        ("[[문서|보이는 글]]과 [[문서]]", "보이는 글과 문서"),
        ("3 * 4 * 5 = 60, a_b_c", "3 * 4 * 5 = 60, a_b_c"),
    ],
)
def test_markdown_reads_as_the_page_would(markup: str, text: str) -> None:
    assert markdown_text(markup) == text


def test_bbcode_keeps_words_alone() -> None:
    markup = (
        "[b]굵게[/b] [url=http://a.b]글[/url][img]http://a.b/c.png[/img]\n[quote=갑]인용[/quote]끝"
    )
    assert bbcode_text(markup) == "굵게 글\n인용\n끝"


@pytest.mark.parametrize(
    "content",
    [
        "1\n00:00:01,000 --> 00:00:02,000\n- 안녕?\n\n2\n"
        "00:00:03,000 --> 00:00:04,000\n<i>그래</i>\n반가워\n\n"
        "3\n00:00:05,000 --> 00:00:06,000\n[문 닫히는 소리]\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000 align:start\n안녕?\n\n"
        "00:03.000 --> 00:04.000\n그래\n반가워\n",
        "<SAMI><BODY>\n<SYNC Start=1000><P Class=KRCC>안녕?\n"
        "<SYNC Start=2000><P Class=KRCC>&nbsp;\n"
        "<SYNC Start=3000><P Class=KRCC>그래<br>반가워<P Class=ENCC>hello\n</BODY></SAMI>",
        "[Script Info]\n[Events]\nFormat: Layer, Start, End, Style, Name, L, R, V, Effect, Text\n"
        "Dialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,,안녕?\n"
        "Dialogue: 0,0:00:03.00,0:00:04.00,D,,0,0,0,,{\\i1}그래\\N반가워\n",
    ],
)
def test_subtitles_give_their_speech(content: str) -> None:
    assert subtitle_text(content) == "안녕?\n그래 반가워"


CHATS = {
    "Android": "홍길동 님과 카카오톡 대화\n저장한 날짜 : 2024년 3월 6일 오전 9:00\n\n"
    "2024년 3월 5일 화요일\n2024년 3월 5일 오후 2:30, 홍길동 : 밥 먹었어?\n"
    "2024년 3월 5일 오후 2:31, 회원님 : 응\n아직 남았어\n2024년 3월 5일 오후 2:32, 홍길동 : 사진\n",
    "PC": "모임 님과 카카오톡 대화\n저장한 날짜 : 2024-03-06 09:00:00\n\n"
    "--------------- 2024년 3월 5일 화요일 ---------------\n[홍길동] [오후 2:30] 밥 먹었어?\n"
    "[회원님] [오후 2:31] 응\n아직 남았어\n김철수님이 들어왔습니다.\n"
    "[홍길동] [오후 2:32] 이모티콘\n",
    "iOS": "모임 님과 카카오톡 대화\n저장한 날짜 : 2024. 3. 6. 오전 9:00\n\n2024년 3월 5일 화요일\n"
    "2024. 3. 5. 오후 2:30, 홍길동 : 밥 먹었어?\n2024. 3. 5. 오후 2:31, 회원님 : 응\n아직 남았어\n",
    "English": "KakaoTalk Chats with Club\nDate Saved : Mar 6, 2024 at 9:00 AM\n\n"
    "March 5, 2024 at 2:30 PM, Hong : 밥 먹었어?\nMarch 5, 2024 at 2:31 PM, Me : 응\n아직 남았어\n"
    "March 5, 2024 at 2:32 PM, Hong : Photo\n",
    "English PC": "--------------- Tuesday, March 5, 2024 ---------------\n"
    "[Hong] [2:30 PM] 밥 먹었어?\n"
    "[Me] [2:31 PM] 응\n아직 남았어\n",
    "macOS": 'Date,User,Message\n2024-03-05 14:30:00,"홍길동","밥 먹었어?"\n'
    '2024-03-05 14:31:00,"회원님","응\n아직 남았어"\n2024-03-05 14:32:00,"회원님","사진 3장"\n',
    "LINE": "[LINE] 홍길동님과의 대화\n\n2024.03.05 화요일\n"
    "14:30\t홍길동\t밥 먹었어?\n14:31\t회원님\t응\n아직 남았어\n",
}


@pytest.mark.parametrize("export", list(CHATS))
def test_chats_of_every_platform_without_names(tmp_path: Path, export: str) -> None:
    path = tmp_path / ("a.csv" if export == "macOS" else "a.txt")
    path.write_text(CHATS[export], encoding="utf-8")
    report, (found,) = run(
        DocumentImporter(), tmp_path / "raw", path, options=DocumentOptions(source="s")
    )
    assert found["text"] == "밥 먹었어?\n응\n아직 남았어"
    assert found["kind"] == "messenger"
    assert found["published_at"] == datetime(2024, 3, 5, 5, 30, tzinfo=UTC)
    assert "a document a day" in report.notes[0]


def test_a_message_a_document_on_request(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(CHATS["PC"], encoding="utf-8")
    _, found = run(
        DocumentImporter(),
        tmp_path / "raw",
        path,
        options=DocumentOptions(source="s", per="message"),
    )
    assert [d["text"] for d in found] == ["밥 먹었어?", "응\n아직 남았어"]


def test_days_are_conversations_and_mentions_lose_their_names() -> None:
    text = "[갑] [오전 9:00] @홍길동 나와\n--- 2024년 3월 6일 수요일 ---\n[을] [오전 9:00] 응\n"
    talks = list(conversations("--- 2024년 3월 5일 화요일 ---\n" + text))
    assert [(t.day[:12], t.text) for t in talks] == [
        ("2024년 3월 5일 ", "나와"),
        ("2024년 3월 6일 ", "응"),
    ]


def test_a_list_of_texts_is_a_document_a_line_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "".join(f"{n}번째 댓글인데 정말 {'좋' * (n % 9 + 1)}아요\n" for n in range(300))
    )
    report, found = run(
        DocumentImporter(), tmp_path / "raw", path, options=DocumentOptions(source="s")
    )
    assert len(found) == 300
    assert "a document a line" in report.notes[0]


def test_a_book_stays_one_document(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\n\n".join(f"{n}장. 그날도 비가 내렸고 우리는 걸었다." for n in range(300)))
    _, found = run(DocumentImporter(), tmp_path / "raw", path, options=DocumentOptions(source="s"))
    assert len(found) == 1


def test_extracted_wikis_are_a_document_a_page(tmp_path: Path) -> None:
    one, two = tmp_path / "wiki_00", tmp_path / "namu.txt"
    one.write_text(
        '<doc id="5" url="https://a.b/5" title="지미">\n지미\n\n지미는 사람이다.\n\n</doc>\n'
        '<doc id="9" url="https://a.b/9" title="수학">\n수학\n\n수학은 학문이다.\n\n</doc>\n'
    )
    two.write_text(" = 산 =\n산은 높다.\n == 갈래 ==\n여럿이다.\n = 강 =\n강은 길다.\n")
    _, found = run(
        DocumentImporter(), tmp_path / "raw", one, two, options=DocumentOptions(source="s")
    )
    assert {d["title"]: d["text"] for d in found} == {
        "지미": "지미는 사람이다.",
        "수학": "수학은 학문이다.",
        "산": "산은 높다.\n갈래\n여럿이다.",
        "강": "강은 길다.",
    }


def epub(pages: list[str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        )
        items = "".join(
            f'<item id="p{n}" href="p{n}.xhtml" media-type="application/xhtml+xml"/>'
            for n in range(len(pages))
        )
        spine = "".join(f'<itemref idref="p{n}"/>' for n in reversed(range(len(pages))))
        book.writestr(
            "OEBPS/book.opf",
            '<package xmlns="http://www.idpf.org/2007/opf"><metadata '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>봄</dc:title></metadata>'
            f"<manifest>{items}</manifest><spine>{spine}</spine></package>",
        )
        for n, page in enumerate(pages):
            book.writestr(
                f"OEBPS/p{n}.xhtml",
                f"<html><head><title>x</title></head><body>{page}</body></html>",
            )
    return held.getvalue()


def test_a_book_in_the_order_of_its_spine(tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(
        epub(["<p>뒤에 온다.</p>", "<h1>봄</h1><p>꽃이 <b>피</b>었다.<br/>바람이 분다.</p>"])
    )
    _, (found,) = run(
        DocumentImporter(), tmp_path / "raw", path, options=DocumentOptions(source="s")
    )
    assert found["text"] == "봄\n꽃이 피었다.\n바람이 분다.\n\n뒤에 온다."
    assert (found["title"], found["kind"]) == ("봄", "book")


def test_docx_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{word}"><w:body><w:p><w:r><w:t>첫 </w:t></w:r>'
            "<w:r><w:t>줄</w:t></w:r>"
            "</w:p><w:p><w:r><w:t>둘째 줄</w:t></w:r></w:p></w:body></w:document>",
        )
    _, (found,) = run(
        DocumentImporter(), tmp_path / "raw", path, options=DocumentOptions(source="s")
    )
    assert found["text"] == "첫 줄\n둘째 줄"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.txt", b"\x89PNG\r\n\x1a\n123", "is not a text: it is a picture"),
        ("a.txt", bytes(range(32)) * 50, "control characters"),
        ("a.hwp", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "not a readable HWP"),
        ("a.pdf", b"%PDF-1.4\nbroken", "not a readable PDF"),
        ("a.epub", b"PK\x03\x04broken", "damaged zip file"),
        ("a.rar", b"Rar!\x1a\x07\x00", "a RAR archive: unpack it first"),
    ],
)
def test_what_is_no_text_is_refused_by_name(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    reader = {".hwp": "hwp_hwpx_parser", ".pdf": "pypdfium2"}.get(Path(name).suffix)
    if reader and importlib.util.find_spec(reader) is None:
        told = "documents"  # the extra that brings the reader
    path = tmp_path / name
    path.write_bytes(content)
    report, found = run(
        DocumentImporter(), tmp_path / "raw", path, options=DocumentOptions(source="s")
    )
    assert found == []
    assert told in report.failures[0]["cause"]


def test_files_in_an_archive_and_one_that_is_no_text_beside_them(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("글/하나.txt", "첫 글입니다.")
        archive.writestr("글/둘.md", "---\ntitle: 둘\n---\n둘째 **글**입니다.")
        archive.writestr("글/그림.png", b"\x89PNG\r\n\x1a\n123")
    report, found = run(
        DocumentImporter(), tmp_path / "raw", path, options=DocumentOptions(source="s")
    )
    assert [d["text"] for d in found] == ["둘째 글입니다.", "첫 글입니다."]
    assert "그림.png" in report.failures[0]["cause"]


def test_a_quoted_list_of_texts_loses_the_quotes_of_its_writer(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    rows = [f'"{n}번째 기사, ""단독""{"!" * (n % 40)} 보도입니다"' for n in range(150)]
    path.write_text("\n".join([*rows, "따옴표 없는 제목입니다"]), encoding="utf-8")
    options = DocumentOptions(source="s")
    _, found = run(DocumentImporter(), tmp_path / "raw", path, options=options)
    assert {d["text"] for d in found} >= {
        '40번째 기사, "단독" 보도입니다',
        "따옴표 없는 제목입니다",
    }


def test_quotes_that_nobody_doubled_are_letters() -> None:
    lines = ['"좋다" 하고 갔다', '"그래"', '"또 ""온다"" 했다"', '"왜" 물었다']
    assert unquoted_lines(lines) == lines


def test_lines_of_one_number_of_tabs_are_a_table() -> None:
    assert is_tabbed("기쁨\t2\n슬픔\t-2\n그저\t0\n")
    assert not is_tabbed("첫 줄\n둘째\t줄\n셋째 줄\n")
