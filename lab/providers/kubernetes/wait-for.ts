import { ProviderError } from "../core/errors";
import type { Value } from "../core/values";
import { parseJsonPath } from "./json-path";
import { annotationOf, type KubernetesObject } from "./object";
import { at, listAt, textAt } from "./values";

/** How far an object is. */
export interface Readiness {
  ready: boolean;
  /** What it waits for, in words: `condition Ready is False (InvalidProviderConfig: no such role)`. */
  message: string;
}

/** Judges an object. It may have to ask for others. */
export type Judge = (object: KubernetesObject) => Readiness | Promise<Readiness>;

const waitFor = "pulumi.com/waitFor";

/**
 * What an object's annotation `pulumi.com/waitFor` asks for: one expression, or a JSON list of them, all of which must hold.
 * `condition=Ready`, `condition=Ready=False`, `jsonpath={.status.phase}=Bound`, `jsonpath={.status.loadBalancer.ingress}`.
 *
 * Source: ReadyCondition in provider/pkg/metadata/overrides.go of github.com/pulumi/pulumi-kubernetes.
 *
 * @returns Nothing where the annotation is missing.
 * @throws ProviderError where it cannot be read.
 */
export function requestedReadiness(object: KubernetesObject): Judge | undefined {
  const written = annotationOf(object, waitFor);
  if (written === undefined) return undefined;
  const judges = expressions(written).map(parseExpression);
  return async (live) => {
    const verdicts = await Promise.all(judges.map(async (judge) => judge(live)));
    const open = verdicts.filter(({ ready }) => !ready);
    return { ready: open.length === 0, message: open.map(({ message }) => message).join("; ") };
  };
}

function expressions(written: string): string[] {
  let list: unknown = written;
  try {
    list = JSON.parse(written);
  } catch {
    // One expression is no JSON.
  }
  const found: unknown[] = Array.isArray(list) ? list : [written];
  if (found.length === 0 || !found.every((item) => typeof item === "string")) {
    throw new ProviderError(`${waitFor} is ${written}: write one expression, or a JSON list with at least one.`);
  }
  return found;
}

function parseExpression(expression: string): Judge {
  if (expression.startsWith("condition=")) return conditionJudge(expression.slice("condition=".length));
  if (expression.startsWith("jsonpath=")) return pathJudge(expression.slice("jsonpath=".length));
  throw new ProviderError(
    `${waitFor} says "${expression}": write condition=TYPE, condition=TYPE=STATUS, jsonpath={.path} or jsonpath={.path}=VALUE.`,
  );
}

function conditionJudge(expression: string): Judge {
  const [type = "", status = "True"] = split(expression);
  return (object) => {
    const conditions = listAt(object, ["status", "conditions"]);
    const found = conditions.find((item) => equalFold(textAt(item, ["type"]), type));
    if (found === undefined) return { ready: false, message: `condition ${type} is not reported yet` };
    const generation = at(object, ["metadata", "generation"]);
    const observed = at(found, ["observedGeneration"]) ?? at(object, ["status", "observedGeneration"]);
    if (typeof generation === "number" && typeof observed === "number" && observed < generation) {
      return { ready: false, message: `condition ${type} is of generation ${observed}, the object of ${generation}` };
    }
    if (equalFold(textAt(found, ["status"]), status)) return { ready: true, message: "" };
    return { ready: false, message: `${describeCondition(found)}, not ${status}` };
  };
}

function pathJudge(expression: string): Judge {
  const { path, value } = parsePathExpression(expression);
  const select = pathSelector(path);
  return (object) => {
    const generation = at(object, ["metadata", "generation"]);
    const observed = at(object, ["status", "observedGeneration"]);
    if (typeof generation === "number" && typeof observed === "number" && observed < generation) {
      return { ready: false, message: `status is of generation ${observed}, the object of ${generation}` };
    }
    const [found] = select(object);
    if (found === undefined) return { ready: false, message: `{${path}} selects nothing` };
    if (value === undefined) return { ready: true, message: "" };
    if (typeof found === "object")
      throw new ProviderError(`{${path}} is a list or an object: it cannot equal ${value}.`);
    return { ready: String(found) === value, message: `{${path}} is ${String(found)}, not ${value}` };
  };
}

function parsePathExpression(expression: string): { path: string; value?: string } {
  const match = /^\{\s*(.*?)\s*\}(?:=(.+))?$/s.exec(expression);
  if (!match) {
    throw new ProviderError(
      `${waitFor} says "jsonpath=${expression}": put the path in braces, without quotes around it: jsonpath={.status.phase}=Bound.`,
    );
  }
  return { path: match[1]!, ...(match[2] === undefined ? {} : { value: match[2] }) };
}

function pathSelector(path: string) {
  try {
    return parseJsonPath(path);
  } catch (error) {
    throw new ProviderError(`${waitFor}: ${(error as Error).message}.`);
  }
}

/** At the first equals sign. */
function split(expression: string): string[] {
  const index = expression.indexOf("=");
  return index < 0 ? [expression] : [expression.slice(0, index), expression.slice(index + 1)];
}

function equalFold(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}

/** `condition Ready is False (InvalidProviderConfig: no such role)`. */
export function describeCondition(condition: Value): string {
  const reason = textAt(condition, ["reason"]);
  const why = [reason, textAt(condition, ["message"])].filter((part) => part !== undefined).join(": ");
  const said = why === "" ? "" : ` (${why})`;
  return `condition ${textAt(condition, ["type"]) ?? "?"} is ${textAt(condition, ["status"]) ?? "?"}${said}`;
}

/** All conditions that an object reports, for an error. */
export function describeStatus(object: KubernetesObject): string {
  const conditions = listAt(object, ["status", "conditions"]).map(describeCondition);
  if (conditions.length > 0) return conditions.join("; ");
  const phase = textAt(object, ["status", "phase"]);
  return phase === undefined ? "it reports no condition" : `its phase is ${phase}`;
}
