import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { parseDocument } from "yaml";
import type { JournalEvent } from "../../report/documents/journal";
import type { ResponseDocument } from "../../report/documents/respond";
import { checkDocument } from "../report/json-document";
import { FakeCluster } from "./fake-cluster";
import { SeedStage } from "./seed-stage";

describe("strongroom respond, as JSON", function () {
  this.timeout(120_000);

  let stage: SeedStage;
  /** Another name of the program's folder, to tell the folder that was named from the one where the command runs. */
  let named: string;
  let cluster: FakeCluster;
  beforeEach(async () => {
    stage = new SeedStage();
    await stage.start();
    named = `${stage.folder}-named`;
    fs.symlinkSync(stage.folder, named);
    cluster = new FakeCluster();
    const { endpoint, certificateAuthority } = (await cluster.start()).cluster;
    const file = stage.file("stacks", "Pulumi.dev.yaml");
    const settings = parseDocument(fs.readFileSync(file, "utf8"));
    settings.setIn(["config", "strongroom:cluster", "endpoint"], endpoint);
    settings.setIn(["config", "strongroom:cluster", "certificateAuthority"], certificateAuthority);
    fs.writeFileSync(file, settings.toString());
    cluster.objects.set("/apis/external-secrets.io/v1/externalsecrets", { items: [] });
    stage.aws.create("dev/api/app", { STRIPE_SECRET_KEY: stage.makeValue(), JWT_SIGNING_KEY: stage.makeValue() });
  });
  afterEach(async () => {
    fs.rmSync(named);
    await cluster.stop();
    await stage.stop();
  });

  async function respond(...more: string[]): Promise<{ status: number | null; document: ResponseDocument }> {
    const { PATH } = process.env;
    const args = ["dev", "api", "app/STRIPE_SECRET_KEY", "--json", ...more];
    const { status, stdout, stderr } = await stage.runCommand("respond", args, "", { PATH, STRONGROOM_PROGRAM: named });
    assert.notEqual(stdout, "", stderr);
    return { status, document: JSON.parse(stdout) as ResponseDocument };
  }

  it("says what would be done, and then how far it has come; each line of its journal is a document, too", async () => {
    const planned = await respond("--dry-run");
    assert.equal(planned.status, 0);
    assert.deepEqual([planned.document.incident, planned.document.folder], [null, null]);
    assert.deepEqual([...new Set(planned.document.steps.map(({ state }) => state))], ["to do"]);

    // Nobody gives the new value.
    const begun = await respond("--yes");
    assert.equal(begun.status, 1);
    assert.deepEqual(begun.document.steps.map(({ id, phase, state }) => [id, phase, state]).slice(0, 2), [
      ["stage", "revoke", "failed"],
      ["old-is-dead", "revoke", "to do"],
    ]);
    assert.equal(path.dirname(begun.document.folder!), path.join(named, ".strongroom", "incidents"));
    const journal = fs.readFileSync(path.join(begun.document.folder!, "journal.jsonl"), "utf8");
    const lines = journal
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as JournalEvent);
    for (const line of lines) checkDocument("journal", line);
    assert.deepEqual(
      lines.map(({ event }) => event),
      ["opened", "started", "failed"],
    );
  });
});
