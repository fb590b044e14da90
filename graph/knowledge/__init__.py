"""The knowledge room: from Turtle in ``ontology/`` to published, immutable versions.

It is the only place that knows rdflib and pyshacl. It must not know how
queries are served, how pages look, or that there is a web at all.
"""
