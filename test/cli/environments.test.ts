import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { copyProgram } from "./program-copy";
import { runCli } from "./run-cli";

/** A preview, with both streams together. */
function preview(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = runCli(["preview", ...args]);
  return { status, output: stdout + stderr };
}

describe("the program", function () {
  this.timeout(120_000);

  let folder: string;
  beforeEach(() => {
    folder = copyProgram();
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  for (const environment of ["dev", "staging", "prod"]) {
    it(`previews ${environment} cleanly`, () => {
      const { status, output } = preview(environment);
      assert.equal(status, 0, output);
      assert.match(output, new RegExp(`^Preview of strongroom, environment ${environment}, `));
      for (const service of ["api", "billing", "worker"]) {
        assert.match(output, new RegExp(`^\\+ strongroom:index:ServiceSecrets ${service}$`, "m"));
      }
    });
  }

  it("says what awaits a value, and rotates what has one", () => {
    const dev = preview("dev").output;
    assert.match(dev, /^ {2}dev\/api\/database$/m);
    assert.doesNotMatch(dev, /SecretRotation api-/);
    assert.match(dev, /\+ aws:secretsmanager\/secretRotation:SecretRotation billing-database$/m);
    const prod = preview("prod").output;
    assert.doesNotMatch(prod, /^ {2}prod\/api\/database$/m);
    assert.match(prod, /\+ aws:secretsmanager\/secretRotation:SecretRotation api-database$/m);
    assert.match(dev, /^\+ strongroom:index:DatabaseRotation rotate-postgres-single$/m);
    assert.match(prod, /^\+ strongroom:index:DatabaseRotation rotate-postgres-alternating-[0-9a-f]{8}$/m);
  });

  it("takes a new service from one file", () => {
    const declaration = fs
      .readFileSync(path.join(folder, "services", "worker.ts"), "utf8")
      .replaceAll("worker", "search");
    const distinct = declaration.replaceAll("TRACKING_API_KEY", "SEARCH_API_KEY");
    fs.writeFileSync(path.join(folder, "services", "search.ts"), distinct);
    const { status, output } = preview("dev", "--program", folder);
    assert.equal(status, 0, output);
    assert.match(output, /^\+ strongroom:index:ServiceSecrets search$/m);
    assert.match(output, /^ {2}dev\/search\/tracking$/m);
  });

  it("takes a new environment from one file", () => {
    const dev = fs.readFileSync(path.join(folder, "stacks", "Pulumi.dev.yaml"), "utf8");
    fs.writeFileSync(path.join(folder, "stacks", "Pulumi.qa.yaml"), dev);
    const { status, output } = preview("qa", "--program", folder);
    assert.equal(status, 0, output);
    assert.match(output, /^ {2}qa\/api\/database$/m);
  });

  it("refuses a wrong configuration before anything is registered", () => {
    const stack = path.join(folder, "stacks", "Pulumi.dev.yaml");
    fs.writeFileSync(stack, fs.readFileSync(stack, "utf8").replace(/endpoint: https/, "endpoint: http"));
    const { status, output } = preview("dev", "--program", folder);
    assert.equal(status, 2, output);
    assert.match(
      output,
      /strongroom:cluster\.endpoint is text of \d+ characters; wanted the https URL of the API server\. Type: pulumi config set --stack dev --path 'strongroom:cluster\.endpoint'/,
    );
    assert.doesNotMatch(output, /^\+ /m);
  });

  it("refuses a wrong declaration before anything is registered", () => {
    fs.writeFileSync(path.join(folder, "services", "empty.ts"), 'export default { name: "nothing" };\n');
    const { status, output } = preview("dev", "--program", folder);
    assert.equal(status, 2, output);
    assert.match(
      output,
      /services\/empty\.ts: name: is "nothing"; wanted "empty": a service is found by its file's name/,
    );
    assert.match(output, /services\/empty\.ts: runbook: wanted an https URL/);
    assert.doesNotMatch(output, /^\+ /m);
  });
});
