import { renderAdded } from "../../report/added-text";
import { chooseColors } from "../../report/colors";
import { isBlocked, type ResourceNode } from "../../report/preview-report";
import { type JudgeOptions, judgeProgram } from "../preview/judge-program";
import { buildTree } from "../preview/tree";
import { withProgress } from "../progress";

/** The component that stands for a service. */
const component = "strongroom:index:ServiceSecrets";

/**
 * Previews a stack, and prints what a service adds to it with the guard's verdict.
 *
 * @param stack For example `"prod"`, or `"prod-payments"` where its team has one.
 * @param options What is run, and what other stacks it reads. `color` is false for `--no-color`.
 * @returns Whether the guard blocks any of it.
 * @throws UserError when the program or the pack fails.
 */
export async function showAdded(
  stack: string,
  service: string,
  { color, ...options }: Pick<JudgeOptions, "program" | "stackReference"> & { color: boolean },
): Promise<boolean> {
  const { monitor, verdict, mask } = await withProgress(`Previewing ${stack}`, () => judgeProgram(stack, options));
  const roots = buildTree(monitor.resources).filter(({ type, name }) => type === component && name === service);
  const own = new Set(roots.flatMap(namesBelow));
  const findings = verdict.findings.filter(({ type, name }) => own.has(`${type} ${name}`));
  const report = {
    title: service,
    environment: stack,
    roots,
    findings,
    otherFindings: verdict.findings.length - findings.length,
    rules: verdict.rules,
    ruleCount: verdict.ruleCount,
  };
  const colors = chooseColors(color, process.stdout, process.env);
  process.stdout.write(mask(renderAdded(report, { colors, verbose: false })));
  return isBlocked(report);
}

function namesBelow({ type, name, children }: ResourceNode): string[] {
  return [`${type} ${name}`, ...children.flatMap(namesBelow)];
}
