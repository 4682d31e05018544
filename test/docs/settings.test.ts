import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { readProject } from "../../cli/preview/project";
import { readStackConfig } from "../../cli/preview/stack-config";
import { loadEnvironment } from "../../components/environment";
import { record } from "../components/mocks";
import { type Block, root, writtenPages } from "./pages";

type Settings = Record<string, unknown>;

/** The settings of a stack file that a block shows, or nothing where it shows something else, or leaves a part out (`...`). */
function settingsOf({ language, text }: Block): Settings | undefined {
  if (language !== "yaml" || /[{[,] *\.\.\./.test(text)) return undefined;
  const document = parse(text) as { config?: Settings } & Settings;
  const settings = document.config ?? document;
  return Object.keys(settings).every((key) => /^[a-z]+:\w+$/.test(key)) ? settings : undefined;
}

/** What the page leaves to its reader. */
const placeholders: Record<string, string> = { "sha256:...": `sha256:${"0".repeat(64)}` };

describe("settings that the pages show", () => {
  const before = pulumi.runtime.allConfig();
  afterEach(() => pulumi.runtime.setAllConfig(before, []));

  const blocks = writtenPages().flatMap((page) => page.blocks);
  const shown = blocks.flatMap((block) => {
    const settings = settingsOf(block);
    return settings === undefined ? [] : [{ block, settings }];
  });

  it("are found", () => assert.ok(shown.length >= 8, `only ${shown.length}`));

  for (const { block, settings } of shown) {
    it(`are taken by the program of production: ${block.page}, ${Object.keys(settings).join(", ")}`, async () => {
      const config = { ...readStackConfig(readProject(root), "prod").values };
      for (const [key, value] of Object.entries(settings)) {
        const text = typeof value === "string" ? value : JSON.stringify(value);
        config[key] = Object.entries(placeholders).reduce((so, [from, to]) => so.replaceAll(from, to), text);
      }
      pulumi.runtime.setAllConfig(config, []);
      const { value } = await record(loadEnvironment, { stack: "prod" });
      assert.equal(value.name, "prod");
    });
  }

  it("would be refused where they are wrong", async () => {
    const config = { ...readStackConfig(readProject(root), "prod").values, "strongroom:audit": '{"bursts":10}' };
    pulumi.runtime.setAllConfig(config, []);
    await assert.rejects(record(loadEnvironment, { stack: "prod" }), /strongroom:audit\.bursts is not known/);
  });
});
