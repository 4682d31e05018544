import { readFileSync } from "node:fs";
import { LabError } from "../lab-error";
import type { Stage } from "../stage/stage";

type Config = Record<string, unknown>;

/** The account that a stack file names, or nothing for a program that is not Strongroom's. */
export function accountOf(config: Config): string | undefined {
  const account = config["strongroom:account"];
  return typeof account === "string" ? account : undefined;
}

/**
 * A stack file's config with the stage in place of AWS and EKS: the API server, its certificate authority and issuer, the
 * operator's version that the lab has, and the ARNs of what AWS would have named. Other keys stay as they are.
 *
 * @param config The config of the checkout's stack file.
 * @param arns ARN in the checkout to the ARN on the stage.
 * @throws LabError when the stage has no chart of the operator.
 */
export function stageConfig(stage: Stage, config: Config, arns: Readonly<Record<string, string>>): Config {
  const account = accountOf(config);
  const cluster = config["strongroom:cluster"];
  if (account === undefined || cluster === undefined) return config;
  const chart = stage.parts.charts["external-secrets"];
  if (!chart) {
    throw new LabError(`The stage "${stage.name}" has no chart of External Secrets Operator.\nFix: npm run lab -- up`);
  }
  const { url, issuer, certificateAuthorityFile } = stage.kubernetes;
  const laidOver: Config = {
    ...config,
    "strongroom:cluster": {
      ...(cluster as Config),
      endpoint: url,
      certificateAuthority: readFileSync(certificateAuthorityFile).toString("base64"),
      issuer,
      oidcProviderArn: oidcProviderArn(account, issuer),
    },
    // The operator is the environment's own stack's, and no team's stack file says anything of it.
    ...((config["strongroom:team"] ?? "") === "" && {
      "strongroom:operator": { ...(config["strongroom:operator"] as Config | undefined), chartVersion: chart.version },
    }),
    // Nobody has put a value on a new stage, whatever was recorded for AWS: what is seeded here is recorded here.
    "strongroom:seeded": [],
  };
  return replaceTexts(laidOver, arns) as Config;
}

/** The ARN that IAM gives the OIDC provider of an issuer. */
export function oidcProviderArn(account: string, issuer: string): string {
  return `arn:aws:iam::${account}:oidc-provider/${issuer.replace(/^https:\/\//, "")}`;
}

function replaceTexts(value: unknown, texts: Readonly<Record<string, string>>): unknown {
  if (typeof value === "string") return texts[value] ?? value;
  if (Array.isArray(value)) return value.map((item) => replaceTexts(item, texts));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceTexts(item, texts)]));
}
