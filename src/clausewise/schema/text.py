"""The text that stands for "a string": what people and programs really put into one.

`ORDINARY` values are strings that no contract saying "string" may refuse. `EXTREME` ones are
strings too, but a server may have a limit that its contract does not mention: they are assumed.
"""

from __future__ import annotations

ORDINARY: dict[str, str] = {
    "word": "fox",
    "everything": "  Café 一只猫 🦊:\r\n\t\"double\" 'single' \\ / <b>&amp;</b> {braces} [50%]; -- %s @{name}\n ",
    "several lines": "  First line.\nSecond line.\r\n\tThird line, indented.  ",
    "accents": "Café Ångström, naïve façade",
    "other scripts": "一只猫在窗台上睡觉, кошка на окне, قطة على النافذة",
    "emoji": "A 🦊 waves at a 👩‍🚀",
    "quotes": "\"double\" 'single' `back` \\ / {braces} [brackets]",
    "markup and commands": "<b>bold</b> &amp; <!-- remark --> 100% '; -- %s %00 ${x}",
    "digits": "10",
    "word of JSON": "null",
    "long": "A slow pan over the harbour at dawn. " * 6,
}

EXTREME: dict[str, str] = {
    "empty": "",
    "blank": "   ",
    "control characters": "before\x00after\x1b\x7f",
    "very long": "word " * 2000,
}

#: Lengths just above and just below those at which servers usually cut, in characters, those that tell most first.
LENGTHS = (1025, 2001, 501, 4097, 256, 255, 1001, 4001, 500, 1000, 1024, 2000, 4000, 4096)
ADDRESS_LENGTHS = (256, 2049, 1025, 255, 501, 4097, 2048, 1024)


def of_length(length: int) -> str:
    """Plain sentences of so many characters, without a space at their end."""
    return ("A slow pan over the harbour at dawn. " * (length // 37 + 1))[: length - 1] + "."


def address_of_length(length: int) -> str:
    """An address of so many characters."""
    start = ADDRESSES["address"] + "/"
    return start + "a" * (length - len(start))


#: The strings without a meaning that are sent where the spec itself names values.
ANY: dict[str, str] = {"word": "fox", "empty": ""}

ADDRESSES: dict[str, str] = {
    "address": "https://media.example.com/item",
    "address with query": "https://media.example.com/item?a=1&b=%C3%A9&c=",
    "address with port": "https://media.example.com:8443/item",
    "address with fragment": "https://media.example.com/item#part-2",
    "address with escapes": "https://media.example.com/a%20b/caf%C3%A9/item.v2.png",
}

EXTREME_ADDRESSES: dict[str, str] = {
    "plain http": "http://media.example.com/item",
    "no address": "string",
    "empty": "",
}

#: Two values for each format of JSON Schema and OpenAPI that wants more than any text, but for addresses.
FORMATS: dict[str, tuple[str, ...]] = {
    "uuid": ("f0aa213c-c09e-4e19-a0e5-c698fe48acf1", "00000000-0000-4000-8000-000000000000"),
    "date": ("2024-02-29", "1999-12-31"),
    "date-time": ("2024-02-29T23:59:59Z", "1999-12-31T00:00:00.5+02:00"),
    "time": ("23:59:59Z", "00:00:00.5+02:00"),
    "duration": ("PT1H", "P1DT2H3M"),
    "email": ("someone@example.com", "first.last+tag@mail.example.com"),
    "hostname": ("example.com", "a-1.example.com"),
    "ipv4": ("192.0.2.1", "198.51.100.255"),
    "ipv6": ("2001:db8::1", "::1"),
    "byte": ("aGVsbG8=", "AA=="),
    "json-pointer": ("/a/b", ""),
    "regex": ("^a+$", "[0-9]"),
}
