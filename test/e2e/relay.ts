import { once } from "node:events";
import * as http from "node:http";
import type { AddressInfo } from "node:net";

/** One call of AWS that went through the relay. */
export interface Call {
  /** For example `"ModifyDBInstance"`, or `"UpdateSecretVersionStage AWSCURRENT"`: what is moved tells such calls apart. */
  name: string;
  /** The master password that it sets. */
  password?: string;
}

/** Stands between a process and the emulator, and hands on every call. */
export class Relay {
  readonly calls: Call[] = [];
  /** Told of each call that the emulator has answered, before the answer reaches the caller. */
  onAnswered: (name: string) => void = () => undefined;

  private constructor(
    private readonly server: http.Server,
    /** What a process takes for AWS. */
    readonly endpoint: string,
  ) {}

  /** Opens one in front of an emulator, e.g. `Relay.open(stage.aws.endpoint)`. */
  static async open(emulator: string): Promise<Relay> {
    const server = http.createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const relay = new Relay(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on("request", (request, response) => {
      relay.handOn(emulator, request, response).catch(() => response.destroy());
    });
    return relay;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async handOn(emulator: string, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const body = await read(request);
    const call = callOf(request, body);
    this.calls.push(call);
    const asked = http.request(new URL(request.url ?? "/", emulator), {
      method: request.method,
      headers: request.headers,
    });
    asked.end(body);
    const [answer] = (await once(asked, "response")) as [http.IncomingMessage];
    const text = await read(answer);
    this.onAnswered(call.name);
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    response.end(text);
  }
}

async function read(stream: http.IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Secrets Manager is asked in JSON, RDS by a form. */
function callOf({ headers }: http.IncomingMessage, body: Buffer): Call {
  const [, action] = String(headers["x-amz-target"] ?? "").split(".");
  if (action !== undefined) {
    const { VersionStage } = JSON.parse(body.toString()) as { VersionStage?: string };
    return { name: VersionStage === undefined || action.startsWith("Get") ? action : `${action} ${VersionStage}` };
  }
  const form = new URLSearchParams(body.toString());
  const password = form.get("MasterUserPassword");
  return { name: form.get("Action") ?? "", ...(password !== null && { password }) };
}
