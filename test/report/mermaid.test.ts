import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { renderReportMarkdown } from "../../report/environment-report-markdown";
import { startChromium, withoutChromium } from "./chromium";
import { mermaidScript } from "./mermaid";
import { hostile, hostileReport, largeReport, sampleReport } from "./sample-report";

const leftOut = withoutChromium("the tests of the report's diagrams in a browser");
if (leftOut !== undefined) process.stdout.write(`${leftOut}\n`);
else describe("the diagrams of a report as Markdown, drawn by Mermaid", diagrams);

function diagrams(this: Mocha.Suite): void {
  this.timeout(600_000);

  let browser: Browser;
  let page: Page;
  before(async () => {
    browser = await startChromium();
    page = await browser.newPage();
    await page.setContent("<!doctype html><title>Mermaid</title>");
    await page.addScriptTag({ content: `${mermaidScript()}\nfunction drawer() { return globalThis.mermaid; }` });
    // As GitHub has it: no script and no markup of a diagram's own.
    await page.evaluate(() => drawer().initialize({ startOnLoad: false, securityLevel: "strict" }));
  });
  after(() => browser?.close());

  /** The texts of a drawn diagram. */
  const draw = (diagram: string): Promise<string[]> =>
    page.evaluate(async (text) => {
      const { svg } = await drawer().render("drawing", text);
      const drawn = new DOMParser().parseFromString(svg, "text/html");
      return Array.from(drawn.querySelectorAll(".node, .sectionTitle, .taskText, .taskTextOutsideRight"), (element) =>
        (element.textContent ?? "").trim(),
      );
    }, diagram);

  const diagramsOf = (markdown: string) =>
    [...markdown.matchAll(/^```mermaid\n([\s\S]*?)\n```$/gm)].map(([, text]) => text!);

  it("names every service, secret, store and role, and every rotation with a day", async () => {
    const [timeline, picture, ...more] = diagramsOf(renderReportMarkdown(sampleReport()));
    assert.deepEqual(more, []);
    const rotations = await draw(timeline!);
    for (const name of ["prod/api/apple", "prod/api/app", "prod/billing/invoicing"])
      assert.ok(rotations.includes(name), name);
    const nodes = await draw(picture!);
    assert.equal(nodes.length, sampleReport().picture.nodes.length);
    assert.ok(nodes.includes("workerDeployment/worker, CronJob/worker-retry"), nodes.join("\n"));
  });

  it("takes hostile names for text", async () => {
    const [timeline, picture] = diagramsOf(renderReportMarkdown(hostileReport()));
    assert.equal((await draw(timeline!)).filter((text) => text.includes("script")).length, 3);
    const nodes = await draw(picture!);
    assert.ok(
      nodes.some((text) => text.includes(hostile)),
      nodes.join("\n"),
    );
    assert.equal(await page.evaluate(() => "hacked" in window), false);
  });

  it("draws many services as few", async () => {
    const [, picture] = diagramsOf(renderReportMarkdown(largeReport(300)));
    assert.deepEqual((await draw(picture!)).sort(), ["300 services", "600 secrets", "aws-secrets-manager"]);
  });
}

interface Mermaid {
  initialize: (options: object) => void;
  render: (id: string, text: string) => Promise<{ svg: string }>;
}

/** Stands in the page alone. */
declare function drawer(): Mermaid;
