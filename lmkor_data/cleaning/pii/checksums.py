"""Dates and checksums within identifiers: what a number says about itself."""

from __future__ import annotations

from datetime import date


def is_resident_number(digits: str) -> bool:
    """Test for 주민등록번호 and 외국인등록번호: a birth date (YYMMDD), then sex and century.

    `digits` holds the first seven at least. The thirteenth is a checksum only in numbers given
    before October 2020, so it cannot be asked for.
    """
    mark = digits[6]
    if mark in "09":  # born before 1900
        return False
    century = 1900 if mark in "1256" else 2000
    try:
        date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return False
    return True


def has_resident_checksum(digits: str) -> bool:
    """Whether 13 digits also fulfil the checksum of 주민등록번호."""
    weighed = sum(int(d) * w for d, w in zip(digits, (*range(2, 10), *range(2, 6)), strict=False))
    return is_resident_number(digits) and (11 - weighed % 11) % 10 == int(digits[12])


def is_barcode(digits: str) -> bool:
    """Whether 13 digits fulfil the checksum of EAN-13 and ISBN-13."""
    weighed = sum(int(d) * w for d, w in zip(digits[:12], (1, 3) * 6, strict=True))
    return len(digits) == 13 and (10 - weighed % 10) % 10 == int(digits[12])


def is_card_number(digits: str) -> bool:
    """Whether 15 or 16 digits begin as cards do (3, 4, 5, 6, 9) and fulfil Luhn's checksum.

    Source: ISO/IEC 7812-1, annex B.
    """
    doubled = [int(d) * 2 for d in digits[-2::-2]]
    total = sum(map(int, digits[-1::-2])) + sum(d - 9 if d > 9 else d for d in doubled)
    return (
        len(digits) in (15, 16)
        and digits[0] in "34569"
        and len(set(digits)) > 1
        and total % 10 == 0
    )


def is_business_number(digits: str) -> bool:
    """Whether ten digits fulfil the checksum of 사업자등록번호."""
    weights = (1, 3, 7, 1, 3, 7, 1, 3, 5)
    total = sum(int(d) * w for d, w in zip(digits, weights, strict=False))
    return (10 - (total + int(digits[8]) * 5 // 10) % 10) % 10 == int(digits[9])


def looks_like_years(digits: str) -> bool:
    """Whether eight digits may be a span of years: 1588-1592, 1800-1863."""
    first, last = int(digits[:4]), int(digits[4:])
    return first < last < first + 130
