import { execFileSync } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import type { IncomingMessage } from "node:http";
import { type Server, createServer } from "node:https";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";

/** An object of Kubernetes, as JSON has it. */
export type Json = Record<string, unknown>;

/** A call as it arrived. */
export interface ClusterCall {
  method: string;
  path: string;
  token: string;
  body?: Json;
}

/** Just enough of an API server, in this process, and an `aws` that signs in to it. */
export class FakeCluster {
  readonly calls: ClusterCall[] = [];
  /** Path to object; lists are objects with items. */
  readonly objects = new Map<string, Json>();
  /** Asked before each call is answered: a status to fail with, or nothing for the usual answer. */
  before: (call: ClusterCall) => { status: number; message: string } | undefined = () => undefined;
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-cluster-"));
  private readonly searchPath = process.env["PATH"];
  private server?: Server;

  /** @returns What `Cluster.connect` takes. */
  async start() {
    const { key, cert } = makeCertificate();
    this.server = createServer({ key, cert }, (request, response) => {
      void readJson(request).then((body) => {
        const [pathname = ""] = request.url!.split("?");
        const token = request.headers.authorization ?? "";
        const call = { method: request.method!, path: pathname, token, ...(body && { body }) };
        this.calls.push(call);
        const failure = this.before(call);
        const found = this.objects.get(pathname);
        if (call.method === "PATCH" && found && body && !failure) merge(found, body);
        const [status, answer] = failure
          ? [failure.status, { kind: "Status", message: failure.message }]
          : found
            ? [200, found]
            : [404, { kind: "Status", message: `${pathname} not found` }];
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(answer));
      });
    });
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.signIn('printf \'{"status":{"token":"of-%s"}}\' "$4"');
    const endpoint = `https://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    const cluster = {
      name: "dev",
      endpoint,
      certificateAuthority: Buffer.from(cert).toString("base64"),
      issuer: "",
      oidcProviderArn: "",
    };
    return { name: "dev", region: "eu-west-1", cluster };
  }

  /** What `aws` does from now on. */
  signIn(script: string): void {
    fs.writeFileSync(path.join(this.folder, "aws"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    process.env["PATH"] = `${this.folder}:${this.searchPath}`;
  }

  /** From now on there is no `aws`. */
  withoutAws(): void {
    process.env["PATH"] = path.join(this.folder, "nothing");
  }

  async stop(): Promise<void> {
    process.env["PATH"] = this.searchPath;
    fs.rmSync(this.folder, { recursive: true });
    this.server?.close();
    this.server?.closeAllConnections();
    if (this.server) await once(this.server, "close");
  }
}

/** A certificate for 127.0.0.1 that is its own authority, and its key: made for one run. */
export function makeCertificate(): { key: string; cert: string } {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "-"];
  const name = ["-days", "1", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const text = execFileSync("openssl", ["req", "-x509", ...key, ...name], { stdio: ["ignore", "pipe", "ignore"] });
  const [, pem = "", cert = ""] = /^([^]*?-----END [A-Z ]+-----\n)([^]*)$/.exec(text.toString("utf8")) ?? [];
  return { key: pem, cert };
}

async function readJson(request: IncomingMessage): Promise<Json | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? undefined : (JSON.parse(text) as Json);
}

function merge(object: Json, patch: Json): void {
  for (const [key, value] of Object.entries(patch)) {
    const held = object[key];
    if (isObject(held) && isObject(value)) merge(held, value);
    else object[key] = value;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
