"""The service described for programs: what can be asked, how, and what comes back.

``operations`` says what a description holds, ``routes`` and ``writes`` are the one table of
what is served besides the named questions, ``document`` makes OpenAPI of both, ``page`` serves it.
"""
