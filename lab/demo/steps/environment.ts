import { namespace } from "../scene";
import type { Step } from "../step";

/** What is there before the story begins. */
export const environment: Step = {
  title: "Before: an environment",
  sentence: "A platform engineer brings up dev, once: the guard judges every resource before it is made.",
  acts: [
    { command: ["pulumi", "stack", "select", "dev", "--create"], expectations: [] },
    {
      sentence: "In dev a ConfigMap with a credential is warned of. Here it shall be refused, as in production:",
      command: ["pulumi", "config", "set", "--stack", "dev", "--path", "strongroom:admission.action", "deny"],
      expectations: [],
    },
    { command: ["kubectl", "create", "namespace", namespace], expectations: [] },
    {
      command: [
        ...["pulumi", "up", "--stack", "dev", "--yes", "--skip-preview", "--suppress-outputs", "--suppress-progress"],
        ...["--policy-pack", "policies"],
      ],
      shown: /^Updating|^ \+ {2}strongroom:index:\w+ \S+ creating \(0s\) *$|^Resources:|^ +\+ \d+ created|^Duration:/,
      expectations: [
        { says: "everything is made", holds: ({ text }) => /^ +\+ \d+ created$/m.test(text) },
        { says: "the guard found nothing mandatory", holds: ({ text }) => !text.includes("[mandatory]") },
      ],
    },
  ],
};
