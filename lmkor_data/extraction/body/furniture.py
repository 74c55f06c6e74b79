"""What stands on a page beside its text: menus, share bars, related posts, comments, adverts."""

from __future__ import annotations

import functools
import re

from lmkor_data.extraction.body.elements import Element
from lmkor_data.extraction.name_sets import name_set

#: Class names and ids that name nothing but furniture.
_NAMES = name_set("""
    toc tableofcontents table-of-contents post-toc markdown-toc js-toc tocbot article-toc
    share sharing sns social socials addthis sharedaddy a2a_kit sns-share jp-relatedposts
    related related-posts relatedposts another_category another-category recommend read-next
    comments comment-list comment-form comment-respond respond disqus utterances giscus gitalk
    gitment valine livere remark42 isso-thread waline twikoo replies reply-list
    breadcrumb breadcrumbs pagination pager paginator paging pagination-nav page-nav
    nav-links postbtn container_postbtn prev-next prevnext navigation navbar gnb lnb snb
    tags tag-list taglist tag-cloud tagcloud tag-links tags-links post-tags area_tag tag_label
    post-meta entry-meta article-meta page-meta post-info article-info postmeta byline meta
    author-box author-bio about-author post-author profile bio
    license post-license post-copyright article-licensing ccl license-wrapper
    ad ads adsense adsbygoogle advertisement revenue_unit_wrap google-auto-placed ad-wrapper
    sidebar side-bar widget widgets widget-area
    sr-only visually-hidden screen-reader-text screen-reader skip-link skip-to-content
    skiptocontent blind sound_only u_skip skip_nav skip-nav
    code-header code-copy copy-btn btn-copy copy-button copy-code-button clipboard-btn
    edit-this-page theme-edit-this-page theme-last-updated last-updated page-edit edit-link
    donate donation sponsor reward post-reward subscribe newsletter
    site-footer site-header page-footer footer post-footer entry-footer article-footer
    post-tail-wrapper post-nav busuanzi reading-time read-time pswp
    """)  # fmt: skip
_IDS = name_set("""
    #toc #table-of-contents #tableofcontents #markdown-toc #tocbot #comments #comment #disqus_thread
    #disqus #utterances #giscus #gitalk #respond #footer #header #nav #navbar #menu #sidebar #gnb
    #lnb #snb #bo_vc #bo_vc_w #bo_v_share #bo_v_top #bo_v_bot #bo_v_link #bo_v_nb #bo_v_act
    #lv-container #share #related #related-posts #breadcrumb #breadcrumbs #pagination #tags #search
    #site-footer #site-header #ccl #printpost1
    """)
_PARTS = re.compile(
    r"(?:^|[-_])(?:comments?|disqus|shar(?:e|ing)|socials?|sns|related|recommend(?:ed|ations)?|"
    r"breadcrumbs?|paginat(?:ion|or)|pager|sidebar|toc|table-of-contents|adsense|newsletter|"
    r"subscribe|subscription|copyright|licen[cs]e|byline|prev(?:ious)?|author|bio|tags|taglist|"
    r"donat(?:e|ion)|sponsors?|navigation|nav|navi|pagenav|reply|replies|footer|"
    r"readingtime|reading-time)(?:$|[-_])"
)
#: Part names that stand on the wrapper of a whole post, to style it.
_STATES = re.compile(
    r"^(?:has|is|with|no|tag|category|hentry|lg|md|sm|xl|dark|hover|not|group|wp)[-:]|"
    r"^post-\d|[\[\]/:]"
)
_HEADINGS = name_set("h1 h2 h3 h4 h5 h6")
#: Names are not looked at here: highlighters name parts of code `comment` and `meta`.
_CODE = name_set("pre code kbd samp td th tr tbody table figure html body main article")


def is_furniture(element: Element) -> bool:
    """Whether its name says that it is no part of the text. Its size is the caller's to weigh."""
    return _is_named_so(element.tag, element.tokens)


@functools.lru_cache(1 << 14)
def _is_named_so(tag: str, tokens: tuple[str, ...]) -> bool:
    if tag in ("nav", "footer"):
        return True
    if not tokens or tag in _CODE or tag in _HEADINGS:
        return False  # ids of headings are made from what they say: `<h2 id="comments">`
    for token in tokens:
        if token[0] == "#":
            if token in _IDS and tag != "section":
                return True
        elif token in _NAMES or (_PARTS.search(token) and not _STATES.search(token)):
            return True
    return False


#: Headlines above lists of other texts.
_ELSEWHERE = re.compile(
    r"^\W*(?:related\b.*|recent(?:ly)?\b.*|read (?:more|next)|further reading|"
    r"you (?:may|might)\b.*|see also|more (?:posts|articles|from)\b.*|"
    r"latest posts.*|popular posts.*|recommended.*|"
    r"(?:관련|최근|추천|인기|다른|연관|최신)\s*(?:글|기사|게시글|게시물|포스트|포스팅|뉴스|상품)\S*|"
    r".{0,24}카테고리의 다른 글|함께 (?:보면|읽으면) 좋은.*|"
    r"이 (?:글|블로그)\S* (?:다른|관련|인기).*|"
    r"많이 본 (?:글|기사|뉴스)|trending\b.*|comments?|"
    r"댓글(?:\s*\d+개?)?|전체 댓글.*|leave a (?:reply|comment))\W*$",
    re.IGNORECASE,
)


def elsewhere_blocks(root: Element) -> set[int]:
    """Places of blocks that a headline marks as leading elsewhere: related posts, comments.

    The block is the largest one that begins with the headline and has less than half the page's
    text. Without links in it, it is a chapter of the text that happens to be called so.
    """
    found: set[int] = set()
    for element in root.page:
        if element.tag not in _HEADINGS or not 0 < element.letters <= 40:
            continue
        if not _ELSEWHERE.match(element.text()):
            continue
        block = element
        while True:
            parent = block.parent
            if parent is None or parent.letters >= 0.5 * root.letters or parent.tag in _WHOLE:
                break
            if any(child.letters for child in parent.elements()[: _place(parent, block)]):
                break
            block = parent
        if block is not element and block.linked >= 0.2 * block.letters:
            found.add(block.order)
        elif block is element and "id" not in element.attributes:
            found.update(_list_behind(element))
    return found


def _list_behind(heading: Element) -> set[int]:
    """Places of a headline and of the links right behind it, where a plugin put both.

    Headlines that somebody wrote have an id in what Markdown makes of them.
    """
    parent = heading.parent
    if parent is None:
        return set()
    behind = parent.elements()[_place(parent, heading) + 1 :]
    listed = []
    for element in behind:
        if element.tag in _HEADINGS:
            break
        listed.append(element)
    letters = sum(element.letters for element in listed)
    if not letters or sum(element.linked for element in listed) < 0.6 * letters:
        return set()
    return {heading.order, *(element.order for element in listed)}


_WHOLE = name_set("body main article")


def _place(parent: Element, child: Element) -> int:
    return next(place for place, one in enumerate(parent.elements()) if one is child)


#: Words of links to other posts, and of the tools below a text.
AROUND = re.compile(
    r"(?:이전|다음)\s*(?:글|포스트|페이지|기사|문서)|목록(?:으로|보기)?|관련\s*(?:글|기사|포스트)|"
    r"공유하기|구독하기|댓글\s*(?:쓰기|달기|남기기|\d+)|카테고리의 다른 글|"
    r"^\W*(?:prev(?:ious)?|next|newer|older|back to top|top|home|share|edit (?:this )?page)\b",
    re.IGNORECASE,
)


def is_navigation(element: Element) -> bool:
    """Whether it is a short block made of links to elsewhere, with words of navigation."""
    if element.letters > 400 or element.linked < 0.7 * element.letters or not element.linked:
        return False
    return bool(AROUND.search(element.text()))
