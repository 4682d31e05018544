import type { CheckLine } from "../../report/doctor-report";
import { notChecked, ok, problem, warning } from "./lines";
import type { Reading } from "./reading";
import { isAtLeast, majorOf, versionIn } from "./versions";

/** What an executable says of its version; nothing where it is not on PATH. */
export type Executable = { said: string } | undefined;

/** What is known of this machine. */
export interface MachineFacts {
  /** The running Node's version, and the range of package.json's engines, e.g. `">=20.19"`. */
  node: { version: string; wanted: string };
  /** Version of @pulumi/pulumi that the program runs on; nothing where it is not installed. */
  sdk: string | undefined;
  pulumi: Reading<Executable>;
  aws: Reading<Executable>;
  /** The region that the AWS CLI takes unless it is told another; nothing where it has none. */
  region: Reading<string | undefined>;
}

/**
 * Lines on this machine. kubectl and Helm are not looked for: no command needs them.
 *
 * @param environment Its name and region; absent where no environment is looked at.
 */
export function machineLines(facts: MachineFacts, environment?: { name: string; region: string }): CheckLine[] {
  return [
    nodeLine(facts.node),
    pulumiLine(facts.pulumi, facts.sdk),
    awsLine(facts.aws),
    regionLine(facts.region, environment),
  ];
}

function nodeLine({ version, wanted }: MachineFacts["node"]): CheckLine {
  const least = wanted.replace(/^>=\s*/, "");
  if (isAtLeast(version, least)) return ok("Node", `${version}; wanted ${least} or newer`);
  return problem(
    "Node",
    `${version}; wanted ${least} or newer.`,
    `install it: https://nodejs.org/en/download, or nvm install ${majorOf(least)}.`,
  );
}

/**
 * The CLI speaks to the SDK over a protocol that grows with minor versions, so it is the one that must not be older.
 *
 * Source: https://www.pulumi.com/docs/iac/download-install/
 */
function pulumiLine(pulumi: MachineFacts["pulumi"], sdk: MachineFacts["sdk"]): CheckLine {
  const check = "Pulumi CLI";
  if (sdk === undefined) {
    return problem(check, "@pulumi/pulumi is not installed: nothing says which one fits.", "npm ci");
  }
  if ("failed" in pulumi) return notChecked(check, pulumi.failed);
  const install = `install ${sdk} or a newer ${majorOf(sdk)}: https://www.pulumi.com/docs/iac/download-install/.`;
  if (pulumi.value === undefined) return problem(check, "there is no pulumi on PATH.", install);
  const version = versionIn(pulumi.value.said);
  if (version === undefined) return notChecked(check, { found: "pulumi version names none.", fix: install });
  const found = `${version}; the SDK of the program is ${sdk}`;
  if (majorOf(version) !== majorOf(sdk)) return problem(check, `${found}: they do not fit each other.`, install);
  return isAtLeast(version, sdk) ? ok(check, found) : warning(check, `${found}, which is newer.`, install);
}

function awsLine(aws: MachineFacts["aws"]): CheckLine {
  const check = "AWS CLI";
  if ("failed" in aws) return notChecked(check, aws.failed);
  const install =
    "install it: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html. It signs in to the cluster.";
  if (aws.value === undefined) return problem(check, "there is no aws on PATH.", install);
  return ok(check, versionIn(aws.value.said) ?? aws.value.said.trim());
}

/** Everything here names its region. What people type, and what a fix says, does not. */
function regionLine(region: MachineFacts["region"], environment?: { name: string; region: string }): CheckLine {
  const check = "AWS region";
  if ("failed" in region) return notChecked(check, region.failed);
  if (environment === undefined) return ok(check, region.value ?? "none is set");
  const fix = `export AWS_REGION=${environment.region}`;
  const other = `${environment.name} is in ${environment.region}: what you type without --region goes elsewhere.`;
  if (region.value === undefined) return warning(check, `none is set; ${other}`, fix);
  if (region.value !== environment.region) return warning(check, `${region.value}; ${other}`, fix);
  return ok(check, `${region.value}, that of ${environment.name}`);
}
