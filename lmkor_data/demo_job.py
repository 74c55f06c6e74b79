"""The whole job on the demo site: crawl → clean → dedup → build-vocab."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from lmkor_data.cleaning.options import CleanOptions
from lmkor_data.cleaning.stage import clean
from lmkor_data.corpus.layout import Corpus
from lmkor_data.crawlers.options import CrawlOptions
from lmkor_data.crawlers.stage import crawl
from lmkor_data.dedup.options import DedupOptions
from lmkor_data.dedup.stage import dedup
from lmkor_data.demo.site import DemoSite
from lmkor_data.engine.context import StageContext
from lmkor_data.engine.stage import StageReport
from lmkor_data.stage_table import BUILD_VOCAB, CLEAN, CRAWL, DEDUP
from lmkor_data.vocab.options import VocabOptions
from lmkor_data.vocab.stage import build_vocab

#: The demo's 1.3 MB of text can fill this much; a real corpus fills 40,000 and 2,000.
DEMO_VOCABULARY = VocabOptions(size=4_000, unused=200)


def run_demo(corpus: Corpus, context: StageContext) -> Iterator[StageReport]:
    """Run every stage anew on the embedded site; yields each stage's report as it ends.

    The site lives on loopback for the time of the crawl. Stops after a stage that failed.
    """
    context = dataclasses.replace(context, overwrite=True)
    for run in (_crawl, _clean, _dedup, _build_vocab):
        report = run(corpus, context)
        yield report
        if not report.ok:
            return


def _crawl(corpus: Corpus, context: StageContext) -> StageReport:
    with DemoSite() as site:
        asked = CrawlOptions(sites=("demo_shop", "demo_blog"), base_url=site.url, delay=0.0)
        return crawl(corpus.output_of(CRAWL), asked, context)


def _clean(corpus: Corpus, context: StageContext) -> StageReport:
    source, target, rejected = corpus.paths_of(CLEAN)
    return clean(source, target, rejected, CleanOptions(), context)


def _dedup(corpus: Corpus, context: StageContext) -> StageReport:
    source, target, removed = corpus.paths_of(DEDUP)
    return dedup(source, target, removed, DedupOptions(), context)


def _build_vocab(corpus: Corpus, context: StageContext) -> StageReport:
    source, target, counts = corpus.paths_of(BUILD_VOCAB)
    return build_vocab(source, target, DEMO_VOCABULARY, context, counts=counts)
