import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parse } from "yaml";
import { type Contexts, Evaluation, type JobStatus } from "./expressions";

/** A step as a workflow writes it. */
export interface Step {
  id?: string;
  name?: string;
  if?: string;
  uses?: string;
  with?: Record<string, unknown>;
  run?: string;
  env?: Record<string, unknown>;
}

/** A job as a workflow writes it. */
export interface Job {
  name?: string;
  needs?: string | string[];
  if?: string;
  uses?: string;
  with?: Record<string, unknown>;
  environment?: string;
  env?: Record<string, unknown>;
  outputs?: Record<string, string>;
  permissions?: Record<string, string>;
  strategy?: { matrix: Record<string, string> };
  steps?: Step[];
}

/** A workflow as its file writes it. */
export interface Workflow {
  name: string;
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  defaults?: { run: { shell: string } };
  env?: Record<string, unknown>;
  jobs: Record<string, Job>;
}

/** What a runner gives a job. */
export interface Runner {
  workspace: string;
  /** `github`, `needs`, `vars`, `matrix`, `inputs`: what the job's expressions ask. */
  contexts: Contexts;
  /** What each action does, by its name without the version. One that is not here fails the run. */
  actions: Record<string, (inputs: Record<string, unknown>) => void>;
  /** Folders before the machine's own PATH. */
  path?: string[];
  env?: Record<string, string>;
}

/** What a job left behind. */
export interface JobResult {
  status: JobStatus;
  outputs: Record<string, unknown>;
  /** What its steps wrote to GITHUB_STEP_SUMMARY. */
  summary: string;
  /** Everything that was printed. */
  log: string;
}

const root = path.join(__dirname, "..", "..");

/** Reads a workflow, e.g. `readWorkflow("preview")`. */
export function readWorkflow(name: string): Workflow {
  return parse(fs.readFileSync(path.join(root, ".github", "workflows", `${name}.yml`), "utf8")) as Workflow;
}

/**
 * Runs the steps of a job as a runner of GitHub does: in order, with files for outputs and summary, conditions and expressions evaluated by
 * GitHub's own library, scripts by bash as it starts it. Actions are stood in for.
 */
export async function runJob(workflow: Workflow, id: string, runner: Runner): Promise<JobResult> {
  const job = workflow.jobs[id]!;
  assert.equal(workflow.defaults?.run.shell, "bash");
  const evaluation = await Evaluation.load();
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-runner-"));
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  const result: JobResult = { status: "success", outputs: {}, summary: "", log: "" };
  const contexts = (): Contexts => ({ env: {}, vars: {}, needs: {}, ...runner.contexts, steps });
  const evaluated = (values: Record<string, unknown> = {}): Record<string, unknown> =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, evaluation.text(value, contexts())]));
  try {
    for (const step of job.steps ?? []) {
      if (!evaluation.condition(step.if, contexts(), result.status)) continue;
      if (step.uses !== undefined) {
        const action = runner.actions[step.uses.replace(/@.*$/, "")];
        assert.ok(action, `nothing stands in for ${step.uses}`);
        action(evaluated(step.with));
        continue;
      }
      const [output, summary, script] = ["output", "summary", "script"].map((name) => path.join(temporary, name));
      for (const file of [output!, summary!]) fs.writeFileSync(file, "");
      fs.writeFileSync(script!, String(evaluation.text(step.run, contexts())));
      const { status, stdout, stderr } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", script!], {
        cwd: runner.workspace,
        encoding: "utf8",
        env: {
          HOME: process.env["HOME"],
          PATH: [...(runner.path ?? []), path.dirname(process.execPath), process.env["PATH"]].join(path.delimiter),
          CI: "true",
          GITHUB_ACTIONS: "true",
          GITHUB_REPOSITORY: String((runner.contexts["github"] as { repository: string }).repository),
          GITHUB_WORKSPACE: runner.workspace,
          GITHUB_OUTPUT: output,
          GITHUB_STEP_SUMMARY: summary,
          GITHUB_ENV: path.join(temporary, "env"),
          RUNNER_TEMP: temporary,
          ...runner.env,
          ...evaluated({ ...workflow.env, ...job.env, ...step.env }),
        },
      });
      result.log += stdout + stderr;
      result.summary += fs.readFileSync(summary!, "utf8");
      if (step.id !== undefined) steps[step.id] = { outputs: readOutputs(output!) };
      if (status !== 0) result.status = "failure";
    }
    result.outputs = evaluated(job.outputs);
    return result;
  } finally {
    fs.rmSync(temporary, { recursive: true });
  }
}

function readOutputs(file: string): Record<string, string> {
  const lines = fs.readFileSync(file, "utf8").split("\n").filter(Boolean);
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}
