import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { account, type GeneratedService, region } from "./declarations";

/** A program in a temporary folder. */
export interface ScratchProgram {
  /** Absolute. */
  folder: string;
  /** The stack that it has: `"prod"`, the one with everything on. */
  stack: string;
  remove: () => void;
}

const checkout = path.join(__dirname, "..", "..");
const stack = "prod";
const day = "2026-11-02";

/**
 * This project's program with other services, in an environment of production: everything is on. The code is the checkout's own.
 *
 * @param services What stands in services/.
 * @param options `seeded`: whether every entry has its value, so that rotations and reminders are set up. Default true.
 */
export function writeProgram(services: readonly GeneratedService[], { seeded = true } = {}): ScratchProgram {
  const program = makeFolder();
  for (const file of ["index.ts", "tsconfig.json"]) fs.copyFileSync(at(checkout, file), at(program.folder, file));
  const { config: _declared, ...project } = readCheckoutProject();
  // A project of its own: the lab keeps the state and the folder of each project apart. The engine takes no declaration of another
  // project's keys, so that what the checkout declares as their defaults stands in the stack files.
  write(program.folder, "Pulumi.yaml", stringify({ ...project, name: `services-${services.length}` }));
  write(program.folder, `stacks/Pulumi.${stack}.yaml`, stringify({ config: stackConfig(services, seeded) }));
  for (const { name, source } of services) write(program.folder, `services/${name}.ts`, source);
  return program;
}

/**
 * The same program, split by team: its stack is the environment's own, which leaves every service to its team.
 *
 * @returns The program, and the stack of each team, e.g. `"prod-team-000"`.
 */
export function writeSplitProgram(services: readonly GeneratedService[]): { program: ScratchProgram; teams: string[] } {
  const program = writeProgram(services);
  const teams = [...new Set(services.map(({ team }) => team))];
  const shared = stackConfig([], true);
  const own = { ...shared, "strongroom:teamStacks": teams };
  write(program.folder, `stacks/Pulumi.${stack}.yaml`, stringify({ config: own }));
  for (const team of teams) {
    const { "strongroom:seeded": seeded, "strongroom:rotations": rotations } = stackConfig(
      services.filter((service) => service.team === team),
      true,
    );
    const config = {
      ...defaults(),
      ...Object.fromEntries(placeKeys.map((key) => [key, shared[key]])),
      "strongroom:team": team,
      "strongroom:seeded": seeded,
      "strongroom:rotations": rotations,
    };
    write(program.folder, `stacks/Pulumi.${stack}-${team}.yaml`, stringify({ config }));
  }
  return { program, teams: teams.map((team) => `${stack}-${team}`) };
}

/** What every stack of an environment says of its place. */
const placeKeys = ["aws:region", "aws:allowedAccountIds", "strongroom:account", "strongroom:cluster"];

/**
 * A program that registers as many bare resources, which share nothing: what the SDK, the engine and the guard cost alone.
 *
 * @param count At least 1.
 */
export function writeBareProgram(count: number): ScratchProgram {
  const program = makeFolder();
  fs.copyFileSync(at(checkout, "tsconfig.json"), at(program.folder, "tsconfig.json"));
  const project = { name: `bare-${count}`, runtime: "nodejs", main: "index.ts", stackConfigDir: "stacks" };
  write(program.folder, "Pulumi.yaml", stringify(project));
  write(program.folder, `stacks/Pulumi.${stack}.yaml`, stringify({ config: awsConfig }));
  write(program.folder, "index.ts", bareSource(count));
  return program;
}

/** A policy pack without a policy: a preview by it costs what a preview without the guard does. */
export function writeEmptyPack(): ScratchProgram {
  const pack = makeFolder();
  write(pack.folder, "PulumiPolicy.yaml", stringify({ runtime: "nodejs", main: "index.js" }));
  write(pack.folder, "package.json", `${JSON.stringify({ name: "no-policy", version: "0.0.0", main: "index.js" })}\n`);
  const source =
    'const { PolicyPack } = require("@pulumi/policy");\n\nnew PolicyPack("no-policy", { policies: [] });\n';
  write(pack.folder, "index.js", source);
  return pack;
}

/** The lab is an administrator of the account that `strongroom:account` names. */
const awsConfig = { "aws:region": region, "aws:allowedAccountIds": [account], "strongroom:account": account };

function bareSource(count: number): string {
  return [
    'import { CustomResource } from "@pulumi/pulumi";',
    "",
    `for (let index = 0; index < ${count}; index++) {`,
    "  const inputs = { name: `/prod/bare/${index}`, type: 'String', value: 'info', tags: { index: String(index) } };",
    '  new CustomResource("aws:ssm/parameter:Parameter", `bare-${index}`, inputs);',
    "}",
    "",
  ].join("\n");
}

function stackConfig(services: readonly GeneratedService[], seeded: boolean): Record<string, unknown> {
  const file = at(checkout, `stacks/Pulumi.${stack}.yaml`);
  const { config } = parse(fs.readFileSync(file, "utf8")) as { config: Record<string, unknown> };
  const entry = (service: GeneratedService, group: string): string => `${stack}/${service.name}/${group}`;
  const entries = services.flatMap((service) => service.groups.map((group) => entry(service, group)));
  const manual = services.flatMap((service) => service.manual.map((group) => entry(service, group)));
  return {
    ...defaults(),
    ...config,
    "strongroom:overrides": {},
    "strongroom:seeded": seeded ? entries : [],
    "strongroom:rotations": seeded ? Object.fromEntries(manual.map((name) => [name, day])) : {},
  };
}

interface CheckoutProject {
  /** Configuration key to its declaration. */
  config: Record<string, { default?: unknown }>;
  [key: string]: unknown;
}

function readCheckoutProject(): CheckoutProject {
  return parse(fs.readFileSync(at(checkout, "Pulumi.yaml"), "utf8")) as CheckoutProject;
}

/** What a stack file of the checkout need not say. */
function defaults(): Record<string, unknown> {
  const declared = Object.entries(readCheckoutProject().config).filter(([, { default: value }]) => value !== undefined);
  return Object.fromEntries(declared.map(([key, { default: value }]) => [key, value]));
}

function makeFolder(): ScratchProgram {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-services-"));
  for (const room of ["components", "policies", "node_modules"]) fs.symlinkSync(at(checkout, room), at(folder, room));
  return { folder, stack, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

function write(folder: string, file: string, content: string): void {
  fs.mkdirSync(path.dirname(at(folder, file)), { recursive: true });
  fs.writeFileSync(at(folder, file), content);
}

function at(folder: string, file: string): string {
  return path.join(folder, file);
}
