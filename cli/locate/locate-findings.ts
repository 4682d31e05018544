import { existsSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { GuardFinding, SourceLocation } from "../../report/preview-report";
import { findServicesFolder } from "../load-program";
import { isDefaultProvider } from "../preview/default-provider";
import type { Project } from "../preview/project";
import { stackType, type RecordedResource } from "../preview/resources";
import { findStackFile } from "../preview/stack-config";
import { declarationLine } from "./declaration-line";
import { declarationPath } from "./declaration-path";
import { stackFileLine } from "./stack-file-line";

const serviceType = "strongroom:index:ServiceSecrets";

/** Where a program's sources are. */
export interface Sources {
  project: Project;
  environment: string;
  /** What locations are relative to: where the command was typed. */
  root: string;
}

/**
 * Adds to each finding the place that caused it: of what a service owns, its declaration in services/<name>.ts and the line of the group, the
 * key or the parameter; of everything else, the line of the program that registered it or the component around it; of what the stack's
 * configuration says, the stack file.
 *
 * @param findings Of the guard.
 * @param resources Every resource of the program. Their positions are lines of the sources only where source maps are on.
 */
export function locateFindings(
  findings: readonly GuardFinding[],
  resources: readonly RecordedResource[],
  sources: Sources,
): GuardFinding[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return findings.map((finding) => ({ ...finding, location: locate(finding, byUrn, sources) }));
}

/** A file as a reader would type it, with slashes on every machine. */
export function locationOf({ root }: Pick<Sources, "root">, file: string, line?: number): SourceLocation {
  const shown = relative(root, file).split(sep).join("/");
  return { file: shown, ...(line !== undefined && { line }) };
}

function locate(finding: GuardFinding, byUrn: ReadonlyMap<string, RecordedResource>, sources: Sources): SourceLocation {
  const { project, environment } = sources;
  const chain = ancestry(finding.urn, byUrn);
  const service = chain.find(({ type }) => type === serviceType);
  const declaration = service && serviceFile(project, service.name);
  if (service !== undefined && declaration !== undefined) {
    const path = declarationPath(service.name, chain, finding.message, environment);
    return locationOf(sources, declaration, declarationLine(declaration, path, environment));
  }
  // What the guard says of the stack as a whole concerns its exemptions; outputs and everything else stand in the program.
  const configured = chain[0] !== undefined ? isDefaultProvider(chain[0]) && providerKey(chain[0]) : guardKey(finding);
  if (configured) {
    const file = findStackFile(project, environment);
    return locationOf(sources, file, stackFileLine(file, configured));
  }
  const outermost = chain.toReversed().find(({ positions }) => own(positions, project) !== undefined);
  const position = outermost && own(outermost.positions, project);
  return position ? locationOf(sources, position.file, position.line) : locationOf(sources, mainFile(project));
}

/** The resource and its parents, the stack left out. */
function ancestry(urn: string, byUrn: ReadonlyMap<string, RecordedResource>): RecordedResource[] {
  const resource = byUrn.get(urn);
  if (resource === undefined || resource.type === stackType) return [];
  return [resource, ...ancestry(resource.parent, byUrn)];
}

/** The innermost call that stands in the program's own folder. */
function own(
  positions: RecordedResource["positions"],
  { folder }: Project,
): RecordedResource["positions"][number] | undefined {
  return positions.find(({ file }) => file.startsWith(folder + sep));
}

function serviceFile(project: Project, name: string): string | undefined {
  const folder = findServicesFolder(project);
  const files = folder === undefined ? [] : ["ts", "js"].map((ending) => join(folder, `${name}.${ending}`));
  return files.find((file) => existsSync(file));
}

/** The stack's own keys that configure a provider which the program did not make, e.g. `aws:accessKey`. */
function providerKey({ type, inputs }: RecordedResource): string {
  const packageName = type.split(":").at(-1)!;
  return `${packageName}:${Object.keys(inputs).find((key) => /key|token|secret|password/i.test(key)) ?? ""}`;
}

function guardKey({ policy }: GuardFinding): string | undefined {
  return policy === "exemptions" ? "strongroom:guard.exemptions" : undefined;
}

function mainFile({ main }: Project): string {
  const candidates = [main, `${main}.ts`, join(main, "index.ts"), join(main, "index.js")];
  return candidates.find((file) => /\.[jt]s$/.test(file) && existsSync(file)) ?? main;
}
