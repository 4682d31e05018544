import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { render } from "preact-render-to-string";
import type { EnvironmentReport } from "../documents/report";
import { accessSection } from "./access";
import { dueSection } from "./due";
import { guardSection } from "./guard";
import { inventorySection } from "./inventory";
import { html } from "./markup";
import { pictureSection } from "./picture";
import { summaryHeader } from "./summary";

/** The sections of the page, in the order in which a reader needs them. */
const sections = [
  { id: "due", title: "What is due", section: dueSection },
  { id: "inventory", title: "Inventory", section: inventorySection },
  { id: "access", title: "Who can read what", section: accessSection },
  { id: "picture", title: "How it hangs together", section: pictureSection },
  { id: "guard", title: "The guard", section: guardSection },
] as const;

/** In this order: what comes later counts. */
const styles = ["page", "head-and-text", "states", "tables", "sections", "phone-and-print"];

/**
 * Writes a report as one HTML page that holds everything it needs. Its Content-Security-Policy allows its own style and script
 * by their hashes, and nothing else: no request leaves it.
 */
export function renderReportPage(report: EnvironmentReport): string {
  const style = styles.map((name) => readFileSync(join(__dirname, "style", `${name}.css`), "utf8")).join("\n");
  const script = readFileSync(join(__dirname, "page-script.js"), "utf8");
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content=${policy} />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="referrer" content="no-referrer" />
      <meta name="robots" content="noindex" />
      <title>${report.environment} on ${report.today}: Strongroom report</title>
      <link rel="icon" href="data:," />
      <style dangerouslySetInnerHTML=${{ __html: style }}></style>
    </head>
    <body>
      <a class="skip" href="#content">Skip to the content</a>
      <header>
        ${summaryHeader(report)}
        <nav aria-label="Sections">
          <ul>
            ${sections.map(({ id, title }) => html`<li><a href=${`#${id}`}>${title}</a></li>`)}
          </ul>
        </nav>
      </header>
      <main id="content">
        ${sections.map(
          ({ id, title, section }) =>
            html`<section id=${id} aria-labelledby=${`${id}-title`}>
              <h2 id=${`${id}-title`}>${title}</h2>
              ${section(report)}
            </section>`,
        )}
      </main>
      <footer>
        <p>
          Made by <code>strongroom report ${report.environment}</code> from the program
          alone${report.live ? ", and from what AWS says of its entries" : ""}. It holds names, days and rules: no value
          of a secret or parameter.
        </p>
      </footer>
      <script dangerouslySetInnerHTML=${{ __html: script }}></script>
    </body>
  </html>`;
  return `<!doctype html>\n${render(page as Parameters<typeof render>[0])}\n`;
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
