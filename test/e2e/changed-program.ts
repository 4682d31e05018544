import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { copyProgram } from "../../lab/engine/program-copy";

/**
 * The checkout's program with some files changed or added, in a temporary folder. Its name is the same, so the engine finds
 * the same state. Of the folders that hold code, only the one that is changed is copied: whoever reads a program in this
 * process shares the others with it.
 *
 * @param change Path in the program to what is made of its content, which is empty where there is no such file.
 * @returns The folder; whoever asked for it deletes it.
 * @example changedProgram({ "services/returns.ts": () => "..." })
 */
export function changedProgram(change: Record<string, (content: string) => string>): string {
  const program = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-program-"));
  copyProgram(
    program,
    Object.keys(change).map((file) => file.split("/")[0]!),
  );
  for (const [name, make] of Object.entries(change)) {
    const file = path.join(program, name);
    const before = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
    const after = make(before);
    if (after === before) throw new Error(`${name} was to be changed, and is as before`);
    fs.writeFileSync(file, after);
  }
  return program;
}

/**
 * A service more, with one key that a person puts. It has one resource in AWS that can be made before anything else is. Its
 * namespace is another service's: a new one would have Helm upgrade Reloader in the same update, and a test that breaks the update
 * off would break off two things.
 */
export const returnsService = `import { defineService } from "../components/model";

export default defineService({
  name: "returns",
  namespace: "worker",
  owner: { team: "fulfilment", address: "fulfilment@example.com" },
  runbook: "https://runbooks.example.com/returns",
  workloads: [{ kind: "Deployment", name: "returns" }],
  groups: {
    carrier: {
      keys: { CARRIER_API_KEY: { value: "provided" } },
      rotation: { mode: "manual", intervalDays: 90, runbook: "https://runbooks.example.com/carrier" },
    },
  },
});
`;
