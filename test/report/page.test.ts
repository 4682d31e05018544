import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import type Axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { EnvironmentReport } from "../../report/documents/report";
import { renderReportPage } from "../../report/html/page";
import { startChromium, withoutChromium } from "./chromium";
import { hostile, hostileReport, largeReport, sampleReport } from "./sample-report";

const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 900 }, colorScheme: "light" };
const dark: BrowserContextOptions = { ...desktop, colorScheme: "dark" };
const phone: BrowserContextOptions = { viewport: { width: 360, height: 740 }, colorScheme: "light", hasTouch: true };

const leftOut = withoutChromium("the tests of the report's page in a browser");
if (leftOut !== undefined) process.stdout.write(`${leftOut}\n`);
else describe("the report's page in a browser", pages);

function pages(this: Mocha.Suite): void {
  this.timeout(600_000);

  let browser: Browser;
  let server: Server;
  let text = "";
  let served: string[] = [];
  before(async () => {
    browser = await startChromium();
    server = createServer(({ url = "" }, response) => {
      served.push(url);
      response.setHeader("content-type", "text/html; charset=utf-8").end(text);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
  });
  after(async () => {
    await browser?.close();
    server?.close();
  });

  /** What the page did beside being shown. */
  let said: string[] = [];

  /** Opens a report from a server, as the strictest reader would: every request, error and dialogue is noted. */
  async function open(report: EnvironmentReport, options: BrowserContextOptions = desktop): Promise<Page> {
    text = renderReportPage(report);
    [served, said] = [[], []];
    const page = await (await browser.newContext(options)).newPage();
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    page.on("request", (request) => request.url() !== address && said.push(`request ${request.url()}`));
    page.on("console", (message) => said.push(`console ${message.type()} ${message.text()}`));
    page.on("pageerror", (error) => said.push(`error ${error.message}`));
    page.on("dialog", (dialog) => {
      said.push(`dialogue ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(address);
    return page;
  }

  const rows = (page: Page, table: string) =>
    page
      .locator(`#${table} tbody tr:visible th`)
      .allInnerTexts()
      .then((names) => names.map((name) => name.trim()));

  for (const [what, report] of Object.entries({
    sample: sampleReport,
    hostile: hostileReport,
    large: () => largeReport(300),
  })) {
    it(`asks for nothing and says nothing (${what})`, async () => {
      const page = await open(report());
      await page.waitForLoadState("networkidle");
      assert.deepEqual(
        said.filter((line) => !line.startsWith("request data:,")),
        [],
      );
      assert.deepEqual(served, ["/"]);
    });
  }

  it("could not reach anything if it tried: its policy refuses", async () => {
    const page = await open(sampleReport());
    const blocked = await page.evaluate(async () => {
      const violations: string[] = [];
      document.addEventListener("securitypolicyviolation", (event) => violations.push(event.effectiveDirective));
      await fetch("https://example.com/").catch(() => undefined);
      const add = (name: string, attribute: string, value: string) => {
        const element = document.createElement(name);
        element.setAttribute(attribute, value);
        document.body.append(element);
      };
      add("img", "src", "https://example.com/pixel.png");
      add("script", "src", "https://example.com/script.js");
      add("iframe", "src", "https://example.com/");
      add("p", "style", "color: red");
      await new Promise((resolve) => setTimeout(resolve, 500));
      return violations.sort();
    });
    assert.deepEqual(blocked, ["connect-src", "frame-src", "img-src", "script-src-elem", "style-src-attr"]);
  });

  it("shows hostile names as text, and runs none of them", async () => {
    const page = await open(hostileReport());
    const found = await page.evaluate(() => ({
      hacked: "hacked" in window,
      scripts: document.scripts.length,
      images: document.images.length,
      handlers: document.querySelectorAll("[onerror], [onclick], [onload]").length,
      links: Array.from(document.links, ({ href }) => href).filter((href) => !href.includes("#")),
    }));
    assert.deepEqual(found, { hacked: false, scripts: 1, images: 0, handlers: 0, links: [] });
    assert.equal(await page.title(), `${hostile} .environment on 2026-11-24: Strongroom report`);
    assert.equal(await page.locator("h1").innerText(), `${hostile} .environment`);
  });

  it("hides rows that do not hold every word, and counts the others", async () => {
    const page = await open(sampleReport());
    const search = page.getByLabel("Search the inventory");
    const count = page.locator("[data-counts=inventory-rows]");
    assert.equal((await rows(page, "inventory-rows")).length, 5);
    await search.fill("API manual");
    assert.deepEqual(await rows(page, "inventory-rows"), ["prod/api/apple", "prod/api/app"]);
    assert.equal(await count.innerText(), "2 of 5");
    // The address stands in no column.
    await search.fill("payments@example.com");
    assert.deepEqual(await rows(page, "inventory-rows"), ["prod/billing/invoicing"]);
    await search.fill("overdue");
    assert.deepEqual(await rows(page, "inventory-rows"), ["prod/api/apple"]);
    await search.fill("nothing like this");
    assert.equal(await count.innerText(), "0 of 5");
    await search.fill("");
    assert.equal((await rows(page, "inventory-rows")).length, 5);
    await page.getByLabel("Search who reads").fill("parameter");
    assert.deepEqual(await rows(page, "access-rows"), ["/prod/api/LOG_LEVEL"]);
    assert.equal((await rows(page, "inventory-rows")).length, 5);
  });

  it("sorts by mouse and by keyboard, and says which way", async () => {
    const page = await open(sampleReport());
    const heading = (name: string) => page.locator("#inventory-rows th", { hasText: name }).first();
    const late = [
      "prod/api/apple",
      "prod/api/app",
      "prod/api/database",
      "prod/worker/tracking",
      "prod/billing/invoicing",
    ];
    assert.deepEqual(await rows(page, "inventory-rows"), late);
    await page.getByRole("button", { name: "Every" }).click();
    assert.deepEqual((await rows(page, "inventory-rows"))[0], "prod/api/database");
    assert.equal(await heading("Every").getAttribute("aria-sort"), "ascending");
    await page.getByRole("button", { name: "Every" }).click();
    assert.deepEqual((await rows(page, "inventory-rows"))[0], "prod/api/apple");
    assert.equal(await heading("Every").getAttribute("aria-sort"), "descending");

    await page.getByLabel("Search the inventory").focus();
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Entry");
    await page.keyboard.press("Enter");
    assert.deepEqual(await rows(page, "inventory-rows"), [...late].sort());
    assert.equal(await heading("Every").getAttribute("aria-sort"), "none");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    assert.deepEqual(await rows(page, "inventory-rows"), late);
    await page.getByRole("button", { name: "Due" }).click();
    assert.deepEqual((await rows(page, "inventory-rows")).slice(0, 3), [late[0], late[1], late[4]]);
  });

  it("is walked through by keyboard: past its head, into its details, along its picture", async () => {
    const page = await open(sampleReport());
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Skip to the content");
    await page.keyboard.press("Enter");
    assert.ok(page.url().endsWith("#content"));
    const summary = page.locator("#guard summary");
    await summary.focus();
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("#guard details").getAttribute("open"), "");
    const drawing = page.getByRole("region", { name: "Picture, may be scrolled" });
    await drawing.focus();
    assert.ok(await drawing.evaluate((element) => element === document.activeElement));
  });

  it("follows the reader's choice of light or dark", async () => {
    const colours = async (options: BrowserContextOptions) => {
      const page = await open(sampleReport(), options);
      return page.evaluate(() => {
        const { backgroundColor, color } = getComputedStyle(document.body);
        return { backgroundColor, color };
      });
    };
    assert.deepEqual(await colours(desktop), { backgroundColor: "rgb(252, 252, 250)", color: "rgb(28, 32, 36)" });
    assert.deepEqual(await colours(dark), { backgroundColor: "rgb(21, 24, 27)", color: "rgb(228, 230, 232)" });
  });

  for (const [what, report] of Object.entries({ sample: sampleReport, hostile: hostileReport })) {
    it(`fits a phone without being pushed sideways (${what})`, async () => {
      for (const width of [320, 360, 390, 768, 860]) {
        const page = await open(report(), { ...phone, viewport: { width, height: 740 } });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${wide} pixels on a screen of ${width}`);
      }
    });
  }

  it("keeps on a phone what a card says within its part, and says that the picture goes on", async () => {
    const hint = (page: Page) => page.getByText("↔ The picture goes on: it scrolls sideways.").isVisible();
    for (const width of [320, 375]) {
      const page = await open(sampleReport(), { ...phone, viewport: { width, height: 740 } });
      const over = await page.evaluate(() =>
        Array.from(document.querySelectorAll(".cards td > *"))
          .filter((part) => part.getBoundingClientRect().right > part.parentElement!.getBoundingClientRect().right + 1)
          .map((part) => part.textContent),
      );
      assert.deepEqual(over, []);
      assert.equal(await hint(page), true);
    }
    assert.equal(await hint(await open(sampleReport())), false);
  });

  const tablet: BrowserContextOptions = { viewport: { width: 860, height: 900 }, colorScheme: "light" };
  for (const [what, options] of Object.entries({ light: desktop, dark, phone, tablet })) {
    it(`has nothing that axe-core objects to (${what})`, async () => {
      const page = await open(sampleReport(), options);
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      await page.evaluate(readFileSync(createRequire(__filename).resolve("axe-core/axe.min.js"), "utf8"));
      const found = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: typeof Axe };
        const { violations, passes } = await axe.run();
        return {
          passed: passes.map(({ id }) => id),
          violations: violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`),
        };
      });
      assert.deepEqual(found.violations, []);
      assert.ok(found.passed.includes("color-contrast") && found.passed.length > 20, found.passed.join());
    });
  }

  it("says the same where no script runs", async () => {
    const page = await open(sampleReport(), { ...desktop, javaScriptEnabled: false });
    assert.equal(await page.getByLabel("Search the inventory").isVisible(), false);
    assert.equal((await rows(page, "inventory-rows")).length, 5);
  });

  it("draws many services as few, and says what cannot be read all the same", async () => {
    const page = await open(largeReport(300));
    const names = await page.locator(".picture .node title").allTextContents();
    assert.deepEqual(names, ["300 services", "600 secrets", "aws-secrets-manager"]);
    assert.match(await page.locator("#picture .notes").first().innerText(), /600 secrets .* cannot read it/);
  });
}
