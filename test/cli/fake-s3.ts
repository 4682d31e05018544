import { createHash } from "node:crypto";
import { once } from "node:events";
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What a test answers instead: an error as S3 words it, or a connection that ends; `late` does the work, and loses the answer. */
export type Fault = { status: number; code: string } | "hang up" | "late" | "no answer" | undefined;

/** Just enough of S3 for one bucket, in this process: objects that are read, listed, and put on conditions. */
export class FakeS3 {
  /** Key to text. */
  readonly objects = new Map<string, string>();
  /** Method and path of every request, without the query. */
  readonly asked: string[] = [];
  /** Asked before each request is answered, e.g. to make it fail, or to write in between. */
  before: (request: string) => Fault = () => undefined;
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

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const url = new URL(request.url!, this.address);
    const what = `${request.method} ${url.pathname}`;
    this.asked.push(what);
    const fault = this.before(what);
    if (fault === "no answer") return;
    if (fault === "hang up") return void request.socket.destroy();
    if (typeof fault === "object") return refuse(response, fault.status, fault.code);
    const key = url.pathname.split("/").slice(2).join("/");
    if (request.method === "PUT") {
      return this.put(request, response, key, Buffer.concat(chunks).toString("utf8"), fault === "late");
    }
    if (key === "") return void response.end(this.list(url.searchParams.get("prefix") ?? ""));
    const text = this.objects.get(key);
    if (text === undefined) return refuse(response, 404, "NoSuchKey");
    response.setHeader("etag", etagOf(text));
    response.end(text);
  }

  /** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
  private put(request: IncomingMessage, response: ServerResponse, key: string, text: string, isLate: boolean): void {
    const [held, match] = [this.objects.get(key), request.headers["if-match"]];
    if (match !== undefined && held === undefined) return refuse(response, 404, "NoSuchKey");
    const isChanged = match !== undefined && match !== etagOf(held!);
    if (isChanged || (request.headers["if-none-match"] === "*" && held !== undefined)) {
      return refuse(response, 412, "PreconditionFailed");
    }
    this.objects.set(key, text);
    if (isLate) return void request.socket.destroy();
    response.setHeader("etag", etagOf(text));
    response.end();
  }

  private list(prefix: string): string {
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix));
    const folders = new Set(keys.map((key) => prefix + key.slice(prefix.length).split("/")[0]! + "/"));
    const shown = [...folders].map((folder) => `<CommonPrefixes><Prefix>${folder}</Prefix></CommonPrefixes>`);
    return `<ListBucketResult><IsTruncated>false</IsTruncated>${shown.join("")}</ListBucketResult>`;
  }
}

const etagOf = (text: string): string => `"${createHash("md5").update(text).digest("hex")}"`;

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { "content-type": "application/xml", "x-amz-request-id": "request-1" });
  response.end(`<Error><Code>${code}</Code><Message>It failed</Message></Error>`);
}
