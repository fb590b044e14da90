"""The web room: the only place besides ``server.py`` that knows Flask.

``application``   the Flask application: languages, headers, blueprints
``addresses``     which IRI becomes which link, and which becomes none
``lexicon``       names and vocabulary of one version, asked once
``claims``        rows about statements become statements
``relations``     what a thing has to do with others, grouped by verb
``profile``       everything the page of a thing shows
``ego``, ``argument``   the two drawings, as places and lines for a template
``questions``     the named questions: ``question_list`` (all), ``question_form`` with ``choices``, ``question_rows``,
                  ``bars`` and ``flow`` (what a page shows), ``question_exports`` (tables to take away)
``things``, ``start``, ``vocabulary``, ``search``   pages
``sparql``, ``network``, ``problems``               endpoint, network page, errors
"""
