import { createRequire } from "node:module";
import { join } from "node:path";
import type * as teamStacks from "../../components/model/team-stack";
import type * as programs from "../load-program";
import { UserError } from "../user-error";
import type * as analyzer from "./analyzer";
import type { Verdict } from "./analyzer";
import type * as masking from "./mask-secrets";
import type * as monitors from "./monitor";
import type { PreviewMonitor } from "./monitor";
import { startPack } from "./pack-process";
import { readPolicyConfig } from "./policy-config";
import type * as program from "./program";
import { programFolder, readProject, type Project } from "./project";
import type { WireProperties } from "./properties";
import { organization, type PlannedOutputs } from "./resources";
import { readStackConfig, type StackConfig } from "./stack-config";
import { readStackReferences } from "./stack-references";

/** What is run, and what judges it. */
export interface JudgeOptions {
  /** Folder of the program. Default: see `programFolder`. */
  program?: string;
  /** Folder of the policy pack. Default: the guard. */
  policyPack?: string;
  /** A `--policy-pack-config` file. */
  policyPackConfig?: string;
  /** Whether an error also says what lies behind it. Default false. */
  verbose?: boolean;
  /** Outputs that are known before `up`. Default: none, as in the engine's own preview. */
  plan?: PlannedOutputs;
  /** Outputs of other stacks, each `STACK=FILE`. Default: none, so that what is read from them stays unknown. */
  stackReference?: readonly string[];
  /** Hears the name of each step when it is done. */
  onStep?: (name: string) => void;
}

/** A program as it registered itself, and what the guard says of it. */
export interface JudgedProgram {
  project: Project;
  config: StackConfig;
  /** Holds every resource, and what could not be opened. */
  monitor: PreviewMonitor;
  verdict: Verdict;
  /** Takes out of a text what the program marked as secret. */
  mask: (text: string) => string;
}

const load = createRequire(__filename);
const guard = join(__dirname, "..", "..", "policies");

/**
 * Runs a program as a preview in this process, and asks the policy pack about every resource. Nothing outside is asked, so it
 * needs no credentials.
 *
 * @param environment For example `"dev"`.
 * @throws UserError for a mistake in what was typed or configured, and when the program or the pack fails: without any value
 *   that the program marked as secret.
 */
export async function judgeProgram(environment: string, options: JudgeOptions): Promise<JudgedProgram> {
  const { onStep = () => undefined, plan, stackReference = [] } = options;
  const project = readProject(programFolder(options.program));
  const config = readStackConfig(project, environment);
  const references = new Map([...ownReferences(project, environment, config), ...readStackReferences(stackReference)]);
  const override = options.policyPackConfig ? readPolicyConfig(options.policyPackConfig) : {};
  const place = { project: project.name, stack: environment, organization, config: config.values };
  // The pack and Pulumi's SDK take about a second each to start, so they start together: what needs the SDK is loaded below.
  const pack = startPack(options.policyPack ?? guard, place);
  onStep("configuration");
  let mask = (text: string): string => text;
  try {
    const { askPack } = load("./analyzer") as typeof analyzer;
    const { PreviewMonitor } = load("./monitor") as typeof monitors;
    const { runProgram } = load("./program") as typeof program;
    const { secretMasker } = load("./mask-secrets") as typeof masking;
    onStep("loading the SDK");
    const stack = { project: project.name, stack: environment };
    const monitor = new PreviewMonitor(stack, config.values, plan, references);
    mask = (text) => secretMasker(monitor.resources)(text);
    await runProgram(project, environment, config, monitor);
    onStep("program");
    const port = await pack.port;
    onStep("waiting for the guard to start");
    const verdict = await askPack(port, monitor.resources, place, override);
    onStep("guard");
    return { project, config, monitor, verdict, mask: secretMasker(monitor.resources) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const detail = options.verbose && error.detail !== undefined ? `\n${error.detail}` : "";
    throw new UserError(mask(`${error.message}${detail}`));
  } finally {
    pack.stop();
  }
}

/**
 * What a team's stack asks its environment's own: outputs that follow from that one's stack file alone, so that nobody has to be asked.
 */
function ownReferences(project: Project, stack: string, { values }: StackConfig): [string, WireProperties][] {
  if ((values["strongroom:team"] ?? "") === "") return [];
  const { environmentOfTeam } = load("../load-program") as typeof programs;
  const environment = environmentOfTeam(project, stack);
  if (environment === undefined) return [];
  const { platformOf, teamStacksOutput } = load("../../components/model/team-stack") as typeof teamStacks;
  const outputs = { platform: platformOf(environment), teamStacks: teamStacksOutput(environment) };
  // As the other stack would export them: without what is not there.
  const exported = JSON.parse(JSON.stringify(outputs)) as WireProperties;
  return [[`${organization}/${project.name}/${environment.name}`, exported]];
}
