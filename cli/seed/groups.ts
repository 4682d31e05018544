import { databaseAddress } from "../../components/model/entries";
import { entryName, secretsName } from "../../components/model/names";
import { partners } from "../../components/model/partners";
import { rotationStrategy } from "../../components/model/rotation-functions";
import type { SecretGroup, Service } from "../../components/model/service";

/** A value inside an entry's JSON that the declaration gives. Nothing in it is secret. */
export type Composed = string | number | boolean;

/** A group that somebody puts values for. */
export interface SeedGroup {
  /** For example `"app"`. */
  name: string;
  /** For example `"prod/api/app"`. */
  entry: string;
  /** Keys of the entry's JSON that a person gives. */
  asked: string[];
  /** Keys of the entry's JSON that the declaration gives. */
  composed: Record<string, Composed>;
  /** Keys that Pulumi generates when it creates the entry. */
  generated: string[];
  /** Whether the next update starts a rotation by AWS. */
  startsRotation: boolean;
  /** Whether people rotate it, so that the day on which they put a value counts. */
  rotatedByHand: boolean;
}

/** What is said about the service as a whole. */
export interface SeedService {
  name: string;
  namespace: string;
  /** Name of its ExternalSecret. */
  externalSecret: string;
  groups: SeedGroup[];
  /** Groups that nobody seeds, with the reason: to be read after the group's name. */
  others: Record<string, string>;
}

/** What of a service a person seeds in an environment. */
export function seedService(service: Service, environment: string): SeedService {
  const groups: SeedGroup[] = [];
  const others: Record<string, string> = {};
  for (const [name, group] of Object.entries(service.groups)) {
    const keys = Object.entries(group.keys ?? {});
    const pick = (how: string): string[] => keys.filter(([, { value }]) => value === how).map(([key]) => key);
    const properties = group.partner && partners[group.partner.name].properties;
    const asked = group.database ? ["username", "password"] : [...(properties ?? pick("provided"))];
    if (group.rotation.mode === "rds-managed") others[name] = "RDS puts its value";
    else if (asked.length === 0) others[name] = "Pulumi generates its value";
    else {
      const startsRotation = group.rotation.mode !== "manual";
      const composed = group.database ? composedAddress(group, environment) : {};
      const entry = entryName(environment, service.name, name);
      const rotatedByHand = group.rotation.mode === "manual";
      groups.push({ name, entry, asked, composed, generated: pick("generated"), startsRotation, rotatedByHand });
    }
  }
  return {
    name: service.name,
    namespace: service.namespace,
    externalSecret: secretsName(service.name),
    groups,
    others,
  };
}

/**
 * The rest of a database's entry, in the shape of AWS's rotation functions. Without `ssl` they fall back to a connection in
 * plain text where the server offers no other; with alternating users they find the superuser by `masterarn`.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
 */
function composedAddress(group: SecretGroup, environment: string): Record<string, Composed> {
  const { rotation } = group;
  const address = databaseAddress(group);
  const alternates = rotation.mode === "database" && rotationStrategy(rotation, environment) === "alternating-users";
  return {
    ...address,
    port: Number(address["port"]),
    ...(rotation.mode !== "manual" && { ssl: true }),
    ...(alternates && rotation.superuserSecretArn !== undefined && { masterarn: rotation.superuserSecretArn }),
  };
}
