import { isMapping, unknownText, type Wire } from "../preview/properties";
import type { RecordedResource } from "../preview/resources";
import type { PictureEdge, PictureNode, ReportEntry, ReportPicture } from "../../report/documents/report";
import { count } from "../../report/words";
import type { DeclaredRole } from "./access/roles";
import { anyOther } from "./access/session-tags";
import type { Readers } from "./access/who-reads";
import type { Declared } from "./declared";

/** What the picture is drawn from. */
export interface PictureSource {
  declared: Declared;
  entries: readonly ReportEntry[];
  roles: readonly DeclaredRole[];
  readers: readonly Readers[];
}

/**
 * How services, secrets, stores and roles hang together: a service owns its entries, an ExternalSecret brings them through a
 * store, and the store reads with a role, which another one takes.
 */
export function picture({ declared, entries, roles, readers }: PictureSource): ReportPicture {
  const nodes = new Map<string, PictureNode>();
  const edges = new Map<string, PictureEdge>();
  const add = (kind: PictureNode["kind"], key: string, name: string, detail = ""): string => {
    const id = `${kind}:${key}`;
    if (!nodes.has(id)) nodes.set(id, { id, kind, name, detail });
    return id;
  };
  const link = (from: string, to: string, reads: boolean | null = null): void => {
    const before = edges.get(`${from}\0${to}`);
    // What one of several ExternalSecrets cannot read counts.
    edges.set(`${from}\0${to}`, { from, to, reads: before?.reads === false ? false : reads });
  };

  const items = new Map(entries.map((item) => [item.entry, item]));
  const parametersOf = (owner: string): number =>
    readers.filter(({ readable: { kind, service } }) => kind === "parameter" && service === owner).length;
  const targets = new Map<string, { id: string; readers: Readers }>();
  for (const { service, consumers } of entries) add("service", service, service, consumers.join(", "));
  for (const reader of readers) {
    const { kind, service, name } = reader.readable;
    const item = items.get(name);
    const id =
      kind === "secret"
        ? add("secret", name, item ? `${item.environment}/${item.service}/${item.group}` : name, item?.mode)
        : add("parameters", service, count(parametersOf(service), "parameter"));
    targets.set(name, { id, readers: reader });
    link(add("service", service, service || "(no service)"), id);
  }
  const stores = readStores(declared, roles);
  for (const { store, namespace, keys } of readExternalSecrets(declared)) {
    const known = stores.get(store);
    const to = add("store", store, store, known?.provider);
    for (const target of keys.flatMap((key) => targets.get(key) ?? [])) {
      link(target.id, to, known?.role ? canRead(target.readers, known.role, namespace) : null);
    }
  }
  for (const [store, { provider, role, roleArn }] of stores) {
    const from = add("store", store, store, provider);
    if (role) {
      const to = add("role", role.arn, role.name);
      link(from, to);
      for (const taker of takersOf(role, roles)) link(to, add("role", taker.arn, taker.name));
    } else if (roleArn !== undefined) {
      link(from, add("role", roleArn, roleArn.split("/").at(-1) ?? roleArn, "declared elsewhere"));
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

/** A store of the operator: what it reads from, and as whom. */
interface Store {
  /** For example `"SecretsManager"`. */
  provider: string;
  /** Where the program declares it. */
  role?: DeclaredRole;
  roleArn?: string;
}

const storeTypes = /^kubernetes:external-secrets\.io\/[^:]+:(Cluster)?SecretStore$/;
const externalSecretTypes = /^kubernetes:external-secrets\.io\/[^:]+:ExternalSecret$/;

function readStores(declared: Declared, roles: readonly DeclaredRole[]): Map<string, Store> {
  return new Map(
    declared.ofTypes(storeTypes).map((store) => {
      const providers = declared.value(store, "spec", "provider");
      const [kind = "", settings] = (providers && isMapping(providers) ? Object.entries(providers) : [])[0] ?? [];
      const { service, role: arn } = settings !== undefined && isMapping(settings) ? settings : {};
      const role = roles.find((one) => one.arn === arn);
      return [
        nameOf(declared, store),
        {
          provider: typeof service === "string" ? service : kind,
          ...(role && { role }),
          ...(typeof arn === "string" && arn !== unknownText && { roleArn: arn }),
        },
      ];
    }),
  );
}

function readExternalSecrets(declared: Declared): { store: string; namespace: string; keys: string[] }[] {
  return declared.ofTypes(externalSecretTypes).map((resource) => ({
    store: declared.text(resource, "spec", "secretStoreRef", "name") ?? "",
    namespace: declared.text(resource, "metadata", "namespace") ?? "",
    keys: [...new Set(declared.list(resource, "spec", "data").flatMap(remoteKey))],
  }));
}

function remoteKey(item: Wire): string[] {
  if (!isMapping(item) || item["remoteRef"] === undefined || !isMapping(item["remoteRef"])) return [];
  const { key } = item["remoteRef"];
  return typeof key === "string" ? [key] : [];
}

function nameOf(declared: Declared, resource: RecordedResource): string {
  return declared.text(resource, "metadata", "name") ?? resource.name;
}

/** Whether a store's role reads a value for a namespace, which the operator sends as a session tag. */
function canRead({ roles }: Readers, role: DeclaredRole, namespace: string): boolean {
  return (roles.get(role.name) ?? []).some(({ tags }) =>
    Object.entries(tags).every(([key, value]) => key === "esoNamespace" && (value === namespace || value === anyOther)),
  );
}

function takersOf({ trust }: DeclaredRole, roles: readonly DeclaredRole[]): DeclaredRole[] {
  const ids = (trust?.statements ?? []).flatMap(({ principals = [] }) => principals.flatMap((group) => group.ids));
  return roles.filter(({ arn }) => ids.includes(arn));
}
