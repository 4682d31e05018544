import type { Database, Workload } from "../../components/model/service";
import { databaseEngines } from "../../components/model/database-engines";
import { detect } from "../../policies/detect/index";
import { namesCredential } from "./sources/judge-key";

/** What was typed, or what was wanted instead: to be read behind the flag or the question. */
export type Typed<Value> = { value: Value } | { problem: string };

/** Where a database is. `{environment}` in it stands for the environment's name. Nothing in it is secret. */
export type DatabaseAddress = Pick<Database, "engine" | "host" | "name" | "port">;

/** How a group rotates: days by hand, or a mode in which AWS does. */
export type RotationChoice = number | "database" | "rds-managed";

/** Who reads the secrets. */
export type Consumer = Pick<Workload, "kind" | "name">;

const kinds: readonly Workload["kind"][] = ["Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job"];
const schemes: Readonly<Record<string, Database["engine"]>> = {
  postgresql: "postgres",
  ...Object.fromEntries(Object.keys(databaseEngines).map((engine) => [engine, engine as Database["engine"]])),
};

/** @example readWorkload("deployment/orders") // { value: { kind: "Deployment", name: "orders" } } */
export function readWorkload(text: string): Typed<Consumer> {
  const [, typed = "", name] = /^([A-Za-z]+)\/([a-z]([a-z0-9-]{0,38}[a-z0-9])?)$/.exec(text.trim()) ?? [];
  const kind = kinds.find((one) => one.toLowerCase() === typed.toLowerCase());
  if (kind !== undefined && name !== undefined) return { value: { kind, name } };
  return { problem: `wanted KIND/NAME, such as Deployment/orders; kinds are ${kinds.join(", ")}` };
}

/**
 * The name of a variable, with its group if there is one. What is no name could be a credential, so it is not repeated.
 *
 * @example readSecret("stripe/STRIPE_SECRET_KEY") // { value: ["STRIPE_SECRET_KEY", "stripe"] }
 */
export function readSecret(text: string): Typed<[variable: string, group: string | undefined]> {
  const [, group, variable] = /^(?:([a-z][a-z0-9-]{0,39})\/)?([A-Z][A-Z0-9_]{0,127})$/.exec(text.trim()) ?? [];
  if (variable !== undefined) return { value: [variable, group] };
  return { problem: "wanted the name of a variable in capitals, or GROUP/NAME; never its value" };
}

/** @example readSetting("LOG_LEVEL=info") // { value: ["LOG_LEVEL", "info"] } */
export function readSetting(text: string): Typed<[variable: string, value: string]> {
  const [, variable, value = ""] = /^([A-Z][A-Z0-9_]{0,127})=(.*)$/s.exec(text) ?? [];
  if (variable === undefined) return { problem: "wanted NAME=VALUE, the name in capitals" };
  const problem = settingProblem(variable, value);
  return problem === undefined ? { value: [variable, value] } : { problem: `${variable} ${problem}` };
}

/** Why a value does not belong into Parameter Store, to be read behind the variable's name; undefined where it does. */
export function settingProblem(variable: string, value: string): string | undefined {
  if (value === "") return "is empty, which Parameter Store refuses: leave it where it is";
  const { findings } = detect({ keyPath: ["env", variable], value, place: "parameter" });
  const found = findings.find(({ level }) => level === "certain" || level === "likely");
  const fix = "which is no setting: name it with --secret, without its value";
  if (found !== undefined) return `holds ${found.what}, ${fix}`;
  return namesCredential(variable, value) ? `names a credential, ${fix}` : undefined;
}

/** @example readAddress("mysql://shop.{environment}.example.com/shop") // { value: { engine: "mysql", ... } } */
export function readAddress(text: string): Typed<DatabaseAddress> {
  if (/\/\/[^/]*@/.test(text))
    return { problem: "wanted an address without a user: seeding asks for user and password" };
  const [, scheme = "", host, port, name] =
    /^([a-z]+):\/\/([A-Za-z0-9.{}-]+)(?::(\d{1,5}))?\/([A-Za-z0-9_{}-]+)$/.exec(text.trim()) ?? [];
  const engine = Object.hasOwn(schemes, scheme) ? schemes[scheme] : undefined;
  if (engine !== undefined && host !== undefined && name !== undefined && isTemplate(`${host}${name}`)) {
    return { value: { engine, host, name, ...(port !== undefined && { port: Number(port) }) } };
  }
  return { problem: `wanted ENGINE://HOST[:PORT]/NAME; engines are ${Object.keys(databaseEngines).join(", ")}` };
}

/** @example readRotation("90") // { value: 90 } */
export function readRotation(text: string): Typed<RotationChoice> {
  const typed = text.trim();
  if (typed === "database" || typed === "rds-managed") return { value: typed };
  if (/^[1-9]\d{0,3}$/.test(typed)) return { value: Number(typed) };
  return { problem: "wanted a number of days, for a rotation by hand, or database or rds-managed, for one by AWS" };
}

/** @example readInstance("orders-{environment}") // { value: "orders-{environment}" } */
export function readInstance(text: string): Typed<string> {
  const typed = text.trim();
  if (/^[a-z][a-z0-9{}-]*$/.test(typed) && isTemplate(typed)) return { value: typed };
  return { problem: "wanted an RDS instance identifier, such as orders-{environment}" };
}

/** The environment's name is all that can be put in. */
function isTemplate(typed: string): boolean {
  return !/[{}]/.test(typed.replaceAll("{environment}", ""));
}
