"""The web room: the only place besides ``server.py`` that knows Flask.

shared by the pages
    ``application`` (languages, headers, blueprints), ``responses``, ``parameters``, ``pages`` (state), ``problems``,
    ``addresses`` (which IRI becomes which link), ``lexicon`` (names and vocabulary of one version, asked once),
    ``reader`` (whoever reads: language, version, links), ``claims``, ``relations``, ``memento``
before Flask
    ``gateway``, ``cache``, ``journal``, ``metrics``, ``endpoint`` and ``store`` with ``writing``
things
    ``things``, ``profile``, ``facts``, ``sections``; ``ego`` and ``argument`` are drawings, as places and lines
evidence
    ``evidence_page``, ``evidence_request``, ``evidence``, ``evidence_json``, ``derivations``,
    ``reading``, ``nanopublications``
questions
    ``questions``, ``question_list`` (all), ``question_form`` with ``choices``, ``question_rows``, ``bars`` and ``flow``
    (what a page shows), ``question_exports`` (tables to take away)
citations
    ``references``, ``citing``, ``bibliography``, ``cited_works``, ``schema_org``, ``signposts``
finding
    ``search`` with its index, ``reconcile`` (OpenRefine), ``sitemap``
the whole
    ``dataset``, ``dump``, ``vocabulary`` with ``class_diagram``, ``versions``, ``network``, ``start``
for programs
    ``api`` (OpenAPI), ``mcp`` (language models), ``inside`` and ``asking`` (the command line)
"""
