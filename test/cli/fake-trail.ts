import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A call as it arrived: its action, or the path of a request that is no call of AWS. */
export interface Asked {
  action: string;
  body: Record<string, unknown>;
}

/** What is answered: a status, and an object or the name of an error. */
export type Reply = [status: number, body: object | string];

/** Just enough of CloudTrail, Secrets Manager, SNS and a webhook, in this process. */
export class FakeTrail {
  readonly asked: Asked[] = [];
  /** CloudTrail's records, the newest first. */
  records: object[] = [];
  /** Asked before each call is answered. */
  before: (call: Asked) => Reply | undefined = () => undefined;
  /** What GetSecretValue answers. */
  secret = "";
  pageSize = 50;
  address = "";
  private server?: Server;

  async start(): Promise<void> {
    this.server = createServer((request, response) => void this.handle(request, response));
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.address = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server?.close();
    this.server?.closeAllConnections();
    if (this.server) await once(this.server, "close");
  }

  /** Bodies of what was asked by an action or a path. */
  bodies(action: string): Record<string, unknown>[] {
    return this.asked.filter((call) => call.action === action).map(({ body }) => body);
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString("utf8");
    const call = read(request, text);
    this.asked.push(call);
    const [status, body] = this.before(call) ?? this.answer(call);
    const shown = typeof body === "string" ? { __type: body, message: "It failed." } : body;
    response.writeHead(status, { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": "request-1" });
    response.end(JSON.stringify(shown));
  }

  private answer({ action, body }: Asked): Reply {
    if (action === "GetSecretValue") return [200, { SecretString: this.secret }];
    if (action !== "LookupEvents") return [200, {}];
    const [{ AttributeKey, AttributeValue }] = body["LookupAttributes"] as [Record<string, string>];
    const all = this.records.filter((record) => fits(record as Recorded, AttributeKey!, AttributeValue!));
    const from = Number(body["NextToken"] ?? 0);
    const page = all.slice(from, from + this.pageSize).map((record) => ({ CloudTrailEvent: JSON.stringify(record) }));
    const next = from + this.pageSize < all.length ? { NextToken: String(from + this.pageSize) } : {};
    return [200, { Events: page, ...next }];
  }
}

interface Recorded {
  eventName: string;
  userIdentity: { accessKeyId?: string };
  requestParameters: { secretId?: string; roleArn?: string } | null;
}

function fits({ eventName, userIdentity, requestParameters }: Recorded, key: string, value: string): boolean {
  if (key === "EventName") return eventName === value;
  if (key === "AccessKeyId") return userIdentity.accessKeyId === value;
  return requestParameters?.secretId === value || requestParameters?.roleArn === value;
}

function read(request: IncomingMessage, text: string): Asked {
  const target = request.headers["x-amz-target"];
  const body = text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { action: typeof target === "string" ? target.split(".").at(-1)! : request.url!, body };
}
