"""Simpul: a paper as a knowledge graph in which every statement carries its source.

The rooms, in the order in which data flows through them (each may import the
ones before it, never the ones after it; ``tests/test_layers.py`` enforces it):

leaves
    ``namespaces``, ``settings``, ``errors`` and ``*_errors``, ``formats``, ``language``,
    ``terms``, ``lexer``, ``spelling``, ``binding`` (SPARQL as text), ``catalogue`` (the
    query files), ``questions``, ``question_files``, ``tables`` (CSV), ``void``: words
    that every room shares. They know nothing of each other's
    users, of HTTP or of any store.
knowledge
    Reads the Turtle, checks it (SHACL and ``queries/checks``), infers by rules
    and publishes immutable versions.
sparql
    Gate, protocol, worker processes and engine: answers SPARQL from a
    published version.
network
    Rows of ``queries/network`` become a networkx graph, positions and a drawing.
web
    Flask blueprints and view models. Only this room and ``server.py`` know Flask.
"""

LAYERS: tuple[str, ...] = (
    "leaves",
    "knowledge",
    "sparql",
    "network",
    "web",
)
