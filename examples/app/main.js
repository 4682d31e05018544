"use strict";
// A small service that cannot do without its secrets. It starts with all of them or not at all, and shows none.
const { createHmac } = require("node:crypto");
const { createServer } = require("node:http");
const { requireSecrets } = require("strongroom-runtime");

// What services/api.ts declares. The same image plays another service as: node main.js SERVICE KEY...
const [service = "api", ...given] = process.argv.slice(2);
const keys = given.length > 0 ? given : ["DATABASE_URL", "STRIPE_SECRET_KEY", "JWT_SIGNING_KEY", "APPLE_SHARED_SECRET"];

// A setting, and no secret: the mount path of the Secret, where the workload mounts one instead of naming variables.
const directory = process.env.SECRETS_DIRECTORY;
const secrets = requireSecrets(keys, { directory, service });

if (directory !== undefined) {
  secrets.onChange((changed) => console.log(`New values: ${changed.join(", ")}`));
  secrets.reloadOnSignal();
}

/**
 * Proves which values are in force to whoever chose PROOF_KEY, e.g. a test that put the values. Without it there is no proof:
 * a digest that anybody can compute gives a short value away.
 */
function proofs() {
  const key = process.env.PROOF_KEY;
  if (!key) return undefined;
  return Object.fromEntries(keys.map((name) => [name, createHmac("sha256", key).update(secrets[name]).digest("hex")]));
}

const pages = {
  "/healthz": () => ({ status: "ok" }),
  "/version": () => ({ version: "0.1.0", source: directory === undefined ? "environment" : "files", proofs: proofs() }),
};

const server = createServer((request, response) => {
  const page = Object.hasOwn(pages, request.url) ? pages[request.url] : undefined;
  response.writeHead(page ? 200 : 404, { "content-type": "application/json" });
  response.end(JSON.stringify(page ? page() : { status: "not found" }));
});

server.listen(Number(process.env.PORT ?? 8080), process.env.HOST, () => {
  console.log(`Listening on port ${server.address().port}`);
});
process.once("SIGTERM", () => server.close());
