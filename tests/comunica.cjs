// Writes to a SPARQL endpoint, where there is a token, and reads from it, with Comunica: node comunica.cjs ENDPOINT [TOKEN]
const { QueryEngine } = require("@comunica/query-sparql");

async function main(endpoint, token) {
  const engine = new QueryEngine();
  const source = { type: "sparql", value: endpoint };
  const call = (address, options = {}) => {
    const headers = new Headers(options.headers);
    if (token) headers.set("Authorization", `Bearer ${token}`);
    return fetch(address, { ...options, headers });
  };
  const context = { sources: [source], fetch: call };
  if (token) {
    const update = "INSERT DATA { GRAPH <urn:comunica> { <urn:a> <urn:b> 'written' } }";
    await engine.queryVoid(update, { ...context, destination: source });
  }
  const found = await engine.queryBindings("SELECT ?o WHERE { <urn:a> <urn:b> ?o }", context);
  const rows = await found.toArray();
  console.log(JSON.stringify(rows.map((row) => row.get("o").value)));
}

main(...process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
