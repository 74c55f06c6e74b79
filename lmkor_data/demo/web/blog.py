"""Pages of the demo blog: posts, lists, sitemap, feed."""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from lmkor_data.demo.content.posts import Post, posts
from lmkor_data.demo.web.article_markup import article_body
from lmkor_data.demo.web.page_frame import XML, Page, document, json_ld, link_list, page_of, pager

POSTS_PER_PAGE = 10
FEED_LENGTH = 20

_NAME = "도토리의 느린 기록"


class Blog:
    """Serves paths below `/blog/`; `base` is the site's URL, used in sitemap and feed."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._posts = {post.slug: post for post in posts()}
        self._topics = dict(sorted({(post.topic, post.topic_name) for post in posts()}))
        self._tags = sorted({tag for post in posts() for tag in post.tags})

    def page(self, path: list[str], number: int) -> Page | None:
        """Return the page at `path` (segments after `/blog/`), or None."""
        match path:
            case []:
                return self._list(_NAME, posts(), number)
            case ["sitemap.xml"]:
                return self._sitemap()
            case ["feed.xml"]:
                return self._feed()
            case ["admin", _]:
                return document("비공개", "<p>비공개</p>")
            case ["category", key] if key in self._topics:
                found = [post for post in posts() if post.topic == key]
                return self._list(self._topics[key], found, number)
            case ["tag", tag] if tag in self._tags:
                return self._list(f"#{tag}", [post for post in posts() if tag in post.tags], number)
            case [slug] if slug in self._posts:
                return self._post(self._posts[slug])
        return None

    def _list(self, title: str, found: Sequence[Post], number: int) -> Page:
        links = [(_path(post), post.title) for post in page_of(found, number, POSTS_PER_PAGE)]
        main = (
            f"<main><h1>{escape(title)}</h1>\n{link_list(links, 'posts')}\n{pager(number)}</main>"
        )
        return document(f"{title} - {_NAME}", main + self._sidebar(), nav=self._nav())

    def _post(self, post: Post) -> Page:
        day = post.date.isoformat()
        published = f"{day}T09:00:00+09:00"
        data = {
            "@type": "BlogPosting",
            "headline": post.title,
            "datePublished": published,
            "author": {"@type": "Person", "name": "도토리"},
            "articleSection": post.topic_name,
            "keywords": list(post.tags),
        }
        head = (
            f'<meta property="article:published_time" content="{published}">'
            f'<meta property="og:title" content="{escape(post.title)}">{json_ld(data)}'
        )
        tags = " ".join(f'<a rel="tag" href="{_tag_path(tag)}">#{tag}</a>' for tag in post.tags)
        related = [p for p in posts() if p.topic == post.topic and p is not post][:4]
        comments = "".join(f"<li>{escape(text)}</li>\n" for text in post.comments)
        main = (
            f"<main><article>\n<h1>{escape(post.title)}</h1>\n"
            f'<p class="meta"><a class="category" href="/blog/category/{post.topic}/">'
            f'{post.topic_name}</a> <time datetime="{day}">{post.date:%Y. %m. %d.}</time></p>\n'
            f'<div class="entry-content">\n{article_body(post)}\n</div>\n</article>\n'
            f'<div class="tags">{tags}</div>\n'
            '<p class="share">공감 · 공유하기 · 신고하기 | 저작자표시 비영리</p>\n'
            f"<section class=\"related\"><h2>'{post.topic_name}' 카테고리의 다른 글</h2>"
            f"{link_list([(_path(p), p.title) for p in related], 'related-posts')}</section>\n"
            f'<section class="comments"><h2>댓글 {len(post.comments)}</h2>'
            f"<ul>{comments}</ul><p>댓글을 남기려면 로그인하세요.</p></section></main>\n"
        )
        title = f"{post.title} - {_NAME}"
        return document(title, main + self._sidebar(), head=head, nav=self._nav())

    def _nav(self) -> str:
        return '<a href="/blog/admin/login">관리</a> <a href="/blog/feed.xml">RSS</a> '

    def _sidebar(self) -> str:
        categories = [(f"/blog/category/{key}/", name) for key, name in self._topics.items()]
        tags = [(_tag_path(tag), tag) for tag in self._tags[:20]]
        recent = [(_path(post), post.title) for post in posts()[:5]]
        return (
            f"<aside><h2>분류</h2>{link_list(categories, 'categories')}"
            f"<h2>최근 글</h2>{link_list(recent, 'recent')}"
            f"<h2>태그</h2>{link_list(tags, 'tag-cloud')}<p>오늘 12 · 전체 34,567</p></aside>"
        )

    def _sitemap(self) -> Page:
        rows = "".join(
            f"<url><loc>{self._base}{_path(p)}</loc><lastmod>{p.date}</lastmod></url>\n"
            for p in posts()
        )
        return Page(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n',
            XML,
        )

    def _feed(self) -> Page:
        items = "".join(
            f"<item><title>{escape(p.title)}</title><link>{self._base}{_path(p)}</link>"
            f"<category>{p.topic_name}</category>"
            f"<pubDate>{p.date:%d} {_MONTHS[p.date.month - 1]} {p.date:%Y} 09:00:00 +0900</pubDate>"
            f"<description>{escape(p.sections[0].paragraphs[0])}</description></item>\n"
            for p in posts()[:FEED_LENGTH]
        )
        return Page(
            '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
            f"<title>{_NAME}</title><link>{self._base}/blog/</link>\n{items}</channel></rss>\n",
            XML,
        )


# strftime's %b depends on the locale; RSS dates have English months (RFC 822).
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _path(post: Post) -> str:
    return f"/blog/{post.slug}/"


def _tag_path(tag: str) -> str:
    return f"/blog/tag/{quote(tag)}/"
