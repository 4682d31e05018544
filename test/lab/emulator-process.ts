import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { ensurePart, whatIsLeftOut } from "../../lab/parts/parts";

const program = path.join(__dirname, "..", "..", "lab", "emulator", "main.py");
export const region = "eu-west-1";
export const account = "111122223333";

/** What an SDK client needs to ask the emulator as somebody. */
export interface ClientConfig {
  region: string;
  endpoint: string;
  maxAttempts: number;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

/** An emulator of a test's own. */
export class Emulator {
  private process: ChildProcess | undefined;
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "emulator-"));
  endpoint = "";

  /** @param more Arguments on top, e.g. `["--databases", "/tmp/databases"]`. */
  constructor(private readonly more: readonly string[] = []) {}

  /** Starts on a free port, and waits until it answers. */
  async start(): Promise<void> {
    const { python } = await ensurePart("emulator", (line) => process.stderr.write(`${line}\n`));
    const port = await freePort();
    this.endpoint = `http://127.0.0.1:${port}`;
    const log = fs.openSync(this.logFile, "w");
    this.process = spawn(python, [program, "--port", `${port}`, ...this.more], { stdio: ["ignore", log, log] });
    fs.closeSync(log);
    for (;;) {
      if (this.process.exitCode !== null) throw new Error(`The emulator ended:\n${this.log()}`);
      if (await answers(`${this.endpoint}/moto-api/`)) return;
      await wait(100);
    }
  }

  async stop(): Promise<void> {
    const { process } = this;
    if (process && process.exitCode === null) {
      const ended = new Promise((resolve) => process.once("exit", resolve));
      process.kill("SIGTERM");
      await ended;
    }
    fs.rmSync(this.folder, { recursive: true });
  }

  /** Everything that it wrote so far. */
  log(): string {
    return fs.readFileSync(this.logFile, "utf8");
  }

  /** A client's configuration as whoever holds these keys. */
  as(credentials: ClientConfig["credentials"]): ClientConfig {
    return { region, endpoint: this.endpoint, maxAttempts: 1, credentials };
  }

  /** A client's configuration as an administrator. */
  async administrator(of: string = account): Promise<ClientConfig> {
    return this.as(await this.keys(this.as(nobody), `arn:aws:iam::${of}:role/lab-administrator`));
  }

  /** Keys of a role, for whoever may assume it. */
  async keys(config: ClientConfig, roleArn: string): Promise<ClientConfig["credentials"]> {
    const client = new STSClient(config);
    const answer = await client.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "test" }));
    const { AccessKeyId, SecretAccessKey, SessionToken } = answer.Credentials!;
    return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
  }

  /** One of the lab's own requests. */
  async control(method: string, address: string, body: object = {}): Promise<unknown> {
    const answer = await fetch(`${this.endpoint}${address}`, { method, body: JSON.stringify(body) });
    return answer.json();
  }

  private get logFile(): string {
    return path.join(this.folder, "log");
  }
}

/** Keys that nobody gave out. */
export const nobody = { accessKeyId: "AKIAUNKNOWN", secretAccessKey: "none" };

/** Tests on an emulator of their own. Where it is not built, one line says what is left out. */
export function describeEmulator(
  title: string,
  tests: (emulator: Emulator) => void,
  more: readonly string[] = [],
): void {
  const leftOut = whatIsLeftOut(`"${title}"`, ["emulator"]);
  if (leftOut !== undefined) {
    process.stdout.write(`${leftOut}\n`);
    return;
  }
  describe(title, function () {
    this.timeout(300_000);
    const emulator = new Emulator(more);
    before(() => emulator.start());
    after(() => emulator.stop());
    tests(emulator);
  });
}

/** The name of the error that a call fails with. */
export async function errorName(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "none",
    (error: Error) => error.name,
  );
}

/** The message of the error that a call fails with. */
export async function errorMessage(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "none",
    (error: Error) => error.message,
  );
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(address: string): Promise<boolean> {
  return fetch(address).then(
    (answer) => answer.ok,
    () => false,
  );
}
