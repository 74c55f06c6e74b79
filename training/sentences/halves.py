"""Which sources the splitter learns from and which judge it: a hash of the name decides."""

from __future__ import annotations

import hashlib

#: Sources to learn from, and MB of text that both teachers split.
LEARNED = {
    "coupang_lyunj": 2.5,
    "curse_2runo": 0.4,
    "klue_dev": 0.6,
    "kmou_ner_raw": 0.6,
    "korquad2_pred": 0.6,
    "kurly_choyangseo": 0.8,
    "malicious_zizun": 0.8,
    "movie_soynlp": 0.8,
    "naverplace_blogsnip_deproject1": 3.0,
    "naverplace_deproject1": 1.5,
    "nsmc_naver_movie": 2.5,
    "petitions_lovit": 2.5,
    "chatbot_songys": 0.5,
    "ud_kaist": 0.3,
    "airpods_jimin": 0.3,
}


def half(source: str) -> int:
    """Give the half of a source: 0 is learned from, 1 judges (the first byte of its SHA-256)."""
    return hashlib.sha256(source.encode()).digest()[0] % 2
