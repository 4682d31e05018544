import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { entry } from "../scene";
import type { Step } from "../step";

/** The page on the environment. */
export const report: Step = {
  title: "6. One page says it all",
  sentence:
    "What is due, who can read what, how it hangs together, what the guard says: one HTML file, without a value.",
  acts: [
    {
      prepare: ({ report: file }) => void mkdirSync(dirname(file), { mode: 0o700 }),
      command: (scene) => ["strongroom", "report", "dev", "--live", "--output", scene.report],
      shown: /^Written/,
      expectations: [
        {
          says: "the page is there, has the new entry, and holds no value",
          holds: (_, scene) => {
            const page = existsSync(scene.report) ? readFileSync(scene.report, "utf8") : "";
            return /^<!doctype html>/i.test(page) && page.includes(entry) && !scene.isShownIn(page);
          },
        },
      ],
    },
  ],
};
