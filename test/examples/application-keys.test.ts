import assert from "node:assert/strict";
import { createRequire } from "node:module";
import * as path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { ResourceNotFoundException, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { signingKeys } from "../../runtime";
import { makeValue, root } from "../runtime/helpers";
import { runCli } from "../cli/run-cli";

const file = path.join(root, "examples/application-keys/function/index.js");
const { handler } = createRequire(__filename)(file) as {
  handler: (event: { SecretId: string; ClientRequestToken: string; Step: string }) => Promise<void>;
};
const entry = "dev/api/signing";

/** An entry as Secrets Manager keeps it. */
class Entry {
  readonly versions = new Map<string, { value?: Record<string, string>; stages: string[] }>();
  puts = 0;

  constructor(value: Record<string, string>) {
    this.versions.set("first", { value, stages: ["AWSCURRENT"] });
  }

  get current(): Record<string, string> {
    return [...this.versions.values()].find(({ stages }) => stages.includes("AWSCURRENT"))!.value!;
  }

  /** Answers the calls that the function makes. */
  send(command: { constructor: { name: string }; input: Record<string, unknown> }): unknown {
    const { input } = command;
    switch (command.constructor.name) {
      case "DescribeSecretCommand":
        return { VersionIdsToStages: Object.fromEntries([...this.versions].map(([id, { stages }]) => [id, stages])) };
      case "GetSecretValueCommand": {
        const matches = ([id, { stages }]: [string, { stages: string[] }]) =>
          stages.includes(String(input["VersionStage"])) && (input["VersionId"] ?? id) === id;
        const value = [...this.versions].find(matches)?.[1].value;
        if (value) return { SecretString: JSON.stringify(value) };
        throw new ResourceNotFoundException({ message: "there is none", $metadata: {} });
      }
      case "PutSecretValueCommand":
        this.puts++;
        this.versions.get(String(input["ClientRequestToken"]))!.value = JSON.parse(
          String(input["SecretString"]),
        ) as Record<string, string>;
        return {};
      case "UpdateSecretVersionStageCommand":
        this.versions.get(String(input["RemoveFromVersionId"]))!.stages = ["AWSPREVIOUS"];
        this.versions.get(String(input["MoveToVersionId"]))!.stages = ["AWSCURRENT"];
        return {};
      default:
        throw new Error(`${command.constructor.name} is not expected`);
    }
  }

  /** Begins a rotation, as RotateSecret does. */
  begin(version: string): (step: string) => Promise<void> {
    this.versions.set(version, { stages: ["AWSPENDING"] });
    return (Step) => handler({ SecretId: entry, ClientRequestToken: version, Step });
  }

  async rotate(version: string): Promise<void> {
    const run = this.begin(version);
    for (const step of ["createSecret", "setSecret", "testSecret", "finishSecret"]) await run(step);
  }
}

describe("the example of a function that rotates application keys", () => {
  const seeded = makeValue();
  const other = makeValue();
  let kept: Entry;

  beforeEach(() => {
    kept = new Entry({ JWT_SIGNING_KEY: seeded, OTHER: other });
    SecretsManagerClient.prototype.send = ((command: Parameters<Entry["send"]>[0]) =>
      Promise.resolve().then(() => kept.send(command))) as never;
    Object.assign(process.env, { KEYS: "JWT_SIGNING_KEY", OVERLAP_HOURS: "24" });
  });
  afterEach(() => {
    // Its own again: what stands here is inherited.
    Reflect.deleteProperty(SecretsManagerClient.prototype, "send");
    delete process.env["KEYS"];
    delete process.env["OVERLAP_HOURS"];
  });

  const ring = () => signingKeys(kept.current["JWT_SIGNING_KEY"]!);
  const after = (hours: number) => new Date(Date.now() + hours * 60 * 60 * 1000);

  it("makes a key of 384 bits, accepts the one before for the overlap, and leaves every other key", async () => {
    await kept.rotate("second");
    const { current, accepted } = ring();
    assert.match(current, /^[A-Za-z0-9_-]{64}$/);
    assert.equal(isDeepStrictEqual(accepted, [current, seeded]), true);
    assert.equal(
      isDeepStrictEqual(signingKeys(kept.current["JWT_SIGNING_KEY"]!, after(23)).accepted, [current, seeded]),
      true,
    );
    assert.equal(isDeepStrictEqual(signingKeys(kept.current["JWT_SIGNING_KEY"]!, after(25)).accepted, [current]), true);
    assert.equal(kept.current["OTHER"] === other, true);
  });

  it("leaves nothing of a key after two rotations", async () => {
    await kept.rotate("second");
    const second = ring().current;
    await kept.rotate("third");
    assert.equal(isDeepStrictEqual(ring().accepted, [ring().current, second]), true);
    assert.equal(JSON.stringify(kept.current).includes(seeded), false);
  });

  it("does each step again without harm", async () => {
    const run = kept.begin("second");
    for (const step of ["createSecret", "createSecret", "setSecret", "testSecret", "testSecret"]) await run(step);
    await run("finishSecret");
    const rotated = ring().current;
    for (const step of ["createSecret", "finishSecret"]) await run(step);
    assert.equal(kept.puts, 1);
    assert.equal(ring().current === rotated, true);
  });

  it("refuses a version that loses the key before, another key, or is no new one", async () => {
    const run = kept.begin("second");
    await run("createSecret");
    const made = kept.versions.get("second")!;
    const whole = { ...made.value! };
    const { current } = signingKeys(whole["JWT_SIGNING_KEY"]!);
    for (const [value, message] of [
      [{ ...whole, JWT_SIGNING_KEY: current }, `The new value of ${entry} lost the JWT_SIGNING_KEY before.`],
      [{ ...whole, JWT_SIGNING_KEY: "short" }, `The new JWT_SIGNING_KEY of ${entry} is none.`],
      [{ ...whole, OTHER: "changed" }, `The new value of ${entry} changes OTHER.`],
    ] as const) {
      made.value = value;
      await assert.rejects(run("testSecret"), { message });
    }
  });

  it("refuses an entry without the key, and settings that are none", async () => {
    kept = new Entry({ OTHER: other });
    await assert.rejects(kept.begin("second")("createSecret"), {
      message: `${entry} has no JWT_SIGNING_KEY: seed it first.`,
    });
    process.env["OVERLAP_HOURS"] = "0";
    await assert.rejects(kept.begin("third")("createSecret"), {
      message: 'OVERLAP_HOURS is "0"; wanted whole hours from 1 to 720.',
    });
    process.env["KEYS"] = "";
    await assert.rejects(kept.begin("fourth")("createSecret"), {
      message: 'KEYS is empty; wanted the keys to rotate, e.g. "JWT_SIGNING_KEY".',
    });
  });

  it("is deployed by a program that the guard passes", () => {
    const { status, stdout } = runCli(["preview", "--program", "examples/application-keys"]);
    assert.equal(status, 0, stdout);
    assert.match(stdout, /\n4 resources to create\.\n/);
    assert.match(stdout, /\nGuard: clean\. \d+ rules, 4 resources\.\n/);
  });
});
