import { databaseEngines } from "./database-engines";
import { databaseAddress } from "./entries";
import { databaseKeys, parameterName, parametersName, secretsName } from "./names";
import { partnerVariables } from "./partners";
import type { EnvironmentRef, SecretStoreRef } from "./references";
import type { SecretGroup, Service } from "./service";

/** An entry of an ExternalSecret's `data`: one variable, from one property of one entry. */
export interface ExternalSecretData {
  secretKey: string;
  remoteRef: { key: string; property?: string };
}

/** The spec of an ExternalSecret, `external-secrets.io/v1`. */
export interface ExternalSecretSpec {
  refreshInterval: string;
  secretStoreRef: SecretStoreRef;
  target: {
    name: string;
    creationPolicy: "Owner";
    template: { type: "Opaque"; engineVersion?: "v2"; mergePolicy?: "Merge"; data?: Record<string, string> };
  };
  data: ExternalSecretData[];
}

/**
 * A change in the store reaches the cluster within this time, whatever else fails. Spelled as the operator writes it back, so
 * that `pulumi refresh` finds no change where there is none.
 */
const refreshInterval = "1h0m0s";

/**
 * The ExternalSecret that brings a service's secrets into its namespace.
 *
 * @param entryNames Group name to the entry's name, or to its ARN where RDS owns it.
 */
export function secretsSpec(
  service: Service,
  store: SecretStoreRef,
  entryNames: Record<string, string>,
): ExternalSecretSpec {
  const groups = Object.entries(service.groups);
  const urls = Object.assign({}, ...groups.map(([, group]) => databaseUrl(group))) as Record<string, string>;
  return {
    refreshInterval,
    secretStoreRef: store,
    target: {
      name: secretsName(service.name),
      creationPolicy: "Owner",
      // A template alone would replace the plain keys; Merge keeps them beside what it composes.
      template: {
        type: "Opaque",
        ...(Object.keys(urls).length > 0 && { engineVersion: "v2", mergePolicy: "Merge", data: urls }),
      },
    },
    data: groups.flatMap(([name, group]) =>
      Object.entries(properties(group)).map(([secretKey, property]) => ({
        secretKey,
        remoteRef: { key: entryNames[name]!, property },
      })),
    ),
  };
}

/** The ExternalSecret that brings a service's parameters into its namespace. */
export function parametersSpec(
  service: Service,
  environment: EnvironmentRef,
  store: SecretStoreRef,
): ExternalSecretSpec {
  return {
    refreshInterval,
    secretStoreRef: store,
    target: { name: parametersName(service.name), creationPolicy: "Owner", template: { type: "Opaque" } },
    data: Object.keys(service.parameters ?? {}).map((key) => ({
      secretKey: key,
      remoteRef: { key: parameterName(environment.name, service.name, key) },
    })),
  };
}

/** Variable to the property of the entry's JSON that it is read from. */
function properties(group: SecretGroup): Record<string, string> {
  if (group.database) return databaseKeys({ ...group, database: group.database }).parts;
  if (group.partner) return partnerVariables(group.partner);
  return Object.fromEntries(Object.keys(group.keys ?? {}).map((key) => [key, key]));
}

/**
 * The URL, composed in the cluster from the parts, so that no program ever holds it. `urlquery` writes a space as `+`,
 * which a URL's user part takes literally, hence the `replace`: a `+` of the password itself is `%2B` by then.
 */
function databaseUrl(group: SecretGroup): Record<string, string> {
  if (!group.database) return {};
  const { url, parts } = databaseKeys({ ...group, database: group.database });
  const form = databaseEngines[group.database.engine].url;
  if (url === undefined || form === undefined) return {};
  const address = databaseAddress(group);
  const part = (property: string): string => {
    const variable = Object.keys(parts).find((key) => parts[key] === property);
    return variable === undefined ? address[property]! : `{{ .${variable} }}`;
  };
  const encoded = (property: string) => part(property).replace(" }}", ' | urlquery | replace "+" "%20" }}');
  const user = `${encoded("username")}:${encoded("password")}`;
  const server = `${user}@${part("host")}:${part("port")}`;
  return { [url]: `${form.scheme}://${server}/${encoded("dbname")}${form.query ?? ""}` };
}
