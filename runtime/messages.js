"use strict";
// What the on-call engineer reads. Keys and places, never a value.

/**
 * @param {readonly string[]} keys All that are required.
 * @param {ReadonlyMap<string, string>} problems Key to what is wrong with it.
 * @param {import("./sources").Source} source
 * @param {string | undefined} service
 */
function describeMissing(keys, problems, source, service) {
  const name = service ?? "SERVICE";
  const workload =
    source.kind === "files"
      ? `mount the Secret ${name}-secrets there, optional: false, without subPath`
      : `name it under env, with secretKeyRef to ${name}-secrets, optional: false`;
  return [
    `${problems.size} of ${keys.length} required ${keys.length === 1 ? "secret" : "secrets"} ${problems.size === 1 ? "is" : "are"} missing:`,
    ...[...problems].map(([key, problem]) => `  ${key}: ${problem}`),
    `Looked in ${source.shown}. There is no default and no fallback.`,
    "Fix, in this order:",
    `  1. kubectl describe externalsecret,secret ${name}-secrets --namespace NAMESPACE`,
    "     lists the keys that the cluster holds, and says why one is not there.",
    `  2. A key whose value nobody has put yet: strongroom seed ENVIRONMENT ${name}`,
    `  3. A key that the cluster holds and the workload does not ask for: ${workload}.`,
  ].join("\n");
}

/** @param {string | undefined} service */
function describeNoReload(service) {
  const name = `${service ?? "SERVICE"}-secrets`;
  return [
    "Secrets from environment variables cannot be reloaded: a running process never sees new ones.",
    `Fix: restart the process; in the cluster the annotation secret.reloader.stakater.com/reload: ${name} does that.`,
    `     Or mount the Secret and read files: requireSecrets(keys, { directory: "/var/run/secrets/${name}" }).`,
  ].join("\n");
}

module.exports = { describeMissing, describeNoReload };
