"""The settings: one table of name, default and help.

Every setting is read from the environment variable ``SIMPUL_<NAME>`` and may be
given as an option ``--<name>`` on the command line, which wins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from graph.errors import SettingInvalid, SettingOutOfRange, SettingUnknown
from graph.language import mark

PREFIX = "SIMPUL_"
_WORDS = {"language": ("id", "en"), "log": ("off", "requests", "queries")}
"""What the settings that are one of a few words may be."""


def _setting(default: object, text: str, **limits: float) -> Any:
    return field(default=default, repr="secret" not in limits, metadata={"help": text, **limits})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings with their defaults; the ``help`` of each stands in its metadata."""

    host: str = _setting("127.0.0.1", "Address to listen on.")
    port: int = _setting(8000, "Port to listen on.", least=0, most=65535)
    data: Path = _setting(Path("data"), "Folder for the published versions.")
    language: str = _setting("en", "Language of the terminal: id or en; by default that of the locale.")
    web_workers: int = _setting(1, "Web server processes.", least=1, most=64)
    web_threads: int = _setting(64, "Requests one web process serves at the same time.", least=1, most=512)
    query_workers: int = _setting(2, "Processes that evaluate public queries, for each web process.", least=1, most=64)
    query_timeout: float = _setting(10.0, "Seconds after which a query is ended.", least=0.05, most=3600)
    query_memory: int = _setting(512, "MiB a query may need besides the data.", least=64, most=65536)
    query_length: int = _setting(65_536, "Longest accepted query in bytes.", least=256, most=16_777_216)
    query_depth: int = _setting(64, "Deepest accepted nesting of braces, brackets and parentheses.", least=4, most=256)
    query_patterns: int = _setting(100, "Most triple patterns and operators in one query.", least=4, most=1000)
    query_queue: int = _setting(64, "Queries that may wait for a free process.", least=0, most=10_000)
    result_size: int = _setting(64, "MiB an answer may hold.", least=1, most=4096)
    client_queries: int = _setting(32, "Queries that one client may have under way.", least=1, most=10_000)
    trusted_proxies: int = _setting(0, "Proxies before the service whose X-Forwarded-For is believed.", least=0, most=9)
    cache_size: int = _setting(64, "MiB of answers kept for asking again, for each web process.", least=0, most=65536)
    open_versions: int = _setting(4, "Older versions kept open for queries.", least=1, most=64)
    update_timeout: float = _setting(60.0, "Seconds after which a change is ended.", least=0.05, most=86400)
    update_memory: int = _setting(2048, "MiB a change may need besides the data.", least=64, most=262144)
    update_queue: int = _setting(64, "Changes that may wait to be published.", least=0, most=10_000)
    upload_size: int = _setting(256, "MiB of RDF that one request may bring.", least=1, most=65536)
    log: str = _setting("requests", "What is logged: off, requests, or queries (with their text).")
    endpoint: str = _setting("", "Address of another SPARQL service to answer from, instead of the published version.")
    update_endpoint: str = _setting("", "Address at which that service takes updates.")
    endpoint_user: str = _setting("", "User name for that service.")
    endpoint_password: str = _setting("", "Password for that service.", secret=1)
    endpoint_token: str = _setting("", "Bearer token for that service.", secret=1)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str], **given: object) -> Settings:
        """Read the settings.

        Parameters
        ----------
        environ : mapping of str to str
            The environment; names that do not start with ``SIMPUL_`` are ignored.
        **given
            Values from the command line; ``None`` means "not given".

        Raises
        ------
        SettingInvalid
            If a value has the wrong type or lies outside its limits, or if the
            environment names a setting that does not exist.
        """
        known = {PREFIX + one.name.upper(): one for one in fields(cls)}
        for name in environ:
            if name.startswith(PREFIX) and name not in known:
                raise SettingUnknown(name=name, known=", ".join(known))
        chosen: dict[str, Any] = {"language": _speak(environ)}
        for name, one in known.items():
            value = given.get(one.name)
            if value is None:
                value = environ.get(name)
            if value is not None:
                chosen[one.name] = _convert(name, one, str(value))
        return cls(**chosen)


def _speak(environ: Mapping[str, str]) -> str:
    """Choose the terminal's language by the locale, in the order that POSIX gives its variables."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return "id" if re.match(r"id\b|id_", environ[name]) else "en"
    return "en"


def _convert(name: str, one: Any, text: str) -> object:
    limits, help_text = one.metadata, one.metadata["help"]
    if isinstance(one.default, Path):
        return Path(text)
    if isinstance(one.default, str):
        if text not in _WORDS.get(one.name, (text,)):
            raise SettingInvalid(name=name, value=text, help=help_text)
        return text
    kind = type(one.default)
    names = {"name": name, "value": text, "help": help_text, "least": limits["least"], "most": limits["most"]}
    word = mark("a whole number") if kind is int else mark("a number")
    try:
        number = kind(text)
    except ValueError as error:
        raise SettingOutOfRange(kind=word, **names) from error
    if not limits["least"] <= number <= limits["most"]:
        raise SettingOutOfRange(kind=word, **names)
    return number
