import assert from "node:assert/strict";
import { once } from "node:events";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { Container, type ContainerPod } from "../../lab/kubelet/container";
import { askOnce } from "../../lab/kubelet/probe";
import { NotYet } from "../../lab/kubelet/sources";

describe("a container", () => {
  let folder: string;
  let states: string[];

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-"));
    states = [];
  });

  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** A container that runs this program in Node, and notes the states that it goes through. */
  function containerOf(program: string, changes: Partial<ContainerPod> = {}): Container {
    const spec = { name: "api", terminationMessagePolicy: "FallbackToLogsOnError" };
    const container: Container = new Container(spec, {
      podIP: "127.0.0.1",
      restartPolicy: "Never",
      grace: 1000,
      log: path.join(folder, "log"),
      launch: () => ({ command: [process.execPath, "-e", program], variables: { ONLY: "1" }, directory: folder }),
      placed: (command) => command,
      change: () => Promise.resolve(),
      changed: () => {
        const { waiting, running, terminated } = container.state;
        const state = waiting?.reason ?? (running ? `running${container.ready ? " ready" : ""}` : terminated?.reason);
        if (states.at(-1) !== state) states.push(state ?? "");
      },
      event: () => undefined,
      ...changes,
    });
    return container;
  }

  it("gets its own variables and none of ours, and its last words are kept", async () => {
    const container = containerOf("console.log(Object.keys(process.env).join()); process.exit(3)");
    await container.run();
    assert.equal(fs.readFileSync(path.join(folder, "log"), "utf8"), "ONLY\n");
    const { exitCode, reason, message } = container.state.terminated!;
    assert.deepEqual({ exitCode, reason, message }, { exitCode: 3, reason: "Error", message: "ONLY\n" });
    assert.deepEqual(states, ["running", "running ready", "Error"]);
  });

  it("waits for what is missing", async () => {
    let missing = 2;
    const launch = () => {
      if (missing-- > 0) throw new NotYet('secret "api" not found');
      return { command: [process.execPath, "-e", ""], variables: {}, directory: folder };
    };
    const container = containerOf("", { launch });
    await container.run();
    assert.deepEqual(states, ["CreateContainerConfigError", "running", "running ready", "Completed"]);
  });

  it("is started again after a failure, and after success no more where that is its policy", async () => {
    const program =
      "const fs = require('fs'); if (!fs.existsSync('done')) { fs.writeFileSync('done', ''); process.exit(1); }";
    const container = containerOf(program, { restartPolicy: "OnFailure" });
    await container.run();
    assert.deepEqual([container.restarts, container.state.terminated?.exitCode], [1, 0]);
    assert.equal(container.lastState?.terminated?.exitCode, 1);
  });

  it("is asked to end, and forced where it does not", async () => {
    const deaf = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); require('fs').writeFileSync('up', '')";
    const container = containerOf(deaf, { restartPolicy: "Always" });
    const ended = container.run();
    while (!fs.existsSync(path.join(folder, "up"))) await new Promise((resolve) => setTimeout(resolve, 20));
    container.stop(50);
    await ended;
    assert.equal(container.state.terminated?.exitCode, 137);
  });

  it("says what could not be started", async () => {
    const launch = () => ({ command: ["/nowhere/program"], variables: {}, directory: folder });
    const container = containerOf("", { launch });
    await container.run();
    const { reason, message } = container.state.terminated!;
    assert.deepEqual({ reason, message }, { reason: "StartError", message: "/nowhere/program: ENOENT" });
  });
});

describe("a probe", () => {
  it("takes an answer from 200 to 399, and says what else came without its content", async () => {
    const server = http.createServer((request, response) => {
      response.writeHead(Number(request.url?.slice(1)), { location: "/elsewhere" }).end("content");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const target = {
      container: { name: "api", ports: [{ name: "http", containerPort: port }] },
      podIP: "127.0.0.1",
      execute: () => Promise.resolve(false),
    };
    const ask = (status: number) => askOnce({ httpGet: { port: "http", path: `/${status}` } }, target);
    try {
      assert.deepEqual(await Promise.all([200, 302, 399, 400, 503].map(ask)), [
        undefined,
        undefined,
        undefined,
        "HTTP probe: 400",
        "HTTP probe: 503",
      ]);
      assert.equal(await askOnce({ tcpSocket: { port } }, target), undefined);
      assert.equal(await askOnce({ exec: { command: ["false"] } }, target), "the command failed");
    } finally {
      server.close();
    }
    assert.equal(await askOnce({ httpGet: { port } }, target), "HTTP probe: ECONNREFUSED");
    assert.equal(await askOnce({ tcpSocket: { port } }, target), "no connection");
  });
});
