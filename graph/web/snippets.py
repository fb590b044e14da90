"""A query as a program in several languages; no Flask here.

Each writes the query as a text of its language. The programs are for people to
read and to change, so a text stays in lines as it was typed, and only the signs
that would end it or mean something else are escaped.
"""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from typing import Final

from graph.formats import CSV, JSON, TURTLE

GRAPHS: Final = ("CONSTRUCT", "DESCRIBE")
"""The kinds of query that give statements."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A program that asks one query.

    Attributes
    ----------
    key : str
        Tells it apart from the others of the page.
    name : str
        The language, with the library.
    needs : str
        What has to be installed for it; empty for nothing.
    code : str
        The program.
    """

    key: str
    name: str
    needs: str
    code: str


def write_snippets(address: str, query: str, kind: str) -> list[Snippet]:
    """Write a query as programs.

    Parameters
    ----------
    address : str
        The endpoint.
    query : str
        The query.
    kind : str
        ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``: what comes back has to be read accordingly.
    """
    text = query.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    accept = (TURTLE if kind in GRAPHS else CSV).media_type
    return [
        Snippet("curl", "curl", "", _write_curl(address, text, accept)),
        Snippet(
            "sparqlwrapper", "Python, SPARQLWrapper", "pip install SPARQLWrapper", _write_wrapper(address, text, kind)
        ),
        _write_table(address, text, kind, accept),
        Snippet("r", "R, httr2", 'install.packages("httr2")', _write_r(address, text, kind, accept)),
        Snippet("javascript", "JavaScript, fetch", "", _write_javascript(address, text, kind)),
    ]


def quote_shell(text: str) -> str:
    """Write a text as one word of a POSIX shell.

    Examples
    --------
    >>> print(quote_shell("it's $HOME"))
    'it'"'"'s $HOME'
    """
    return shlex.quote(text)


def quote_python(text: str) -> str:
    """Write lines as a text of Python, between three quotes on lines of their own."""
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return f'"""\n{escaped}\n"""'


def quote_r(text: str) -> str:
    r"""Write a text as one of R.

    Examples
    --------
    >>> print(quote_r("it's"))
    'it\'s'
    """
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def quote_javascript(text: str) -> str:
    r"""Write a text as a template of JavaScript in which nothing is filled in.

    Examples
    --------
    >>> print(quote_javascript("`${x}`"))
    `\`\${x}\``
    """
    escaped = text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
    return f"`{escaped}`"


def _write_curl(address: str, query: str, accept: str) -> str:
    return (
        f"curl -s {quote_shell(address)} -H {quote_shell('Accept: ' + accept)} \\\n"
        f"  --data-urlencode {quote_shell('query=' + query)}"
    )


def _write_wrapper(address: str, query: str, kind: str) -> str:
    form = "TURTLE" if kind in GRAPHS else "JSON"
    if kind in GRAPHS:
        show = "print(sparql.query().convert().decode())"
    elif kind == "ASK":
        show = 'print(sparql.query().convert()["boolean"])'
    else:
        show = (
            'for row in sparql.query().convert()["results"]["bindings"]:\n'
            '    print({name: cell["value"] for name, cell in row.items()})'
        )
    return (
        f"from SPARQLWrapper import {form}, POST, SPARQLWrapper\n\n"
        f"sparql = SPARQLWrapper({json.dumps(address)})\n"
        "sparql.setMethod(POST)\n"
        f"sparql.setReturnFormat({form})\n"
        f"sparql.setQuery({quote_python(query)})\n"
        f"{show}"
    )


def _write_table(address: str, query: str, kind: str, accept: str) -> Snippet:
    """Write the program that reads the answer into a table, or statements into a graph."""
    imports = "from urllib.parse import urlencode\nfrom urllib.request import Request, urlopen\n\n"
    asking = (
        f"query = {quote_python(query)}\n"
        'body = urlencode({"query": query}).encode()\n'
        f'request = Request({json.dumps(address)}, body, {{"Accept": "{accept}"}})\n'
    )
    if kind in GRAPHS:
        reading = 'graph = Graph().parse(urlopen(request), format="turtle")\nprint(len(graph))'
        code = f"{imports}from rdflib import Graph\n\n{asking}{reading}"
        return Snippet("rdflib", "Python, rdflib", "pip install rdflib", code)
    code = f"{imports}import pandas\n\n{asking}table = pandas.read_csv(urlopen(request))\nprint(table)"
    return Snippet("pandas", "Python, pandas", "pip install pandas", code)


def _write_r(address: str, query: str, kind: str, accept: str) -> str:
    show = (
        "cat(resp_body_string(response))"
        if kind != "SELECT"
        else "table <- read.csv(text = resp_body_string(response), check.names = FALSE)\nprint(table)"
    )
    return (
        "library(httr2)\n\n"
        f"query <- {quote_r(query)}\n"
        f"response <- request({json.dumps(address)}) |>\n"
        f'  req_headers(Accept = "{accept}") |>\n'
        "  req_body_form(query = query) |>\n"
        "  req_perform()\n"
        f"{show}"
    )


def _write_javascript(address: str, query: str, kind: str) -> str:
    accept = (TURTLE if kind in GRAPHS else JSON).media_type
    show = {
        "ASK": "console.log((await response.json()).boolean);",
        "SELECT": (
            "const { results } = await response.json();\n"
            "for (const row of results.bindings) {\n"
            "  console.log(Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cell.value])));\n"
            "}"
        ),
    }.get(kind, "console.log(await response.text());")
    return (
        f"const query = {quote_javascript(query)};\n"
        f"const response = await fetch({json.dumps(address)}, {{\n"
        '  method: "POST",\n'
        f'  headers: {{ Accept: "{accept}" }},\n'
        "  body: new URLSearchParams({ query }),\n"
        "});\n"
        "if (!response.ok) throw new Error(await response.text());\n"
        f"{show}"
    )
