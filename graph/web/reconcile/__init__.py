"""Reconciliation: names in somebody's table become things of ours (Reconciliation Service API 0.2, for OpenRefine).

``batch``       what a client sends, read and bounded
``properties``  what is said of things, as columns to fetch and to compare
``candidates``  the things that a name may mean
``page``        the addresses
"""
