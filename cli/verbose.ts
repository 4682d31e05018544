/** Whether a command says what it asks of others. One per process, as there is one command. */
let verbose = false;

/** Has the command say from here on what it asks of AWS and of the cluster: `--verbose`. */
export function beVerbose(): void {
  verbose = true;
}

/** Whether `--verbose` was typed. */
export function isVerbose(): boolean {
  return verbose;
}

/**
 * Says on standard error what was asked, and what came of it, so that somebody else can be shown it: names alone, never what was sent or
 * answered, nor a message, since AWS repeats values in some of its messages.
 *
 * @param to For example `"SecretsManager"` or `"cluster prod"`.
 * @param what For example `"GetSecretValue"` or `"listing ExternalSecrets"`.
 * @param outcome For example `"200, request 1f0c..., 2 attempts"`.
 */
export function sayAsked(to: string, what: string, outcome: string): void {
  if (verbose) process.stderr.write(`${new Date().toISOString()} ${to}: ${what}: ${outcome}\n`);
}
