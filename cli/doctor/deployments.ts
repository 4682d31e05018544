import { operatorRelease } from "../../components/model/operator-role";
import type { CheckLine } from "../../report/doctor-report";
import { count } from "../../report/words";
import { up, upAfresh } from "./commands";
import type { Expected } from "./expected";
import { notChecked, ok, problem, warning } from "./lines";
import type { Reading } from "./reading";

/** A Deployment, as far as it is looked at. */
export interface DeploymentFacts {
  namespace: string;
  name: string;
  /** Pods that it is to have, and those that work. */
  replicas: number;
  available: number;
  /** The label helm.sh/chart, e.g. `"external-secrets-2.9.0"`. */
  chart: string | undefined;
  /** The labels of its pods, as a selector. */
  selector: string;
}

/** Lines on the operator: whether it works, and whether it is the version that the stack file or the component pins. */
export function operatorLines(
  operator: Reading<DeploymentFacts[]>,
  expected: Expected["operator"],
  environment: string,
): CheckLine[] {
  const check = "operator";
  const { namespace, chartVersion, replicas } = expected;
  if ("failed" in operator) return [notChecked(check, operator.failed)];
  const found = operator.value;
  if (found.length === 0) {
    return [problem(check, `there is no Deployment of ${operatorRelease} in ${namespace}.`, upAfresh(environment))];
  }
  const failing = found.flatMap((one) => unavailable(check, one, replicas));
  const works = ok(check, `${count(found.length, "Deployment")} of ${namespace} available`);
  const chart = found.map((one) => one.chart).find((one) => one !== undefined);
  return [...(failing.length > 0 ? failing : [works]), chartLine(chart, chartVersion, environment)];
}

function chartLine(chart: string | undefined, wanted: string, environment: string): CheckLine {
  const check = "operator's chart";
  const version = chart?.startsWith(`${operatorRelease}-`) ? chart.slice(operatorRelease.length + 1) : undefined;
  if (version === wanted) return ok(check, version);
  const found =
    version === undefined ? `no label says its version; wanted ${wanted}.` : `${version}; wanted ${wanted}.`;
  return warning(check, found, up(environment));
}

/** A line on Reloader, or on what brings events. */
export function helperLine(
  found: Reading<DeploymentFacts | undefined>,
  { what, namespace, name, replicas }: Expected["helpers"][number],
  environment: string,
): CheckLine {
  if ("failed" in found) return notChecked(what, found.failed);
  if (found.value === undefined)
    return problem(what, `there is no Deployment ${namespace}/${name}.`, upAfresh(environment));
  const [failing] = unavailable(what, found.value, replicas);
  return failing ?? ok(what, `Deployment ${namespace}/${name} available`);
}

function unavailable(check: string, { namespace, name, ...found }: DeploymentFacts, wanted: number): CheckLine[] {
  const { replicas, available, selector } = found;
  if (replicas === 0) {
    const scale = `kubectl scale deployment ${name} --namespace ${namespace} --replicas ${wanted}`;
    return [problem(check, `Deployment ${namespace}/${name} is scaled to zero.`, scale)];
  }
  if (available >= replicas) return [];
  const pods = `${available} of ${count(replicas, "pod")} available`;
  const look = `kubectl describe pods --namespace ${namespace} --selector ${selector}`;
  return [problem(check, `Deployment ${namespace}/${name}: ${pods}.`, look)];
}
