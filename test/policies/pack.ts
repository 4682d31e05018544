import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { specialAssetSig, specialSecretSig, specialSigKey, unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { ExampleResource } from "../../policies/engine/rule";
import type { KeyPath } from "../../policies/engine/leaves";
import { Asset, isList, isMap, unknown, type Value, type ValueMap } from "../../policies/engine/value";

/** The repository's own pack. */
export const packFolder = path.join(__dirname, "..", "..", "policies");

/** What the pack says about a resource or the stack. */
export interface Violation {
  policy: string;
  level: "advisory" | "mandatory";
  message: string;
  /** The program's name of the resource, or "" for the stack. */
  resource: string;
}

/** How a pack is started. */
export interface PackOptions {
  /** Default: the repository's own. */
  folder?: string;
  /** The stack's config, as the engine hands it on: values are texts. */
  config?: Record<string, string>;
  /** As `--policy-pack-config`: policy to level and properties. It replaces what the pack itself brings. */
  override?: Record<string, { enforcementLevel?: "advisory" | "mandatory" | "disabled"; exemptions?: unknown }>;
}

/** A pack that could not be started. */
export class PackFailed extends Error {
  constructor(
    readonly exitCode: number | null,
    readonly stderr: string,
  ) {
    super(`the pack ended with exit code ${exitCode}:\n${stderr}`);
  }
}

const levels = { advisory: proto.EnforcementLevel.ADVISORY, mandatory: proto.EnforcementLevel.MANDATORY } as const;

/**
 * A policy pack in a process of its own, asked over the analyzer protocol as the engine does it: the pack's initial config is
 * read, overridden and sent back, then every resource is analyzed, then the stack.
 */
export class Pack {
  private constructor(
    private readonly child: ChildProcess,
    private readonly client: AnalyzerClient,
    /** What the pack says about itself. */
    readonly info: proto.AnalyzerInfo,
  ) {}

  /** Starts a pack. @throws PackFailed when it ends instead of serving. */
  static async start({ folder = packFolder, config = {}, override = {} }: PackOptions = {}): Promise<Pack> {
    const host = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
    const child = spawn(process.execPath, [host, "127.0.0.1:1", "."], {
      cwd: folder,
      env: { ...process.env, PULUMI_CONFIG: JSON.stringify(config) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const port = await portOf(child);
    const client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    const info = await call<proto.AnalyzerInfo>((done) => client.getAnalyzerInfo(new Empty(), done));
    const pack = new Pack(child, client, info);
    await pack.configure(override);
    return pack;
  }

  private async configure(override: NonNullable<PackOptions["override"]>): Promise<void> {
    const request = new proto.ConfigureAnalyzerRequest();
    const wanted = request.getPolicyconfigMap();
    for (const policy of this.info.getPoliciesList()) {
      const initial = this.info.getInitialconfigMap().get(policy.getName());
      const given = override[policy.getName()] ?? override.all;
      const config = new proto.PolicyConfig();
      const level = given?.enforcementLevel;
      config.setEnforcementlevel(
        level === "disabled"
          ? proto.EnforcementLevel.DISABLED
          : level
            ? levels[level]
            : (initial?.getEnforcementlevel() ?? policy.getEnforcementlevel()),
      );
      const properties = initial?.getProperties() ?? new Struct();
      if (given?.exemptions !== undefined) {
        properties
          .getFieldsMap()
          .set("exemptions", fieldsOf({ exemptions: given.exemptions }).getFieldsMap().get("exemptions")!);
      }
      config.setProperties(properties);
      wanted.set(policy.getName(), config);
    }
    await call((done) => this.client.configure(request, done));
  }

  /** Analyzes each resource, and then the stack. */
  async judge(resources: readonly ExampleResource[]): Promise<Violation[]> {
    const violations: Violation[] = [];
    for (const resource of resources) {
      const request = new proto.AnalyzeRequest();
      fill(request, resource);
      await call((done) => this.client.remediate(request, done));
      const response = await call<proto.AnalyzeResponse>((done) => this.client.analyze(request, done));
      violations.push(...response.getDiagnosticsList().map((diagnostic) => violationOf(diagnostic, resource.name)));
    }
    const stack = new proto.AnalyzeStackRequest();
    stack.setResourcesList(resources.map((resource) => fillWithDependencies(resource, resources)));
    const response = await call<proto.AnalyzeResponse>((done) => this.client.analyzeStack(stack, done));
    violations.push(...response.getDiagnosticsList().map((diagnostic) => violationOf(diagnostic, "")));
    return violations;
  }

  /** Ends the process. */
  stop(): void {
    this.client.close();
    this.child.kill();
  }
}

/** A copy of the pack's folder without the repository around it. The caller removes it. */
export function copyPack(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-guard-"));
  fs.cpSync(packFolder, folder, { recursive: true });
  fs.symlinkSync(path.join(packFolder, "..", "node_modules"), path.join(folder, "node_modules"));
  return folder;
}

async function portOf(child: ChildProcess): Promise<string> {
  let stderr = "";
  child.stderr!.on("data", (chunk) => (stderr += String(chunk)));
  return new Promise((resolve, reject) => {
    child.stdout!.once("data", (chunk) => resolve(String(chunk).trim()));
    child.once("close", (code) => reject(new PackFailed(code, stderr)));
  });
}

function call<T>(send: (done: (error: grpc.ServiceError | null, response: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => send((error, response) => (error ? reject(error) : resolve(response))));
}

/** The URN that a resource of an example gets. */
export function urnOf({ type, name }: ExampleResource): string {
  return `urn:pulumi:test::strongroom::${type}::${name}`;
}

function fill(request: proto.AnalyzeRequest | proto.AnalyzerResource, resource: ExampleResource): void {
  request.setType(resource.type);
  request.setName(resource.name);
  request.setUrn(urnOf(resource));
  request.setProperties(wireOf(resource.props, resource.marks));
  const options = new proto.AnalyzerResourceOptions();
  options.setIgnorechangesList(resource.ignoreChanges ?? []);
  request.setOptions(options);
}

function fillWithDependencies(resource: ExampleResource, all: readonly ExampleResource[]): proto.AnalyzerResource {
  const filled = new proto.AnalyzerResource();
  fill(filled, resource);
  for (const [property, names] of Object.entries(resource.propertyDependencies ?? {})) {
    const dependencies = new proto.AnalyzerPropertyDependencies();
    dependencies.setUrnsList(all.filter(({ name }) => names.includes(name)).map(urnOf));
    filled.getPropertydependenciesMap().set(property, dependencies);
  }
  return filled;
}

function fieldsOf(props: Record<string, unknown>): Struct {
  return wireOf(props as ValueMap);
}

function wireOf(props: ValueMap, marks: readonly KeyPath[] = []): Struct {
  const secret = (value: unknown) => ({ [specialSigKey]: specialSecretSig, value });
  return Struct.fromJavaScript(markedAt(onTheWire(props), marks, secret) as Record<string, JavaScriptValue>);
}

/** Properties in which the values at some key paths are marked as secret. */
export function markedAt(value: unknown, marks: readonly KeyPath[], mark: (value: unknown) => unknown): unknown {
  if (marks.some((path) => path.length === 0)) return mark(value);
  if (marks.length === 0 || typeof value !== "object" || value === null) return value;
  const below = (key: string | number) => marks.filter(([first]) => first === key).map((path) => path.slice(1));
  if (Array.isArray(value)) return value.map((item, index) => markedAt(item, below(index), mark));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, markedAt(item, below(key), mark)]));
}

/** The engine writes what is not known as a sentinel text. */
export function onTheWire(value: Value | undefined): unknown {
  if (value === unknown) return unknownValue;
  if (value instanceof Asset) {
    return {
      [specialSigKey]: specialAssetSig,
      ...(value.text === undefined ? { path: "file" } : { text: value.text }),
    };
  }
  if (isList(value)) return value.map(onTheWire);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, onTheWire(item)]));
}

function violationOf(diagnostic: proto.AnalyzeDiagnostic, resource: string): Violation {
  const isMandatory = diagnostic.getEnforcementlevel() === proto.EnforcementLevel.MANDATORY;
  return {
    policy: diagnostic.getPolicyname(),
    level: isMandatory ? "mandatory" : "advisory",
    message: diagnostic.getMessage(),
    resource: diagnostic.getUrn().split("::").at(-1) || resource,
  };
}
