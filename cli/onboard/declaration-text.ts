import type { NewGroup, NewService } from "./new-service";
import { type Entry, type Expression, object, text, write } from "./typescript-text";
import type { RotationChoice } from "./typed";

/**
 * Writes the file of a service, formatted as the project's formatter does.
 *
 * @param service What it declares. It holds no value of a credential.
 * @param model From where the file imports `defineService`, e.g. `"../components/model"`.
 * @returns The text, which ends with a line break.
 */
export function declarationText(service: NewService, model: string): string {
  const { name, namespace, owner, runbook, workloads, groups, settings } = service;
  const declared = {
    name: text(name),
    namespace: text(namespace),
    owner: object({ team: text(owner.team), address: text(owner.address) }),
    runbook: text(runbook),
    workloads: { items: workloads.map((one) => object({ kind: text(one.kind), name: text(one.name) })) },
    groups: { entries: groups.map(groupEntry) },
    ...(settings.length > 0 && {
      parameters: object(Object.fromEntries(settings.map(({ key, value }) => [key.variable, text(value)])), true),
    }),
  };
  const call = write({ callee: "defineService", argument: object(declared, true) }, 0);
  const helpers = ["defineService", ...(call.includes("perEnvironment(") ? ["perEnvironment"] : [])];
  return `import { ${helpers.join(", ")} } from ${text(model)};

/** ${describe(service)} */
export default ${call};
`;
}

function describe({ namespace, workloads }: NewService): string {
  const readers = workloads.map(({ kind, name }) => `${kind} ${name}`).join(", ");
  return `What ${readers} of namespace ${namespace} reads. Values are put with strongroom seed, never here.`;
}

function groupEntry({ name, comment, keys, database, rotation, runbook }: NewGroup): Entry {
  const provided = keys.map(({ variable }) => [variable, object({ value: text("provided") })] as const);
  const credential = database === undefined ? { keys: object(Object.fromEntries(provided), keys.length > 1) } : {};
  return {
    key: name,
    comment,
    value: object(
      {
        ...credential,
        ...(database !== undefined && { database: databaseLiteral(database) }),
        rotation: rotationLiteral(rotation, runbook),
      },
      true,
    ),
  };
}

function databaseLiteral({ address, urlKey, instanceIdentifier }: NonNullable<NewGroup["database"]>): Expression {
  return object(
    {
      engine: text(address.engine),
      host: perEnvironment(address.host),
      port: address.port === undefined ? undefined : String(address.port),
      name: perEnvironment(address.name),
      instanceIdentifier: instanceIdentifier === undefined ? undefined : perEnvironment(instanceIdentifier),
      urlKey: urlKey === "DATABASE_URL" ? undefined : text(urlKey),
    },
    true,
  );
}

function rotationLiteral(rotation: RotationChoice, runbook: string | undefined): Expression {
  if (rotation === "database") return object({ mode: text("database") });
  if (rotation === "rds-managed") {
    return object({ mode: text("rds-managed"), secretArn: { callee: "perEnvironment", argument: object({}) } });
  }
  return object({
    mode: text("manual"),
    intervalDays: String(rotation),
    runbook: runbook === undefined ? undefined : text(runbook),
  });
}

/** `orders.{environment}.example.com` differs by environment. What is put in was checked to hold no other braces. */
function perEnvironment(typed: string): Expression {
  if (!typed.includes("{environment}")) return text(typed);
  const derived = { parameters: "({ name })", body: `\`${typed.replaceAll("{environment}", "${name}")}\`` };
  return { callee: "perEnvironment", argument: object({ default: derived }) };
}
