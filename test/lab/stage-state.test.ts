import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { LabError } from "../../lab/lab-error";
import { baseVariables, inheritedVariables, stageVariables } from "../../lab/stage/environment";
import { findStage, readStage, stageDirectory, stageName, writeStage, type Stage } from "../../lab/stage/stage";
import { sampleStage } from "./stage-sample";

/** Sets variables of this process while `work` runs. */
function withVariables(variables: Record<string, string>, work: () => void): void {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    work();
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

describe("a stage's state", () => {
  let cache: string;
  beforeEach(() => (cache = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-stage-"))));
  afterEach(() => fs.rmSync(cache, { recursive: true }));

  const sample = (): Stage => sampleStage("sample");

  it("is read as it was written, and by nobody else", () => {
    withVariables({ STRONGROOM_CACHE: cache }, () => {
      writeStage(sample());
      assert.deepEqual(readStage("sample"), sample());
      assert.equal(fs.statSync(path.join(stageDirectory("sample"), "stage.json")).mode & 0o777, 0o600);
    });
  });

  it("says how a stage is started that is not up", () => {
    withVariables({ STRONGROOM_CACHE: cache }, () => {
      assert.equal(findStage("sample"), undefined);
      assert.throws(
        () => readStage("sample"),
        new LabError('The stage "sample" is not up.\nFix: type: STRONGROOM_LAB=sample npm run lab -- up'),
      );
      writeStage({ ...sample(), name: "default", processes: [] });
      assert.throws(
        () => readStage("default"),
        new LabError('The stage "default" is not up.\nFix: type: npm run lab -- up'),
      );
    });
  });

  it("refuses a state file of another version", () => {
    withVariables({ STRONGROOM_CACHE: cache }, () => {
      writeStage(sample());
      const file = path.join(stageDirectory("sample"), "stage.json");
      fs.writeFileSync(file, '{ "name": "sample" }');
      assert.throws(
        () => readStage("sample"),
        (error: Error) => {
          assert.match(error.message, /does not describe a stage as this version of the lab does\.\nFix: /);
          return error instanceof LabError;
        },
      );
    });
  });

  it("takes its name from STRONGROOM_LAB, and refuses one that is no folder's name", () => {
    assert.equal(stageName({}), "default");
    assert.equal(stageName({ STRONGROOM_LAB: "e2e-2" }), "e2e-2");
    assert.throws(
      () => stageName({ STRONGROOM_LAB: "../elsewhere" }),
      new LabError(
        'STRONGROOM_LAB is "../elsewhere", and names a stage.\n' +
          "Fix: use up to 40 lower-case letters, digits and hyphens, such as: STRONGROOM_LAB=e2e",
      ),
    );
  });

  it("hands on none of the user's own AWS settings", () => {
    withVariables({ AWS_PROFILE: "production", AWS_CA_BUNDLE: "/bundle", STRONGROOM_SAMPLE: "kept" }, () => {
      const inherited = inheritedVariables();
      assert.deepEqual(
        Object.keys(inherited).filter((name) => name.startsWith("AWS_")),
        [],
      );
      assert.equal(inherited["STRONGROOM_SAMPLE"], "kept");
      assert.equal(baseVariables()["STRONGROOM_SAMPLE"], undefined);
    });
  });

  it("leads programs to the stage", () => {
    const variables = stageVariables(sample());
    const stageFolders = variables["PATH"]!.split(path.delimiter).slice(0, 4);
    assert.match(stageFolders[0]!, /shims$/);
    assert.deepEqual(stageFolders.slice(1), ["/parts/cluster", "/parts/helm", "/parts/pulumi"]);
    assert.equal(variables["KUBECONFIG"], sample().kubernetes.kubeconfig);
    assert.equal(variables["AWS_ENDPOINT_URL"], "http://127.0.0.1:20002");
    assert.equal(variables["AWS_REGION"], "eu-west-1");
    assert.equal(variables["STRONGROOM_LAB"], "sample");
  });
});
