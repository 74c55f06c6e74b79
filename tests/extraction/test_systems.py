"""Pages as Korean boards, blogs and news systems build them (own texts in their markup)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lmkor_data.extraction.page import extract_text
from tests.extraction.pages import BODY, MENU, SENTENCES

MOMENT = datetime(2024, 3, 5, 14, 30, tzinfo=UTC)
LINKS = "".join(f'<li><a href="/{n}">{s[:14]}</a></li>' for n, s in enumerate(SENTENCES))
BREAKS = "<br><br>".join(SENTENCES)

SYSTEMS = {
    "gnuboard": (
        "느린 하루 > 자유게시판 | 작은 방",
        f"""<div id="hd"><ul id="gnb">{MENU}</ul></div><article id="bo_v"><header>
        <h2 id="bo_v_title"><span class="bo_v_cate">일상</span>
        <span class="bo_v_tit">느린 하루</span></h2></header>
        <section id="bo_v_info"><h2>페이지 정보</h2><span class="sound_only">작성자</span> 솔잎
        <strong class="if_date"><span class="sound_only">작성일</span>24-03-05 23:30</strong>
        조회 31회</section><section id="bo_v_atc"><h2 id="bo_v_atc_title">본문</h2>
        <div id="bo_v_con">{BODY}</div><div id="bo_v_share"><a href="#s">공유</a></div></section>
        <ul class="bo_v_nb"><li><span class="nb_tit">이전글</span><a href="/1">어제</a></li></ul>
        <section id="bo_vc"><h2>댓글목록</h2><article id="c_1"><p>잘 읽고 갑니다.</p>
        <time datetime="2024-03-06T10:00:00+09:00">24-03-06</time></article></section></article>""",
    ),
    "rhymix": (
        "자유 게시판 - 느린 하루",
        f"""<nav>{MENU}</nav><div class="rd"><div class="rd_hd"><h1 class="np_18px">
        <a href="/free/12">느린 하루</a></h1><span class="date m_no">2024.03.05 23:30</span></div>
        <div class="rd_body"><article><!--BeforeDocument(12,3)-->
        <div class="document_12_3 rhymix_content xe_content">{BREAKS}</div></article></div>
        <div class="rd_ft"><a href="#">목록</a></div></div>
        <div id="12_comment" class="fdb_lst"><li class="fdb_itm">
        <div class="comment_13_4 xe_content">
        {BREAKS} 저도 그래요</div></li></div>""",
    ),
    "tistory": (
        "느린 하루",
        f"""<header><h1><a href="/">작은 방</a></h1></header><div class="area_head">
        <h2 class="title_post">느린 하루</h2><span class="txt_date">2024. 3. 5. 23:30</span></div>
        <div class="entry-content" id="article-view"><div class="tt_article_useless_p_margin
        contents_style">{BODY}</div><div class="container_postbtn"><button>공감</button></div>
        <div class="another_category"><h4>'일상' 카테고리의 다른 글</h4><table>{LINKS}</table></div>
        </div><div class="area_tag"><a href="/tag/빵">빵</a></div>""",
    ),
    "naver news": (
        "느린 하루",
        f"""<h2 id="title_area" class="media_end_head_headline"><span>느린 하루</span></h2>
        <span class="media_end_head_info_datestamp_time _ARTICLE_DATE_TIME"
        data-date-time="2024-03-05 23:30:00">2024.03.05. 오후 11:30</span>
        <article id="dic_area" class="go_trans">{BREAKS}</article>
        <div class="copyright">Copyright ⓒ 작은신문.</div>
        <ul class="section_list"><li>많이 본 뉴스</li>{LINKS}</ul>""",
    ),
    "newspaper": (
        "느린 하루 - 작은신문",
        f"""<header class="article-view-header"><h3 class="heading">느린 하루</h3>
        <ul class="infomation"><li>김솔 기자</li><li>입력 2024.03.05 23:30</li>
        <li>수정 2024.03.06 08:10</li></ul></header>
        <article id="article-view-content-div" itemprop="articleBody">{BODY}</article>
        <article class="relation"><h4>관련기사</h4>{LINKS}</article>
        <p class="copyright">저작권자 © 작은신문 무단전재 및 재배포 금지</p>""",
    ),
    "wordpress": (
        "느린 하루 – 작은 방",
        f"""<article id="post-7" class="post-7 post type-post category-daily tag-bread hentry">
        <header class="entry-header"><h1 class="entry-title">느린 하루</h1><div class="entry-meta">
        <time class="entry-date published" datetime="2024-03-05T23:30:00+09:00">3월 5일</time>
        <time class="updated" datetime="2024-04-01T00:00:00+09:00"></time></div></header>
        <div class="entry-content">{BODY}<div class="sharedaddy"><a href="?share=x">X</a></div>
        <div id="jp-relatedposts" class="jp-relatedposts">{LINKS}</div></div></article>""",
    ),
    "velog": (
        "느린 하루",
        f"""<div class="head-wrapper"><h1>느린 하루</h1><div class="sc-1"><span>솔잎</span>·<span>
        2024년 3월 5일 23:30</span></div><div class="sc-2"><a href="/tags/빵">빵</a></div></div>
        <div class="sc-3"><div class="atom-one"><div>{BODY}</div></div></div>
        <div class="sc-4"><h4>0개의 댓글</h4></div>""",
    ),
    "table layout": (
        "작은 방",
        f"""<table><tr><td colspan=2>{MENU}</td></tr><tr><td><table>{LINKS}</table></td><td>
        <table><tr><td>제목</td><td>느린 하루</td></tr>
        <tr><td>날짜</td><td>2024-03-05 23:30</td></tr>
        <tr><td colspan=2>{BREAKS}</td></tr></table></td></tr></table>""",
    ),
}


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_system_s_page(system: str) -> None:
    title, body = SYSTEMS[system]
    html = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    found = extract_text(html, "https://a.example/free/12")
    assert found.is_article, found.reason
    assert "\n".join(SENTENCES) in found.text
    assert (found.published_at, found.date_source is not None) == (MOMENT, True)
    if system != "table layout":
        assert found.text == "\n".join(SENTENCES)
        assert found.title == "느린 하루"
