import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { entry, namespace, type Scene } from "../scene";
import type { Step } from "../step";

/** From the manifests of the incident to an entry with a value. */
export const onboarding: Step = {
  title: "2. A service, onboarded",
  sentence: "From the manifests that there are, one command writes the one file of a service. It copies no value.",
  acts: [
    {
      command: [
        ...["strongroom", "onboard", "--from", "k8s/configmap.yaml", "--from", "k8s/deployment.yaml"],
        ...["--team", "shop", "--address", "shop@example.com", "--runbook", "https://runbooks.example.com/orders"],
        ...["--rotation", "apple=92", "--setting", "LOG_LEVEL=info", "--leave", "PROOF_KEY"],
      ],
      shown: /^Found|^ {2}[A-Z_]+ |^Wrote|^What|^ *\+ |^\d+ resources|^Guard:/,
      expectations: [
        {
          says: "services/orders.ts declares the key, and holds no value",
          holds: ({ text }, scene) => {
            scene.onboarded = text;
            const declaration = declarationOf(scene);
            return /APPLE_SHARED_SECRET: \{ value: "provided" \}/.test(declaration) && !scene.isShownIn(declaration);
          },
        },
        { says: "the guard has nothing against it", holds: ({ text }) => /^Guard: clean\./m.test(text) },
      ],
    },
    {
      sentence: "The next update makes what is the service's own, and opens the stores to its namespace.",
      command: [
        ...["pulumi", "up", "--stack", "dev", "--yes", "--skip-preview", "--suppress-outputs", "--suppress-progress"],
        ...["--policy-pack", "policies"],
      ],
      shown: /^Updating|^ \+ .* orders\S* created|^Resources:|^ +[+~] \d+ \w+|^Duration:/,
      expectations: [
        {
          says: "the entry is there, without a value",
          holds: async (_, scene) => (await scene.stagingLabels()).length === 0,
        },
        {
          says: "the ExternalSecret that reads it is there",
          holds: async (_, scene) => scene.exists("externalsecret", "orders-secrets", namespace),
        },
      ],
    },
    {
      sentence: "The value goes in through standard input: no program, argument, file or screen holds it.",
      command: ["strongroom", "seed", "dev", "orders"],
      input: ({ values }) => ({ apple: { APPLE_SHARED_SECRET: values.seeded } }),
      expectations: [
        {
          says: `${entry} has a current value`,
          holds: async (_, scene) => (await scene.stagingLabels()).join() === "AWSCURRENT",
        },
      ],
    },
  ],
};

function declarationOf({ program }: Scene): string {
  const file = join(program, "services", "orders.ts");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
