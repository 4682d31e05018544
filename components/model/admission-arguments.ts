import type { AdmissionAction } from "./admission-policy";
import { type Problem, ProblemList } from "./problems";
import { namespaceProblem } from "./role-names";

/** The arguments of ConfigMapAdmission that can be wrong, defaults filled in. */
export interface AdmissionArguments {
  action: AdmissionAction | "off";
  name: string;
  namespaces: readonly string[];
  exceptNamespaces: readonly string[];
}

/** Everything that is wrong with them, each with its fix. */
export function admissionProblems(args: AdmissionArguments): Problem[] {
  const { action, name, namespaces, exceptNamespaces } = args;
  const { problems, check } = new ProblemList();
  check(["action"], checkAction(action));
  check(["name"], checkName(name));
  namespaces.forEach((namespace, index) =>
    check(["namespaces", index], namespaceProblem(namespace) ?? checkExcepted(namespace, exceptNamespaces)),
  );
  exceptNamespaces.forEach((namespace, index) => check(["exceptNamespaces", index], namespaceProblem(namespace)));
  return problems;
}

function checkAction(action: string): string | undefined {
  if (["warn", "deny", "off"].includes(action)) return undefined;
  return `must be "warn", "deny" or "off", not ${JSON.stringify(action)}`;
}

function checkName(name: string): string | undefined {
  if (/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return undefined;
  return `must consist of small letters, digits and dashes, at most 63, e.g. "strongroom-config-maps", not ${JSON.stringify(name)}`;
}

function checkExcepted(namespace: string, exceptNamespaces: readonly string[]): string | undefined {
  if (!exceptNamespaces.includes(namespace)) return undefined;
  return `is among exceptNamespaces too, and would never be judged: remove it from one of them`;
}
