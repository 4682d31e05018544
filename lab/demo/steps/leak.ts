import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Scene } from "../scene";
import type { Step } from "../step";
import { onlyConsumersAreNew } from "./rotation";

/** What the response leaves. */
const reports = [
  "audit.json",
  "audit.md",
  "customer-draft.md",
  "internal-message.md",
  "journal.jsonl",
  "post-mortem.md",
];

/** The response to a leak. */
export const leak: Step = {
  title: "5. The secret leaked",
  sentence:
    "Revoke, rotate, audit, communicate: one command, at 03:00. That the old one is dead at Apple, only a person can say: --old-is-dead.",
  acts: [
    {
      command: ({ began }) => [
        ...["strongroom", "respond", "dev", "orders", "apple", "--leaked-at", began.toISOString()],
        ...["--yes", "--old-is-dead"],
      ],
      input: ({ values }) => ({ APPLE_SHARED_SECRET: values.replaced }),
      // Its plan is left out, and where the rollout is.
      shown: /^(?! *Deployment .*(: \d+ of |Reloader restarts it|restarting it))([A-Z]|dev\/| {2}\S)/,
      expectations: [
        ...onlyConsumersAreNew(({ values }) => values.replaced),
        {
          says: "nobody can read the value that leaked: no version of it has a label",
          holds: async (_, scene) => (await scene.stagingLabels()).join() === "AWSCURRENT",
        },
      ],
    },
    {
      sentence: "It leaves a journal, an audit, messages and a post-mortem.",
      command: (scene) => ["ls", incidentOf(scene)],
      expectations: [
        { says: "all of them are there", holds: ({ text }) => text === reports.join("\n") },
        {
          says: "none holds a value",
          holds: (_, scene) => {
            const folder = join(scene.directory, incidentOf(scene));
            return !reports.some((file) => scene.isShownIn(readFileSync(join(folder, file), "utf8")));
          },
        },
      ],
    },
    {
      sentence: "The audit tells known readers from others: the operator's role is known, we ourselves are not.",
      command: (scene) => ["cat", `${incidentOf(scene)}/audit.md`],
      shown: /^# |^\*\*|^- (Leaked|CloudTrail)|^### |^- \*\*|^\| (who|---) .* known as|operator's store role/,
      expectations: [
        { says: "it knows the operator", holds: ({ text }) => text.includes("| operator's store role |") },
      ],
    },
  ],
};

/** The folder of the newest incident, as it is typed. */
function incidentOf({ directory }: Scene): string {
  const folder = join(".strongroom", "incidents");
  const found = readdirSync(join(directory, folder)).filter((name) => /^dev-orders-apple-\d+T\d+Z$/.test(name));
  return join(folder, found.sort().at(-1) ?? "dev-orders-apple");
}
