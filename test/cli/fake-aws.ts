import { once } from "node:events";
import { type IncomingMessage, type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A version of an entry. */
interface Version {
  id: string;
  stages: string[];
  text: string;
  /** When it was put. */
  created: Date;
}

/** What DescribeSecret says of a rotation. Dates as AWS writes them, in seconds. */
export interface RotationDates {
  RotationEnabled?: boolean;
  LastRotatedDate?: number;
  NextRotationDate?: number;
}

/** A call as it arrived. */
export interface Call {
  /** For example `"PutSecretValue"`. */
  action: string;
  body: Record<string, string>;
}

/** What a test answers instead: an error as AWS words it, a connection that ends, or nothing for the usual answer. */
export type Answer = { status: number; name: string; message?: string } | "hang up" | undefined;

/** Just enough of Secrets Manager, of Parameter Store and of STS, in this process. */
export class FakeAws {
  account = "111122223333";
  readonly calls: Call[] = [];
  /** What RotateSecret does: it starts a rotation and gives the version that is to become current. */
  startRotation: (name: string) => string = () => "none";
  /** Asked before each call is answered, e.g. to make it fail, or to write in between. */
  before: (call: Call) => Answer = () => undefined;
  /** Names of parameters that exist. */
  readonly parameters = new Set<string>();
  /** What DescribeSecret says of entries beside their versions. */
  readonly details = new Map<string, { ARN?: string; KmsKeyId?: string; policy?: string }>();
  private readonly entries = new Map<string, { versions: Version[]; isDeleted: boolean; dates?: RotationDates }>();
  private versions = 0;
  private server?: Server;

  async start(): Promise<string> {
    this.server = createServer((request, response) => {
      void readBody(request).then((text) => {
        const call = parseCall(request, text);
        this.calls.push(call);
        const answer = this.before(call);
        if (answer === "hang up") return request.socket.destroy();
        const [status, body] = answer ? [answer.status, errorBody(answer.name, answer.message)] : this.answer(call);
        response.writeHead(status, {
          "content-type": call.action === "GetCallerIdentity" ? "text/xml" : "application/x-amz-json-1.1",
          "x-amzn-requestid": "request-1",
        });
        response.end(body);
      });
    });
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server?.close();
    this.server?.closeAllConnections();
    if (this.server) await once(this.server, "close");
  }

  /** Makes an entry as `pulumi up` does: without a value unless one is given. */
  create(name: string, value?: object | string): void {
    this.entries.set(name, { versions: [], isDeleted: false });
    if (value !== undefined) this.put(name, typeof value === "string" ? value : JSON.stringify(value));
  }

  /** Puts a value, as somebody else might. */
  put(name: string, text: string, id = `version-${++this.versions}`, stage = "AWSCURRENT", created = new Date()): void {
    const { versions } = this.entries.get(name)!;
    if (stage === "AWSCURRENT") {
      for (const version of versions) {
        const moved = version.stages.map((one) => (one === "AWSCURRENT" ? "AWSPREVIOUS" : one));
        version.stages = moved.filter((one) => one !== "AWSPREVIOUS" || version.stages.includes("AWSCURRENT"));
      }
    }
    versions.push({ id, stages: [stage], text, created });
  }

  /** Does what a rotation function does that leaves its stage behind. */
  rotate(name: string, text: string): void {
    this.put(name, text);
    this.entries.get(name)!.versions.at(-1)!.stages.push("AWSPENDING");
  }

  /** Does what the end of a rotation does: makes a pending version the current one. */
  promote(name: string, version: string): void {
    const { versions } = this.entries.get(name)!;
    const from = versions.find(({ stages }) => stages.includes("AWSCURRENT"))!.id;
    this.moveStage(versions, { VersionStage: "AWSCURRENT", RemoveFromVersionId: from, MoveToVersionId: version });
  }

  /** Makes an entry whose value was put on a day, and that AWS has rotated or will. */
  createDated(name: string, valuePut: string | undefined, dates: RotationDates = {}): void {
    this.entries.set(name, { versions: [], isDeleted: false, dates });
    if (valuePut !== undefined) this.put(name, "{}", undefined, undefined, new Date(`${valuePut}T12:00:00Z`));
  }

  /** The stages of every version, oldest first. */
  stages(name: string): string[][] {
    return this.entries.get(name)!.versions.map(({ stages }) => stages);
  }

  scheduleDeletion(name: string): void {
    this.entries.get(name)!.isDeleted = true;
  }

  /** The current value, parsed. */
  value(name: string): unknown {
    const text = this.entries.get(name)?.versions.find(({ stages }) => stages.includes("AWSCURRENT"))?.text;
    return text === undefined ? undefined : JSON.parse(text);
  }

  /** How many versions an entry ever had. */
  count(name: string): number {
    return this.entries.get(name)!.versions.length;
  }

  /** Actions that were called, without those that only ask who calls. */
  actions(): string[] {
    return this.calls.map(({ action }) => action).filter((action) => action !== "GetCallerIdentity");
  }

  private parametersOf(body: object): { Name: string }[] {
    const { ParameterFilters } = body as { ParameterFilters: { Values: string[] }[] };
    return ParameterFilters.flatMap(({ Values }) => Values)
      .filter((name) => this.parameters.has(name))
      .map((Name) => ({ Name }));
  }

  private answer({ action, body }: Call): [number, string] {
    if (action === "GetCallerIdentity") return [200, callerIdentity(this.account)];
    if (action === "DescribeParameters") return [200, JSON.stringify({ Parameters: this.parametersOf(body) })];
    const entry = this.entries.get(body["SecretId"]!);
    if (!entry)
      return [400, errorBody("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")];
    if (action === "DescribeSecret") {
      const stages = Object.fromEntries(entry.versions.map(({ id, stages }) => [id, stages]));
      const deleted = entry.isDeleted ? { DeletedDate: 1_700_000_000 } : {};
      const { policy: _, ...details } = this.details.get(body["SecretId"]!) ?? {};
      const described = { Name: body["SecretId"], VersionIdsToStages: stages, ...deleted, ...entry.dates, ...details };
      return [200, JSON.stringify(described)];
    }
    if (action === "GetResourcePolicy") {
      const { policy } = this.details.get(body["SecretId"]!) ?? {};
      return [200, JSON.stringify({ Name: body["SecretId"], ResourcePolicy: policy })];
    }
    if (action === "ListSecretVersionIds") {
      const versions = entry.versions.map(({ id, stages, created }) => {
        return { VersionId: id, VersionStages: stages, CreatedDate: created.getTime() / 1000 };
      });
      return [200, JSON.stringify({ Name: body["SecretId"], Versions: versions })];
    }
    if (action === "GetSecretValue") {
      const version = entry.versions.find(({ id }) => id === body["VersionId"])!;
      return [200, JSON.stringify({ VersionId: version.id, SecretString: version.text })];
    }
    if (action === "UpdateSecretVersionStage") return this.moveStage(entry.versions, body);
    if (action === "RotateSecret") {
      const id = this.startRotation(body["SecretId"]!);
      return [200, JSON.stringify({ VersionId: id })];
    }
    const token = body["ClientRequestToken"]!;
    const [stage = "AWSCURRENT"] = (body["VersionStages"] ?? []) as string[];
    if (!entry.versions.some(({ id }) => id === token))
      this.put(body["SecretId"]!, body["SecretString"]!, token, stage);
    return [200, JSON.stringify({ VersionId: token })];
  }

  /** AWS refuses to move a stage from a version that does not have it, and AWSPREVIOUS follows AWSCURRENT. */
  private moveStage(versions: Version[], body: Call["body"]): [number, string] {
    const [stage, from, to] = [body["VersionStage"]!, body["RemoveFromVersionId"], body["MoveToVersionId"]];
    const source = versions.find(({ id }) => id === from);
    if (!source?.stages.includes(stage)) return [400, errorBody("InvalidParameterException")];
    source.stages = source.stages.filter((one) => one !== stage);
    if (to === undefined) return [200, "{}"];
    if (stage === "AWSCURRENT") {
      for (const version of versions) version.stages = version.stages.filter((one) => one !== "AWSPREVIOUS");
      source.stages.push("AWSPREVIOUS");
    }
    versions.find(({ id }) => id === to)!.stages.push(stage);
    return [200, "{}"];
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** Secrets Manager speaks JSON and names the action in a header; STS takes a form. */
function parseCall(request: IncomingMessage, text: string): Call {
  const target = request.headers["x-amz-target"];
  if (typeof target === "string") {
    return { action: target.split(".")[1]!, body: JSON.parse(text) as Record<string, string> };
  }
  const form = Object.fromEntries(new URLSearchParams(text));
  return { action: form["Action"] ?? "unknown", body: form };
}

function errorBody(name: string, message = "It failed."): string {
  return JSON.stringify({ __type: name, message });
}

function callerIdentity(account: string): string {
  return (
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
    `<Arn>arn:aws:iam::${account}:user/somebody</Arn><UserId>U</UserId><Account>${account}</Account>` +
    "</GetCallerIdentityResult><ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
  );
}
