"""What readers read is kept and written down; what stands around it goes."""

from __future__ import annotations

import pytest

from lmkor_data.extraction.page import extract_text
from tests.extraction.pages import BODY, SENTENCES, page, post


def text_of(html: str) -> str:
    return extract_text(html, "https://a.example/2024/slow-day").text


def test_paragraphs_are_lines() -> None:
    assert text_of(post()) == "\n".join(SENTENCES)


CODE = ["def f(x):", "    if x:", "", "        return 1", "    return {'a': [2]}"]
FENCED = "```python\n" + "\n".join(CODE) + "\n```"


def numbers(separator: str) -> str:
    return separator.join(str(n) for n in range(1, 6))


def spans(name: str, tail: str) -> str:
    return tail.join(f'<span class="{name}">{line}</span>' for line in CODE)


BLOCKS = {
    "plain": f'<pre><code class="language-python">{chr(10).join(CODE)}\n</code></pre>',
    "tokens": '<pre class="language-python"><code><span class="k">def</span> <span>f</span>(x):\n'
    + "\n".join(CODE[1:])
    + "</code></pre>",
    "hexo": '<figure class="highlight python"><table><tr><td class="gutter"><pre>'
    + "".join(f'<span class="line">{n}</span><br>' for n in range(1, 6))
    + '</pre></td><td class="code"><pre>'
    + spans("line", "<br>")
    + "</pre></td></tr></table></figure>",
    "rouge": '<div class="language-python highlighter-rouge"><div class="highlight"><code>'
    '<table class="rouge-table"><tbody><tr><td class="rouge-gutter gl"><pre class="lineno">'
    + numbers("\n")
    + '</pre></td><td class="rouge-code"><pre>'
    + "\n".join(CODE)
    + "\n</pre></td></tr></tbody></table></code></div></div>",
    "chroma": '<div class="highlight"><pre class="chroma"><code class="language-python">'
    + "".join(f'<span class="line"><span class="ln">{n}</span><span>{line}\n</span></span>'
              for n, line in enumerate(CODE, 1))
    + "</code></pre></div>",
    "chroma table": '<div class="highlight"><table class="lntable"><tr><td class="lntd"><pre><code>'
    + "".join(f'<span class="lnt">{n}\n</span>' for n in range(1, 6))
    + '</code></pre></td><td class="lntd"><pre><code class="language-python">'
    + "\n".join(CODE)
    + "</code></pre></td></tr></table></div>",
    "docusaurus": '<div class="language-python"><pre><code>'
    + "".join(f'<span class="token-line">{line}<br></span>' for line in CODE)
    + '</code></pre><div class="buttonGroup"><button>Copy</button></div></div>',
    "shiki": '<pre class="language-python"><code>' + spans("line", "\n") + "</code></pre>",
    "vuepress": '<div class="language-python line-numbers-mode"><pre><code>'
    + "\n".join(CODE)
    + '</code></pre><div class="line-numbers-wrapper">' + "<span>1</span><br>" * 5 + "</div></div>",
    "highlight.js": '<pre><code class="language-python"><table class="hljs-ln"><tbody>'
    + "".join(f'<tr><td class="hljs-ln-numbers" data-line-number="{n}"></td><td>{line}</td></tr>'
              for n, line in enumerate(CODE, 1))
    + "</tbody></table></code></pre>",
    "numbered cell": "<table><tr><td><pre>" + numbers("\n") + "</pre></td><td>"
    + '<pre class="language-python">' + "\n".join(CODE) + "</pre></td></tr></table>",
    "divs": '<pre class="language-python"><code>'
    + "".join(f"<div>{line}</div>" for line in CODE) + "</code></pre>",
}  # fmt: skip


@pytest.mark.parametrize("name", BLOCKS)
def test_code_is_kept_line_by_line_without_numbers(name: str) -> None:
    assert text_of(post(BODY + BLOCKS[name])) == "\n".join(SENTENCES) + "\n" + FENCED


def test_a_short_block_within_code_is_a_block() -> None:
    rouge = (
        '<div class="highlight"><code><table class="rouge-table"><tr><td class="rouge-gutter gl">'
        '<pre class="lineno">1\n2</pre></td><td class="rouge-code"><pre>cd /\nls</pre></td></tr>'
        "</table></code></div>"
    )
    assert text_of(post(BODY + rouge)).endswith("\n```\ncd /\nls\n```")


def test_code_that_holds_a_fence_gets_a_longer_one() -> None:
    text = text_of(post(BODY + "<pre>```\nx\n```</pre>"))
    assert text.endswith("````\n```\nx\n```\n````")


def test_lists_are_marked_and_nested_code_keeps_its_indentation() -> None:
    inside = (
        "<ul><li>소금</li><li>후추<ol start=3><li>굵게</li><li>곱게</li></ol></li></ul>"
        "<ul><li>셸<pre>  cd /\nls</pre></li></ul>"
    )
    text = text_of(post(BODY + inside)).split("\n")[6:]
    assert text == [
        "- 소금", "- 후추", "  3. 굵게", "  4. 곱게", "- 셸", "```", "  cd /", "ls", "```"
    ]  # fmt: skip


def test_tables_are_rows_and_layout_tables_are_text() -> None:
    rows = "<tr><th>재료<th>양<tr><td>감자<td>두 알<tr><td>들기름<td></table>"
    text = text_of(post(BODY + f"<table>{rows}</table>")).split("\n")[6:]
    assert text == ["재료 | 양", "감자 | 두 알", "들기름 |"]
    box = "<table><tr><td>옆글 하나</td></tr></table>"
    layout = f"<table><tr><td>{BODY}</td><td>{box}</td></tr></table>"
    assert "\n".join(SENTENCES) in text_of(page(f'<div class="entry-content">{layout}</div>'))


def test_quotes_breaks_and_headings() -> None:
    inside = "<h2 id=tags>가을</h2><blockquote><p>한 줄</p><p>두 줄</p></blockquote>앞<br>뒤"
    text = text_of(post(BODY + inside)).split("\n")[6:]
    assert text == ["가을", "> 한 줄", "> 두 줄", "앞", "뒤"]


def test_formulas_are_tex_once() -> None:
    math = (
        '<span class="katex"><span class="katex-mathml"><math><semantics><mi>x</mi>'
        '<annotation encoding="application/x-tex">x^2</annotation></semantics></math></span>'
        '<span class="katex-html" aria-hidden="true"><span>x</span><sup>2</sup></span></span>'
    )
    assert text_of(post(BODY + f"<p>값은 {math} 이다.</p>")).endswith("값은 $x^2$ 이다.")


@pytest.mark.parametrize(
    "furniture",
    [
        '<div class="share-buttons">공유하기 <a href="#f">페이스북</a></div>',
        '<div class="toc"><ul><li><a href="#a">첫째 마당</a></ul></div>',
        '<nav id="TableOfContents"><a href="#a">첫째 마당</a></nav>',
        '<div class="another_category"><h4>다른 글</h4><a href="/1">어제 쓴 글</a></div>',
        '<section><h3>관련 글</h3><ul><li><a href="/1">어제 쓴 글</a></ul></section>',
        '<div class="comments"><p>잘 읽었습니다 좋은 글이네요</p></div>',
        '<div id="bo_vc"><p>잘 읽었습니다 좋은 글이네요</p></div>',
        "<form><textarea>댓글</textarea><button>등록</button><input value=x></form>",
        '<p><a href="/1">이전 글: 어제</a> <a href="/3">다음 글: 내일</a></p>',
        '<div class="postTags_x1"><a href="/t/1">일상</a></div>',
        '<div style="display: none">보이지 않는 말</div>',
        "<aside class=sidebar>옆에 선 글상자의 말</aside>",
        '<ins class="adsbygoogle">광고입니다</ins>',
        '<a class="anchor" href="#x">#</a>',
        "<noscript>자바스크립트를 켜세요</noscript>",
        "<script>var a = '보이지 않는 말'</script>",
    ],
)
def test_furniture_goes(furniture: str) -> None:
    assert text_of(post(BODY + furniture)) == "\n".join(SENTENCES)


@pytest.mark.parametrize(
    "kept",
    [
        '<h2><a class="header-anchor" href="#x">두 번째 이야기</a></h2>',
        '<h2 id="comments">두 번째 이야기</h2>',
        '<section id="related"><p>두 번째 이야기</p></section>',
        '<p class="has-text-align-center tag-x">두 번째 이야기</p>',
        "<aside>두 번째 이야기</aside>",
        "<details><summary>두 번째</summary> 이야기</details>",
        '<div role="tabpanel" hidden>두 번째 이야기</div>',
        "<p>두 번째 <code>이야기</code></p>",
    ],
)
def test_what_only_looks_like_furniture_stays(kept: str) -> None:
    lines = text_of(post(BODY + kept)).split("\n")
    assert " ".join(lines[6:]) == "두 번째 이야기"


def test_a_body_without_a_known_name_is_found_by_its_weight() -> None:
    assert text_of(
        page(f'<div class="css-1x"><div class="css-2y">{BODY}</div></div>')
    ) == "\n".join(SENTENCES)


def test_a_stray_end_of_the_page_loses_nothing() -> None:
    html = post(BODY).replace(f"<p>{SENTENCES[2]}", f"</body></html><p>{SENTENCES[2]}")
    assert text_of(html) == "\n".join(SENTENCES)


def test_facts_above_and_links_below_the_text_go() -> None:
    inside = (
        f"<h1>느린 하루</h1><p>2024. 3. 5. · 3분</p>{BODY}<p>#일상 #빵 #산책</p><p>공유하기</p>"
    )
    text = text_of(page(f"<article>{inside}</article>"))
    assert text == "\n".join(["느린 하루", *SENTENCES])


def test_nesting_thousands_deep_is_read() -> None:
    html = post("<div>" * 3000 + BODY)
    assert "\n".join(SENTENCES) in text_of(html)
