import { UserError } from "../user-error";

/** The cluster of an environment, as far as an error names it. */
export interface NamedCluster {
  /** The environment, e.g. `"prod"`. */
  environment: string;
  /** For example `"prod-eu"`. */
  name: string;
  endpoint: string;
  region: string;
}

/** The parts of an error that are looked at: of the client's, which holds an answer, or of the network. */
interface ClientError {
  name: string;
  message: string;
  /** HTTP status of an answer, or the network's own code. */
  code?: number | string;
  /** A Status of Kubernetes, as text or parsed. */
  body?: unknown;
}

const certificateCodes = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/;
const restFix = "Fix: run this again; kubectl get --raw /readyz says how the API server is.";

/** The HTTP status of an answer, or nothing where there was none. */
export function statusOf(error: unknown): number | undefined {
  const { code } = error as ClientError;
  return typeof code === "number" ? code : undefined;
}

/** Whether a call may be made again: the API server is busy, or gave no answer. */
export function mayPass(error: unknown): boolean {
  const status = statusOf(error);
  if (status !== undefined) return status === 409 || status === 429 || status >= 500;
  return !certificateCodes.test(String((error as ClientError).code ?? ""));
}

/**
 * What a failed call to the API server is to its reader. Of an answer only its message is shown, which names kinds, names and
 * users; of anything else only the code.
 *
 * @param doing What was tried, to be read after "refused": `"listing ExternalSecrets"`.
 */
export function clusterFailure(error: unknown, doing: string, cluster: NamedCluster): UserError {
  const { name, endpoint, region, environment } = cluster;
  const where = `cluster ${name} (${endpoint})`;
  const { code = (error as ClientError).name, body } = error as ClientError;
  const login = `aws eks get-token --cluster-name ${name} --region ${region}`;
  if (code === 401) {
    const fix = `Fix: sign in to AWS again (aws sso login), and see that ${login} gives a token; your role needs an access entry of the cluster.`;
    return new UserError(`The ${where} does not accept your token.\n${fix}`);
  }
  if (code === 403) {
    const fix = `Fix: take a role whose access entry allows this: aws eks list-access-entries --cluster-name ${name} --region ${region}.`;
    return new UserError(`The ${where} refused ${doing}: ${answered(body)}.\n${fix}`);
  }
  if (typeof code === "number") {
    return new UserError(`The ${where} refused ${doing} (status ${code}): ${answered(body)}.\n${restFix}`);
  }
  if (certificateCodes.test(code)) {
    const fix = `Fix: compare strongroom:cluster in the stack file of ${environment} with aws eks describe-cluster --name ${name} --region ${region}.`;
    return new UserError(
      `The ${where} shows a certificate that the environment's authority did not sign (${code}). Nothing was sent to it.\n${fix}`,
    );
  }
  const fix = "Fix: a private endpoint is reached from its network alone: connect to the VPN, then run this again.";
  return new UserError(`The ${where} gave no answer on ${doing} (${code}).\n${fix}`);
}

/** What comes of a token that could not be had. */
export function tokenFailure(error: unknown, { name, region, environment }: NamedCluster): UserError {
  const { code, message } = error as ClientError;
  if (code === "ENOENT") {
    return new UserError(
      `The AWS CLI signs in to cluster ${name}, and there is no aws on PATH.\n` +
        "Fix: install it: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html.",
    );
  }
  const [said = ""] = message.trim().split("\n");
  return new UserError(
    `There is no token for cluster ${name} of ${environment}: ${said === "" ? "aws eks get-token failed" : said}\n` +
      `Fix: sign in to AWS, then see that this gives one: aws eks get-token --cluster-name ${name} --region ${region}.`,
  );
}

/** The message of a Status. */
function answered(body: unknown): string {
  let status = body;
  if (typeof body === "string") {
    try {
      status = JSON.parse(body) as unknown;
    } catch {
      return "it said no more";
    }
  }
  const { message } = (status ?? {}) as { message?: unknown };
  return typeof message === "string" && message !== "" ? message : "it said no more";
}
