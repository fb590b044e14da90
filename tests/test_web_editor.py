"""What the editor is given: words to complete, and the query as programs that say exactly that query."""

from __future__ import annotations

import ast
import re
import subprocess
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from graph.knowledge.versions import Version
from graph.namespaces import PREFIXES
from graph.web.snippets import Snippet, write_snippets
from tests.version_site import follow, make_history
from tests.web_site import Page, opened, served

ADDRESS = "http://127.0.0.1:8000/sparql"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
HOSTILE = (
    "SELECT * { ?s ?p 'it''s' }",
    "SELECT * { ?s ?p '''three ' quotes''', \"\"\"and \" three\"\"\" }",
    'ends with a quote "',
    "ends with a backslash \\",
    "\\n \\\\ \\u0041 \\' \\\" \\` \\$ \\x41",
    "$HOME ${HOME} $(touch hit) `touch hit` !! %s {0} {{1}} #{x}",
    "'; touch hit; echo '",
    '"; import os; os.abort(); "',
    "');}alert(1);//`);alert(2)//",
    "EOF\nSPARQL\n\tindented\n@file\n--data x",
    "\u2028 \u00e9 \U0001f33e \u0000".replace("\u0000", ""),
    "</script><b>&amp;",
    '""""""',
    "'''''' $",
)
KINDS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


def snippets(query: str, kind: str = "SELECT") -> dict[str, Snippet]:
    return {one.key: one for one in write_snippets(ADDRESS, query, kind)}


def read_r(code: str) -> str:
    """Read the text of the variable ``query`` by the rules of R (its manual, section 10.3.1)."""
    body = code[code.index("query <- '") + len("query <- '") :]
    text, place = "", 0
    while body[place] != "'":
        if body[place] == "\\":
            place += 1
            assert body[place] in "\\'", "R knows other escapes, and they are not written"
        text += body[place]
        place += 1
    assert body[place + 1] == "\n"
    return text


def terms_of(client: FlaskClient) -> dict[str, dict[str, str]]:
    return {one["name"]: one for one in client.get("/sparql/terms.json").json["terms"]}


def test_words_have_their_names_in_both_languages(client: FlaskClient) -> None:
    terms = terms_of(client)
    assert terms["factor:security"]["labels"] == {"en": "security", "id": "keamanan"}
    assert (terms["sim:Factor"]["kind"], terms["sim:strengthens"]["kind"]) == ("class", "property")
    assert (terms["factor:security"]["kind"], terms["sim:government"]["kind"]) == ("factor", "value")


def test_words_of_other_vocabularies_are_those_that_are_used(client: FlaskClient) -> None:
    terms = {name: one for name, one in terms_of(client).items() if not name.startswith(("sim:", "<"))}
    offered = {
        PREFIXES[name.split(":")[0]] + name.split(":")[1] for name, one in terms.items() if one["kind"] == "property"
    }
    used = client.get(
        "/sparql", query_string={"query": "SELECT DISTINCT ?p { ?s ?p ?o }", "format": "csv"}
    ).text.split()
    assert len(offered) > 10 and offered <= set(used)


def test_every_short_name_can_be_written_in_a_query(client: FlaskClient) -> None:
    answer = client.get("/sparql/terms.json").json
    assert answer["prefixes"] == PREFIXES
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in answer["prefixes"].items())
    query = head + "SELECT ?x { VALUES ?x {" + " ".join(one["name"] for one in answer["terms"]) + "} }"
    response = client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"})
    assert len(response.text.splitlines()) == len(answer["terms"]) + 1


def test_words_are_kept_by_the_browser_as_long_as_their_version_lives(client: FlaskClient) -> None:
    free = client.get("/sparql/terms.json")
    pinned = client.get("/sparql/terms.json", query_string={"version": free.json["version"]})
    assert "immutable" in pinned.headers["Cache-Control"] and "immutable" not in free.headers["Cache-Control"]
    again = client.get("/sparql/terms.json", headers={"If-None-Match": free.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("query", HOSTILE)
def test_python_reads_the_query_that_was_asked(query: str, kind: str) -> None:
    for key, one in snippets(query, kind).items():
        if one.name.startswith("Python"):
            texts = [node.value for node in ast.walk(ast.parse(one.code)) if isinstance(node, ast.Constant)]
            assert f"\n{query}\n" in texts, key


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("query", HOSTILE)
def test_the_shell_gives_curl_the_query_that_was_asked(query: str, kind: str) -> None:
    script = "curl() { printf '%s\\0' \"$@\"; }\n" + snippets(query, kind)["curl"].code
    ended = subprocess.run(["sh", "-c", script], capture_output=True, check=True, timeout=10)
    arguments = ended.stdout.decode().split("\0")[:-1]
    assert arguments[-2:] == ["--data-urlencode", f"query={query}"]
    assert arguments[1] == ADDRESS


@pytest.mark.parametrize("query", HOSTILE)
def test_r_reads_the_query_that_was_asked(query: str) -> None:
    assert read_r(snippets(query)["r"].code) == query


def test_javascript_sends_the_query_that_was_asked(browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    for query in HOSTILE:
        for kind in KINDS:
            code = snippets(query, kind)["javascript"].code
            sent = page.evaluate(
                "async code => { let sent; const fetch = async (address, asked) => { sent = asked; "
                "return { ok: true, text: async () => '', json: async () => ({ results: { bindings: [] } }) }; };"
                "const run = Object.getPrototypeOf(async function () {}).constructor('fetch', code);"
                "await run(fetch); return [sent.method, sent.body.get('query')]; }",
                code,
            )
            assert sent == ["POST", query]
    context.close()


def test_lines_end_in_one_way_whatever_the_browser_sent() -> None:
    assert all("\r" not in one.code for one in snippets("SELECT *\r\n{\r ?s ?p ?o }\r\n").values())


def test_a_program_asks_for_what_it_can_read() -> None:
    assert "text/turtle" in snippets("x", "CONSTRUCT")["curl"].code and "text/csv" in snippets("x")["curl"].code
    assert "rdflib" in snippets("x", "DESCRIBE") and "pandas" not in snippets("x", "DESCRIBE")
    assert '["boolean"]' in snippets("x", "ASK")["sparqlwrapper"].code


RUNS = (
    ("sparqlwrapper", "SELECT ?a { VALUES ?a { 'it\\'s' } }", "{'a': \"it's\"}"),
    ("sparqlwrapper", "ASK {}", "True"),
    ("sparqlwrapper", "CONSTRUCT { <http://x/> <http://y/> 'z' } {}", '<http://x/> <http://y/> "z" .'),
    ("rdflib", "CONSTRUCT { <http://x/> <http://y/> 'z' } {}", "1"),
)


@pytest.mark.parametrize(("key", "query", "printed"), RUNS)
def test_the_programs_in_python_run(
    version: Version, capsys: pytest.CaptureFixture[str], key: str, query: str, printed: str
) -> None:
    with opened(version) as app, served(app) as site:
        code = {one.key: one.code for one in write_snippets(f"{site}/sparql", query, query.split()[0])}[key]
        exec(compile(code, key, "exec"), {})
    assert capsys.readouterr().out.strip() == printed


def show(client: FlaskClient, query: str, **more: str) -> str:
    return client.get("/sparql", query_string={"query": query, "lang": "en", **more}, headers=BROWSER).text


@pytest.mark.parametrize("query", ["ASK { ?s ?p '</code></pre><b>' }", "SELECT * { ?s ?p '''it's \\\\''' } LIMIT 1"])
def test_the_page_shows_programs_for_its_query(client: FlaskClient, query: str) -> None:
    text = show(client, query)
    codes = [unescape(one) for one in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", text, re.DOTALL)]
    kind = query.split()[0]
    expected = write_snippets("http://localhost/sparql", query, kind)
    assert codes == [one.code for one in expected]


def test_what_is_wrong_is_not_offered_as_a_program(client: FlaskClient) -> None:
    text = show(client, "SELECT * {")
    assert "data-line=" in text and 'class="snippet"' not in text


def test_the_link_to_cite_and_the_files_name_the_version(client: FlaskClient, version: Version) -> None:
    text = show(client, "ASK {}")
    links = [link for link in Page(text).links if "version=" in link]
    assert f"http://localhost/sparql?{urlencode({'query': 'ASK {}', 'version': version.id})}" in links
    assert len([link for link in links if "format=" in link]) == 4


def test_a_pinned_page_says_so_and_stays_pinned(client: FlaskClient, version: Version) -> None:
    text = show(client, "ASK {}", version=version.id)
    assert '<p class="pinned"' in text and f"from version {version.id}</span>" in text
    assert f'<input type="hidden" name="version" value="{version.id}">' in text
    assert f"http://localhost/sparql?version={version.id}" in unescape(text)
    assert '<p class="pinned"' not in show(client, "ASK {}")


def test_an_older_version_answers_with_its_own_words(tmp_path: Path) -> None:
    query = "SELECT ?x { VALUES ?x { <https://w3id.org/simpul/id/actor/office> } }"
    data, (first, *_, last) = make_history(tmp_path)
    with follow(data) as app:
        client = app.test_client()
        for version, name in ((first.id, "village office"), (last.id, "village hall")):
            text = show(client, query, version=version)
            assert f"<bdi>{name}</bdi>" in text and f"from version {version}</span>" in text
            terms = client.get("/sparql/terms.json", query_string={"version": version})
            labels = [one["labels"]["en"] for one in terms.json["terms"] if one["name"] == "actor:office"]
            assert (terms.json["version"], labels) == (version, [name])
            links = [link for link in Page(text).links if link.startswith("http://localhost/sparql?")]
            assert links and all(link.endswith(f"version={version}") for link in links)
        assert "<bdi>village hall</bdi>" in show(client, query)


def test_a_query_that_is_too_long_for_a_link_is_answered_on_the_page(client: FlaskClient) -> None:
    query = "ASK { VALUES ?x { " + " ".join(f"'{number:0>60}'" for number in range(500)) + " } }"
    response = client.post("/sparql/page?lang=en", data={"query": query}, headers=BROWSER)
    assert response.status_code == 200 and '<p class="verdict">Yes</p>' in response.text
    assert "too long for a link" in response.text and "To cite it:" not in response.text
    wrong = client.post("/sparql/page?lang=en", data={"query": query + "}"}, headers=BROWSER)
    assert wrong.status_code == 400 and "data-line=" in wrong.text


@pytest.mark.parametrize(("language", "word"), [("en", "Choose one to start from"), ("id", "Pilih satu sebagai awal")])
def test_the_page_speaks_both_languages(client: FlaskClient, language: str, word: str) -> None:
    assert word in client.get(f"/sparql?lang={language}", headers=BROWSER).text
