"""The service for language models: tools and resources of the Model Context Protocol.

They ask the application from inside this process (:mod:`graph.web.inside`), so everything
holds that holds for the public over HTTP: gate, limits, versions. Nothing writes, and no
tool reaches another address. What models read is English: titles and descriptions of tools
are for them; names and texts of the graph come in both languages.
"""
