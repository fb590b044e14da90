"""The application asked from inside this process: through the same gate, within the same limits, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlencode

from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from graph.asking_errors import RequestRefused
from graph.formats import PLAIN_JSON
from graph.web.memento import is_live
from graph.web.problems import DOCUMENT

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

JSON: Final = PLAIN_JSON.media_type


class Told(NamedTuple):
    """A whole answer with success."""

    body: bytes
    headers: Headers

    @property
    def media_type(self) -> str:
        """The format, without parameters."""
        return str(self.headers.get("Content-Type", "")).partition(";")[0]

    @property
    def version(self) -> str:
        """The id of the version that it is about; empty where the answer does not name it."""
        version, _, rest = (self.headers.get("ETag") or "").strip('"').partition("-")
        return f"{version}-{rest.partition('-')[0]}" if is_live(version) else version

    @property
    def json(self) -> Any:
        """The content of an answer in JSON."""
        return json.loads(self.body)


class Inside:
    """Asks an application. Threads may share it.

    Parameters
    ----------
    app : WSGI application
        What answers.
    language : str
        Of what it says.
    """

    def __init__(self, app: WSGIApplication, language: str) -> None:
        self._app = app
        self._language = language

    def get(self, path: str, values: Mapping[str, str | Iterable[str]] | None = None, accept: str = JSON) -> Told:
        """Ask with GET.

        Parameters
        ----------
        path : str
            The address, without a query string.
        values : mapping
            The parameters; a value may be several.
        accept : str
            The media types wanted.

        Raises
        ------
        RequestRefused
            If the answer is an error; with its sentence.
        """
        text = urlencode(values or {}, doseq=True)
        return self._ask(EnvironBuilder(path, query_string=text, headers=self._headers(accept)))

    def post(self, path: str, form: Mapping[str, str], accept: str = JSON) -> Told:
        """Ask with a form, for what may be too long for an address; raises like :meth:`get`."""
        return self._ask(EnvironBuilder(path, method="POST", data=dict(form), headers=self._headers(accept)))

    def _headers(self, accept: str) -> Headers:
        return Headers({"Accept": accept, "Accept-Language": self._language})

    def _ask(self, builder: EnvironBuilder) -> Told:
        environ = builder.get_environ()
        builder.close()
        environ["REMOTE_ADDR"] = "127.0.0.1"
        pieces, status, headers = run_wsgi_app(self._app, environ, buffered=True)
        told = Told(b"".join(pieces), headers)
        number = int(status[:3])
        if number >= HTTPStatus.BAD_REQUEST:
            raise RequestRefused(detail=told.json["detail"] if told.media_type == DOCUMENT else status)
        return told
