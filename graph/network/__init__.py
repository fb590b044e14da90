"""The stakeholder network: rows of ``queries/network`` become links, positions and drawings.

``material``    rows to actors and statements
``projection``  statements to links between actors, and to a networkx graph
``selection``   what a reader asked to see
``layout``      where each actor stands, the same whatever the selection
``drawing``     data for vis-network, made by pyvis; the stand-alone page
``picture``     the same drawing as SVG
``summary``     the numbers and rankings in words
``exports``     the selection as JSON and CSV

networkx, numpy and pyvis are imported where they are used: together they cost
half a second that a start of the server should not pay.
"""
