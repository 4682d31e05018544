import { spawn } from "node:child_process";
import { join } from "node:path";
import { engine } from "./engine";
import type { EngineOptions } from "../../lab/engine/run-pulumi";
import type { Stage } from "../../lab/stage/stage";

const root = join(__dirname, "..", "..");

/** What the guard says about a program, whoever asked it. */
export interface Verdict {
  blocked: boolean;
  /** One line for each finding, then its message; sorted. */
  findings: string[];
  /** What only a provider could look into. */
  notOpened: string[];
  text: string;
}

/** The verdict of `strongroom preview`, in a process of its own. */
export async function embeddedVerdict(
  program: string,
  stack: string,
  environment: Record<string, string> = {},
): Promise<Verdict> {
  const args = ["bin/strongroom.js", "preview", stack, "--program", program, "--json"];
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...environment } });
  let stdout = "";
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  if (status !== 0 && status !== 1) throw new Error(`The embedded preview of ${program} failed: ${text}`);
  const report = JSON.parse(stdout) as {
    blocked: boolean;
    findings: { level: string; policy: string; type: string; name: string; message: string }[];
    notOpened: { subject: string }[];
  };
  return {
    blocked: report.blocked,
    findings: report.findings
      .map(({ level, policy, type, name, message }) => `[${level}] ${policy} (${type}: ${name})\n${message}`)
      .sort(),
    notOpened: report.notOpened.map(({ subject }) => subject).sort(),
    text,
  };
}

/** The verdict of `pulumi preview` or `pulumi up`. */
export async function engineVerdict(
  stage: Stage,
  stack: string,
  options: EngineOptions & { command?: "preview" | "up" } = {},
): Promise<Verdict> {
  const { command = "preview", ...rest } = options;
  const { status, violations, text } = await engine(stage, command, stack, rest);
  const findings = violations.map(({ level, rule, urn, message }) => {
    const [, , types, ...name] = urn.split("::");
    return `[${level}] ${rule} (${types!.split("$").at(-1)}: ${name.join("::")})\n${message.trim()}`;
  });
  return { blocked: status !== 0, findings: findings.sort(), notOpened: [], text };
}
