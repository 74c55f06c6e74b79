"""Pages of the demo shop: categories, products, reviews."""

from html import escape

from lmkor_data.demo.content.reviews import Review, reviews_of
from lmkor_data.demo.content.site_texts import Category, Product, categories
from lmkor_data.demo.web.page_frame import Page, document, json_ld, link_list, page_of, pager

PRODUCTS_PER_PAGE = 5
REVIEWS_PER_PAGE = 20

_FOLDED_LENGTH = 90


class Shop:
    """Serves paths below `/shop/`."""

    def __init__(self) -> None:
        self._categories = {category.key: category for category in categories()}
        self._products = {
            product.id: (category, product)
            for category in self._categories.values()
            for product in category.products
        }

    def page(self, path: list[str], number: int) -> Page | None:
        """Return the page at `path` (segments after `/shop/`), or None."""
        match path:
            case []:
                return document("도토리상점", self._departments())
            case ["private", _]:
                return document("비공개", "<p>비공개</p>")
            case ["c", key] if key in self._categories:
                return self._category(self._categories[key], number)
            case ["p", product_id] if product_id in self._products:
                return self._product(*self._products[product_id])
            case ["p", product_id, "reviews"] if product_id in self._products:
                return self._reviews(*self._products[product_id], number)
        return None

    def reviews(self, product_id: str) -> list[Review]:
        """Return the reviews of a product in page order."""
        category, _ = self._products[product_id]
        return [r for r in reviews_of(category.key) if r.product.id == product_id]

    def _departments(self) -> str:
        links = [(f"/shop/c/{key}?page=1", c.name) for key, c in self._categories.items()]
        return link_list(links, "departments")

    def _category(self, category: Category, number: int) -> Page:
        cards = "".join(
            f'<li class="product" data-product-id="{product.id}">'
            f'<a href="/shop/p/{product.id}">{escape(product.name)}</a> '
            f'<span class="price">{product.price:,}원</span></li>\n'
            for product in page_of(category.products, number, PRODUCTS_PER_PAGE)
        )
        body = f'<h1>{category.name}</h1>\n<ul class="products">\n{cards}</ul>\n{pager(number)}'
        return document(f"{category.name} - 도토리상점", self._departments() + body)

    def _product(self, category: Category, product: Product) -> Page:
        reviews = self.reviews(product.id)
        mean = round(sum(r.stars for r in reviews) / len(reviews), 1)
        data = {
            "@type": "Product",
            "name": product.name,
            "sku": product.id,
            "category": category.name,
            "offers": {"@type": "Offer", "price": product.price, "priceCurrency": "KRW"},
            "aggregateRating": {
                "@type": "AggregateRating",
                "ratingValue": mean,
                "reviewCount": len(reviews),
            },
        }
        options = "".join(f"<option>{escape(option)}</option>" for option in product.options)
        body = (
            f'<p class="crumbs"><a href="/shop/c/{category.key}?page=1">{category.name}</a></p>\n'
            f'<h1 class="product-title">{escape(product.name)}</h1>\n'
            f'<p class="price">{product.price:,}원</p><select>{options}</select>\n'
            f'<p class="notice">오후 2시 이전 주문은 당일 출고됩니다. '
            f"제주·도서산간은 추가 배송비 3,000원이 붙습니다.</p>\n"
            f'<a class="to-reviews" href="/shop/p/{product.id}/reviews?page=1">'
            f'상품후기 <em class="review-count">{len(reviews)}</em></a> '
            f'<a href="/shop/private/cart">장바구니</a>'
        )
        return document(f"{product.name} - 도토리상점", body, head=json_ld(data))

    def _reviews(self, category: Category, product: Product, number: int) -> Page:
        reviews = page_of(self.reviews(product.id), number, REVIEWS_PER_PAGE)
        items = "".join(_review_items(review) for review in reviews)
        body = (
            f'<h1><a href="/shop/p/{product.id}">{escape(product.name)}</a> 상품후기</h1>\n'
            f'<ul class="reviews" data-category="{category.key}">\n{items}</ul>\n'
            + ("" if items else '<p class="empty">등록된 후기가 없습니다.</p>\n')
            + pager(number)
        )
        return document(f"{product.name} 후기 {number}쪽 - 도토리상점", body)


def _review_items(review: Review) -> str:
    """Render a review; long ones twice, folded and unfolded, as real shops do."""
    if len(review.text) < _FOLDED_LENGTH:
        return _review_item(review, "")
    return _review_item(review, " is-folded") + _review_item(review, " is-unfolded")


def _review_item(review: Review, css_class: str) -> str:
    text = escape(review.text).replace("\n", "<br>")
    return (
        f'<li class="review{css_class}" data-review-id="{review.id}">\n'
        f'<span class="stars" data-score="{review.stars}">{"★" * review.stars}</span> '
        f'<span class="date">{review.date:%Y.%m.%d}</span> '
        f'<span class="author">{escape(review.nickname)}</span>\n'
        f'<p class="option">옵션: {escape(review.option)}</p>\n'
        f'<p class="review-text">\n                {text}\n            </p>\n'
        f'<button type="button">도움이 돼요</button> <a href="/shop/private/report">신고</a>\n'
        "</li>\n"
    )
