"""Every built-in recipe against a page of our own in the shape of the real one."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lmkor_data.crawlers.frontier.page_request import PageRequest, PageResult
from lmkor_data.crawlers.parsing.links import start_requests
from lmkor_data.crawlers.parsing.page_reader import read_page
from lmkor_data.crawlers.parsing.page_response import PageResponse
from lmkor_data.crawlers.recipes.recipe_files import built_in_recipes, find_recipe
from tests.samples import samples

PAGES = Path(__file__).parents[1] / "pages"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """A page, and what its recipe reads there."""

    site: str
    page: str
    file: str
    texts: tuple[str, ...]
    ratings: tuple[float | None, ...] = ()
    first_day: str = ""  #: when the first document was published, in Korea
    title: str | None = None
    declared: int = 0
    next: dict[str, str] = field(default_factory=dict)  #: parts of the next request's URL and body


CASES = [
    Case("shop", "product", "shop.html", ("침대 옆에 두니 은은하고 좋아요.", "그'냥 그래요"),
         (4.0, None), "2025-03-02", "달빛 무드등", 1204),
    Case("shop", "product", "shop_microdata.html",
         ("우리 집 강아지가\n내려오질 않네요.", "솜이 금방 꺼져요."), (4.0, None), "2024-11-20",
         "보리 방석", 2),
    Case("tistory", "post", "tistory.html",
         ("몬스테라 분갈이를 했다.\n뿌리가 화분을 한 바퀴 돌고 있었다.",), (None,), "2024-04-13",
         "분갈이를 했다"),
    Case("velog", "post", "velog.html",
         ("병합 정렬은 안정적이다.\n나누고 합친다; {중괄호}도 있다.",), (None,), "2024-02-01",
         "정렬을 다시 배우며"),
    Case("naver_blog", "post", "naver_blog.html",
         ("바다가 보이는 방을 구했다.\n바람이 많이 분다.",), (None,), "2024-05-07",
         "제주 한 달 살기"),
    Case("brunch", "article", "brunch.html", ("밤 열한 시의 버스.\n\n창밖은 조용했다.",), (None,),
         "2023-12-31", "늦은 퇴근"),
    Case("smartstore", "reviews", "smartstore.json",
         ("향이 순하고\n촉촉해요.", "뚜껑이 깨져 왔어요."), (5.0, 2.0), "2024-06-01", "쌀 크림", 41,
         {"body": '{"page": 2, "pageSize": 20'}),
    Case("eleventh_street", "reviews", "eleventh_street.html",
         ("배터리가 이틀은 가요.", "충전이 안 됩니다."), (4.0, 1.0), "2024-07-09",
         next={"url": "pageNo=2"}),
    Case("gmarket", "reviews", "gmarket.html", ("쌀이 고슬고슬해요.", "포장이 꼼꼼합니다."),
         (4.0, 5.0), "2024-08-01", declared=1030, next={"body": "&pageNo=2&"}),
    Case("auction", "reviews", "auction.json",
         ("세제 향이 강해요.", "거품이 잘 나고 잘 헹궈져요. '강추'"), (3.0, 5.0), "2024-09-01",
         next={"body": '"pageNo": 2'}),
    Case("danawa", "reviews", "danawa.html", ("소음이 거의 없어요.",), (4.0,), "2024-10-01",
         "조용한 팬", next={"url": "page=2&limit=100"}),
    Case("oliveyoung", "reviews", "oliveyoung.json", ("발림성이 좋아요", "조금 건조해요"),
         (5.0, 3.0), "2024-11-01", declared=300,
         next={"body": '"cursorId": "7002", "cursorScore": "12.5"'}),
    Case("kurly", "reviews", "kurly.json", ("딸기가 달아요",), (None,), "2025-01-05", "설향 딸기",
         next={"url": "after=eyJpZCI6ODF9"}),
    Case("musinsa", "reviews", "musinsa.json", ("정사이즈예요\n핏이 예뻐요",), (5.0,), "2025-02-01",
         declared=55, next={"url": "page=1&"}),
    Case("ssg", "reviews", "ssg.html", ("선물용으로 샀는데 반응이 좋았어요.",), (4.0,),
         "2024-12-24", next={"url": "page=2"}),
]  # fmt: skip


def result(site: str, page: str, body: bytes) -> PageResult:
    """The page as if it were the first that the recipe's crawl meets of its kind."""
    recipe = find_recipe(site)
    begun = start_requests(recipe, tuple(recipe.categories))[0]
    if begun.page != page:
        begun = PageRequest(site, begun.category, page, f"{recipe.base}/1")
    return read_page(recipe, begun, PageResponse(begun.url, body, at=NOW))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_a_page_in_the_real_shape(case):
    found = result(case.site, case.page, (PAGES / case.file).read_bytes())
    documents = found.documents
    assert tuple(d["text"] for d in documents) == case.texts
    if case.ratings:
        assert tuple(d["rating"] for d in documents) == case.ratings
    korea = datetime.fromtimestamp(documents[0]["published_at"] + 9 * 3600, UTC)
    assert f"{korea:%Y-%m-%d}" == case.first_day
    assert documents[0]["title"] == case.title
    assert found.declared == case.declared
    onward = [request for request in found.requests if request.page == case.page]
    assert len(onward) == bool(case.next)
    for part, piece in case.next.items():
        assert piece in getattr(onward[0], part)
    assert len({d["id"] for d in documents}) == len(case.texts)


def test_every_recipe_but_the_demo_has_a_page():
    tried = {case.site for case in CASES}
    assert tried | {"demo_shop", "demo_blog", "blog"} == set(built_in_recipes())


def test_the_naver_frame_leads_to_the_post():
    found = result("naver_blog", "outer", (PAGES / "naver_blog_outer.html").read_bytes())
    (request,) = found.requests
    assert request.page == "post"
    assert request.url == (
        "https://blog.naver.com/PostView.naver?blogId=blogpeople&logNo=223000000001"
    )


def test_a_list_ends_on_its_last_page():
    last = (PAGES / "smartstore.json").read_text().replace('"totalPages": 3', '"totalPages": 1')
    assert not result("smartstore", "reviews", last.encode()).requests
    last = (PAGES / "oliveyoung.json").read_text().replace("true", "false")
    assert not result("oliveyoung", "reviews", last.encode()).requests
    last = (PAGES / "kurly.json").read_text().replace('"eyJpZCI6ODF9"', "null")
    assert not result("kurly", "reviews", last.encode()).requests
    assert not result("danawa", "reviews", b"<ul></ul>").requests


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_an_old_shop_in_euc_kr_reads_alike(encoding):
    page = (PAGES / "gmarket.html").read_text().encode(encoding)
    assert result("gmarket", "reviews", page).documents[0]["text"] == "쌀이 고슬고슬해요."


@pytest.mark.parametrize(
    ("site", "page", "file", "documents", "declared"),
    [
        ("ssg", "reviews", "ssg_review_section_2024.jsp", 10, 0),
        ("gmarket", "reviews", "gmarket_item_2018.html", 0, 6040),
        ("tistory", "post", "tistory_page.html", 10, 0),
    ],
)
def test_saved_pages_of_real_sites(site, page, file, documents, declared):
    found = result(site, page, samples(f"sites/pages/{file}").read_bytes())
    assert len(found.documents) == documents
    assert found.declared == declared
    assert all(len(d["text"]) > 10 for d in found.documents)


NAVER_HEAD = "<html><head><meta property='og:title' content='둑길'></head><body>"


@pytest.mark.parametrize(
    "body",
    [
        "<p class='blog_date'>2025. 10. 28. 18:55</p><div class='se-main-container'>"
        "<div class='se-module se-module-text'><p class='se-text-paragraph'>둑길을 따라 걸었다.</p>"
        "</div></div>",
        "<div class='post_ct se3_view' id='viewTypeSelector'><div class='se_doc_viewer'>"
        "<p class='blog_date'>2025. 10. 28. 18:55</p>"
        "<div class='se_component_wrap sect_dsc __se_component_area'><div class='se_component'>"
        "<p class='se_textarea'>둑길을 따라 걸었다.</p></div></div></div></div>",
        "<p class='se_date'>2025. 10. 28. 18:55</p>"
        "<div id='postViewArea'>둑길을 따라 걸었다.</div>",
        "<div addDate='1761645300000'><p class='blog_date'>어제</p></div>"
        "<div class='post_ct'>둑길을 따라 걸었다.</div>",
    ],
    ids=["SE4 mobile", "SE3", "SE2", "SE2 mobile"],
)
def test_every_editor_of_naver_blogs(body):
    found = result("naver_blog", "post", f"{NAVER_HEAD}{body}</body></html>".encode())
    (document,) = found.documents
    assert document["text"] == "둑길을 따라 걸었다."
    assert document["title"] == "둑길"
    assert document["published_at"] == 1761645300
