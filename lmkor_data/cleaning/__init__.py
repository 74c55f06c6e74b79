"""Clean Korean text: normalize/, pii/, sentences/, filters/; `stage.clean` is the entry."""
