"""The SPARQL room: a safe endpoint for reading one published version.

``lexer``         text to tokens
``gate``          what is refused before anything evaluates it
``dataset``       the graphs a query names with FROM
``protocol``      SPARQL 1.1 Protocol without a web framework
``jobs``          what travels between this process and a worker
``worker``, ``answering``, ``sandbox`` the process that evaluates, and what it may not do
``forkserver``, ``process``, ``supervisor``, ``handover``, ``pool``   making, feeding, watching and ending workers
``engine``        the one door for the rest of the program
``catalogue``     the query files
``description``   the service described in RDF
"""
