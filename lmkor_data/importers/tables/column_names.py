"""What people call the columns of a table, in Korean and English."""

from __future__ import annotations

import re
import unicodedata

#: Column of a document → names, most telling first, as `canonical` writes them.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "text": (
        # what the back offices of SmartStore, Cafe24 and Coupang Wing write, among others
        *("리뷰상세내용", "상품평내용", "상품후기", "구매후기", "후기본문", "게시글내용", "reply"),
        *("text", "리뷰내용", "리뷰본문", "후기내용", "구매평", "상품평", "사용후기", "본문"),
        *("내용", "글내용", "본문내용", "게시글", "게시물내용", "상세내용", "질문내용", "댓글내용"),
        *("content", "contents", "reviewtext", "reviewcontent", "reviewcontents", "reviewbody"),
        *("review", "reviews", "body", "document", "documents", "article", "articlebody"),
        *("sentence", "sentences", "문장", "발화", "발화문", "utterance", "comment", "comments"),
        *("댓글", "리뷰", "후기", "message", "메시지", "msg", "기사", "기사본문", "기사내용"),
        *("post", "posttext", "paragraph", "passage", "context", "문단", "지문", "글", "원문"),
        *("korean", "ko", "kor", "koreantext", "원문한국어", "한국어", "dialogue", "dialog"),
        *(
            "transcript",
            "caption",
            "description",
            "설명",
            "story",
            "내용문",
            "form",
            "originalform",
        ),
        *("tweet", "txt", "raw", "rawtext", "origintext", "originaltext", "원본", "fulltext"),
        *(
            "민원내용",
            "상담내용",
            "청원내용",
            "의견",
            "평가내용",
            "코멘트",
            "한줄평",
            "감상평",
            "대사",
        ),
        *("snippet", "리뷰텍스트", "텍스트", "reviewcomment", "reviewdata", "cont"),
    ),
    "title": (
        *("title", "제목", "글제목", "리뷰제목", "headline", "subject", "articletitle", "기사제목"),
        *("posttitle", "reviewtitle", "heading", "제목명", "문서제목"),
    ),
    "published_at": (
        *(
            "date",
            "작성일",
            "작성일자",
            "작성일시",
            "등록일",
            "등록일자",
            "등록일시",
            "날짜",
            "일자",
        ),
        *(
            "작성날짜",
            "리뷰작성일",
            "리뷰등록일",
            "게시일",
            "게시일자",
            "등록날짜",
            "일시",
            "작성시간",
        ),
        *("createdat", "created", "createddate", "createdtime", "createdate", "publishedat"),
        *("published", "publishdate", "pubdate", "reviewdate", "datetime", "timestamp", "regdate"),
        *("postdate", "writedate", "writtenat", "written", "time", "insertdate", "regdt", "dt"),
    ),
    "rating": (
        *("rating", "평점", "별점", "구매자평점", "리뷰평점", "만족도", "stars", "star", "score"),
        *("ratings", "reviewscore", "reviewrating", "starrating", "rate", "점수", "평가점수"),
        *("★★★★★", "★", "별", "grade"),
    ),
    "category": (
        *(
            "category",
            "카테고리",
            "분류",
            "카테고리명",
            "대분류",
            "상품분류",
            "categoryname",
            "업종",
        ),
        *("categories", "category1", "분야", "cat"),
    ),
    "url": ("url", "link", "주소", "링크", "permalink", "href", "원문링크", "newsurl", "pageurl"),
    "id": ("id",),
    "kind": ("kind",),
    "licence": ("licence", "license", "라이선스", "라이센스"),
}

#: Names of columns that are texts together: all of a group that is there is read.
GROUPS: tuple[tuple[str, ...], ...] = (
    ("question", "answer"),
    ("questions", "answers"),
    ("q", "a"),
    ("질문", "답변"),
    ("질문", "응답"),
    ("질문내용", "답변내용"),
    ("문의내용", "답변내용"),
    ("instruction", "input", "output"),
    ("instruction", "response"),
    ("instruction", "output"),
    ("prompt", "completion"),
    ("prompt", "response"),
    ("prompt", "chosen"),
    ("sentence1", "sentence2"),
    ("문장1", "문장2"),
    ("premise", "hypothesis"),
    ("전제", "가설"),
    ("context", "question"),
    ("사람문장1", "시스템응답1", "사람문장2", "시스템응답2", "사람문장3", "시스템응답3"),
)

_APART = re.compile(r"[\s_\-./()\[\]:·#*\"'`]+")


def canonical(name: str) -> str:
    """A column name in one form: last part of a path, composed, small, without separators."""
    last = name.rsplit("[]", 1)[-1].strip(".").rsplit(".", 1)[-1] or name
    return _APART.sub("", unicodedata.normalize("NFKC", last)).lower().strip("\ufeff")


def known_as(name: str) -> str | None:
    """The column of a document that a name means; None where it means none that we know."""
    plain = canonical(name)
    return next((ours for ours, names in SYNONYMS.items() if plain in names), None)
