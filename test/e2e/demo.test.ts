import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { pauseBetween } from "../../lab/demo/pause";
import { play } from "../../lab/demo/play";
import { namespace, Scene } from "../../lab/demo/scene";
import { Screen } from "../../lab/demo/screen";
import { story } from "../../lab/demo/story";
import { checkout } from "../../lab/engine/project";
import type { Stage } from "../../lab/stage/stage";
import { Cluster, unlessMissing } from "./cluster";
import { notPrinted } from "./demo-excerpt";
import { takeDown } from "./environment";
import { record } from "./said";
import { sharedStage, startSeconds } from "./shared-stage";

/** Needs every part of a stage. It is what `npm run demo` plays, on the stage of this run instead of one of its own. */
describe("npm run demo", function () {
  this.timeout(900_000);
  let stage: Stage;
  let scene: Scene;
  let printed = "";

  before(async function () {
    this.timeout(startSeconds * 1000);
    stage = await sharedStage();
    scene = await Scene.set(stage, path.join(fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-demo-")), "program"));
  });

  after(async () => {
    record("npm run demo", printed);
    await takeDown(stage, "dev");
    await unlessMissing(new Cluster(stage).core.deleteNamespace({ name: namespace }));
    scene.clear();
    for (const folder of [scene.program, scene.report])
      fs.rmSync(path.dirname(folder), { recursive: true, force: true });
  });

  it("plays to its end without waiting for anybody, and each step does what it says", async () => {
    const { signal } = new AbortController();
    const output = { write: (text: string) => (printed += text) };
    const audience = { input: process.stdin, output, wanted: true, variables: {} };
    await play(story, scene, { screen: new Screen(output.write), pause: pauseBetween(audience, signal), signal });
    for (const { title } of story) assert.ok(printed.includes(`\n${title}\n`), title);
  });

  it("prints what README shows of it", () => {
    const readme = fs.readFileSync(path.join(checkout, "README.md"), "utf8");
    const [, excerpt] = /<!-- demo -->\n+```console\n\$ npm run demo\n([^]*?)```\n+<!-- \/demo -->/.exec(readme) ?? [];
    assert.ok(excerpt, "README.md has no excerpt between <!-- demo --> and <!-- /demo -->");
    assert.equal(notPrinted(excerpt, printed), undefined);
  });
});

describe("the excerpt of the demo", () => {
  const printed = "A\n\n$ one\n...\ntook 1.2 s\nB\nC\n";

  it("may leave out lines where it says so, and differ in times", () => {
    assert.equal(notPrinted("A\n$ one\n...\ntook 98 s\n\nB\n", printed), undefined);
    assert.equal(notPrinted("$ one\n...\nC\n", printed), undefined);
  });

  it("may not leave out a line in silence, or have them in another order, or others", () => {
    assert.equal(notPrinted("$ one\ntook 98 s\n", printed), '"took TIME" does not follow "$ one" at once: "..." does');
    assert.equal(notPrinted("A\n...\nC\n...\nB\n", printed), '"B" does not follow "C"');
    assert.equal(notPrinted("D\n", printed), '"D" does not follow the beginning');
  });
});
