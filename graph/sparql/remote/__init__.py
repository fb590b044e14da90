"""Another SPARQL 1.1 service as the engine: it is asked over HTTP, behind the same gate and limits."""
