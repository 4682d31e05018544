import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as language from "@pulumi/pulumi/proto/language_pb";
import { version } from "@pulumi/pulumi/version";

const checkout = join(__dirname, "..", "..");
const credentials = grpc.credentials.createInsecure();

describe("the language host", function () {
  this.timeout(60_000);
  let folder: string;
  let host: ChildProcess;
  let client: LanguageRuntimeClient;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "strongroom-host-"));
    symlinkSync(join(checkout, "node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ dependencies: { "@pulumi/aws": "*" } }));
    host = spawn(join(checkout, "lab", "engine", "bin", "pulumi-language-nodejs"), ["--tracing=", "127.0.0.1:1"]);
    client = new LanguageRuntimeClient(`127.0.0.1:${await firstLine(host)}`, credentials);
  });

  after(() => {
    client.close();
    host.kill();
    rmSync(folder, { recursive: true });
  });

  it("has the version of the installed SDK", async () => {
    const info = await call<{ getVersion(): string }>((reply) => client.getPluginInfo(new Empty(), reply));
    assert.equal(info.getVersion(), version);
  });

  it("names the providers that the program's packages need, and no others", async () => {
    const request = new language.GetRequiredPackagesRequest();
    request.setInfo(program(folder));
    const response = await call<language.GetRequiredPackagesResponse>((reply) =>
      client.getRequiredPackages(request, reply),
    );
    const packages = response.getPackagesList().map((one) => [one.getKind(), one.getName(), one.getVersion()]);
    assert.deepEqual(packages, [["resource", "aws", `v${installedVersion("@pulumi/aws")}`]]);
  });

  it("names the program's own dependencies", async () => {
    const request = new language.GetProgramDependenciesRequest();
    request.setInfo(program(folder));
    const response = await call<language.GetProgramDependenciesResponse>((reply) =>
      client.getProgramDependencies(request, reply),
    );
    const dependencies = response.getDependenciesList().map((one) => [one.getName(), one.getVersion()]);
    assert.deepEqual(dependencies, [["@pulumi/aws", installedVersion("@pulumi/aws")]]);
  });

  const endings: [what: string, runner: string, error: string, bail: boolean][] = [
    ["says nothing when a program went well", "", "", false],
    ["says with what status a program left", "process.exit(7);", "Program exited with non-zero exit code: 7", false],
    ["says nothing more when the program has told the reason", "process.exit(32);", "", true],
    [
      "says which signal ended a program",
      'process.kill(process.pid, "SIGKILL"); setInterval(() => undefined, 1000);',
      "Program exited unexpectedly: signal SIGKILL",
      false,
    ],
  ];
  for (const [what, runner, error, bail] of endings) {
    it(what, async () => {
      const response = await runWith(client, runner);
      assert.deepEqual([response.getError(), response.getBail()], [error, bail]);
    });
  }

  it("calls the SDK's runner as the vendor's host does", async () => {
    const told = join(folder, "told.json");
    await runWith(
      client,
      `const { PULUMI_CONFIG, PULUMI_CONFIG_SECRET_KEYS, PULUMI_NODEJS_TYPESCRIPT } = process.env;
       const told = [process.argv.slice(2), PULUMI_CONFIG, PULUMI_CONFIG_SECRET_KEYS, PULUMI_NODEJS_TYPESCRIPT];
       require("node:fs").writeFileSync(${JSON.stringify(told)}, JSON.stringify(told));`,
      (request) => {
        request.getConfigMap().set("one:size", "2").set("two:config:name", "x");
        request.setConfigsecretkeysList(["two:name"]);
        request.setArgsList(["--loud"]);
        request.setDryrun(true);
      },
    );
    const [args, ...variables] = JSON.parse(readFileSync(told, "utf8")) as [string[], ...string[]];
    const pwd = args[args.indexOf("--pwd") + 1]!;
    assert.deepEqual(args, [
      ...["--monitor", "127.0.0.1:1", "--engine", "127.0.0.1:1", "--project", "shop", "--root-directory", pwd],
      ...["--stack", "dev", "--pwd", pwd, "--dry-run", "--parallel", "4", ".", "--loud"],
    ]);
    assert.deepEqual(variables, ['{"one:config:size":"2","two:config:name":"x"}', '["two:name"]', "true"]);
  });

  it("says where the SDK is missing, and the fix", async () => {
    const bare = mkdtempSync(join(tmpdir(), "strongroom-bare-"));
    const response = await run(client, bare);
    rmSync(bare, { recursive: true });
    assert.equal(response.getError(), `The Pulumi SDK is not installed for ${bare}.\nFix: run npm install there.`);
  });

  it("starts a policy pack with the stack's configuration in its environment", async () => {
    const pack = join(folder, "pack");
    mkdirSync(pack);
    writeFileSync(join(pack, "PulumiPolicy.yaml"), "runtime: nodejs\n");
    writeFileSync(join(pack, "package.json"), '{ "version": "1.2.3" }');
    writeFileSync(
      join(pack, "index.js"),
      `const { PolicyPack } = require("@pulumi/policy");
       const level = JSON.parse(process.env.PULUMI_CONFIG ?? "{}")["shop:level"];
       new PolicyPack("pack-of-" + process.env.PULUMI_NODEJS_STACK, {
         policies: [{ name: "one", description: "One.", enforcementLevel: level, validateStack: () => undefined }],
       });`,
    );
    const request = new language.RunPluginRequest();
    request.setKind("analyzer");
    request.setInfo(program(pack));
    request.setArgsList(["127.0.0.1:1"]);
    request.setEnvList(Object.entries(process.env).map(([name, value]) => `${name}=${value ?? ""}`));
    const running = client.runPlugin(request);
    const port = await new Promise<string>((resolve, reject) => {
      running.on("data", (response: language.RunPluginResponse) => {
        if (response.getOutputCase() === language.RunPluginResponse.OutputCase.STDOUT) {
          resolve(Buffer.from(response.getStdout_asU8()).toString().trim());
        }
      });
      running.on("error", reject);
    });
    const asking = new AnalyzerClient(`127.0.0.1:${port}`, credentials);
    const stack = new analyzer.AnalyzerStackConfigureRequest();
    stack.setStack("dev");
    stack.getConfigMap().set("shop:level", "advisory");
    await call<analyzer.AnalyzerStackConfigureResponse>((reply) => asking.configureStack(stack, reply));
    const info = await call<analyzer.AnalyzerInfo>((reply) => asking.getAnalyzerInfo(new Empty(), reply));
    const level = info.getPoliciesList()[0]?.getEnforcementlevel();
    assert.deepEqual([info.getName(), level], ["pack-of-dev", analyzer.EnforcementLevel.ADVISORY]);
    asking.close();
    // The engine ends a pack by cancelling the call.
    const ended = new Promise((resolve) => running.on("error", resolve));
    running.cancel();
    assert.equal(((await ended) as grpc.ServiceError).code, grpc.status.CANCELLED);
  });
});

function program(folder: string): language.ProgramInfo {
  const info = new language.ProgramInfo();
  info.setRootDirectory(folder);
  info.setProgramDirectory(folder);
  info.setEntryPoint(".");
  return info;
}

function run(
  client: LanguageRuntimeClient,
  folder: string,
  change: (request: language.RunRequest) => void = () => undefined,
): Promise<language.RunResponse> {
  const request = new language.RunRequest();
  request.setInfo(program(folder));
  request.setMonitorAddress("127.0.0.1:1");
  request.setProject("shop");
  request.setStack("dev");
  request.setParallel(4);
  change(request);
  return call((reply) => client.run(request, reply));
}

/** Runs a program whose SDK has this text as its runner: what the host does with a runner needs no engine. */
async function runWith(
  client: LanguageRuntimeClient,
  runner: string,
  change?: (request: language.RunRequest) => void,
): Promise<language.RunResponse> {
  const folder = mkdtempSync(join(tmpdir(), "strongroom-runner-"));
  const commands = join(folder, "node_modules", "@pulumi", "pulumi", "cmd");
  mkdirSync(commands, { recursive: true });
  writeFileSync(join(commands, "run.js"), runner);
  try {
    return await run(client, folder, change);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function call<Response>(
  ask: (reply: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    ask((error, response) => (error ? reject(error) : resolve(response)));
  });
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once("data", (chunk: Buffer) => resolve(chunk.toString().trim()));
    child.once("error", reject);
  });
}

function installedVersion(name: string): string {
  const manifest = readFileSync(join(checkout, "node_modules", name, "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
