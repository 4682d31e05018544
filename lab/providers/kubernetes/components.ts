import * as fs from "node:fs";
import * as path from "node:path";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { ProviderError } from "../core/errors";
import {
  type Decoded,
  decode,
  encode,
  isKnown,
  type Path,
  type Properties,
  signatureKey,
  type Value,
} from "../core/values";
import { chartManifests } from "./chart-manifests";
import type { Cluster } from "./cluster";
import type { Helm } from "./helm";
import { kustomizeManifests } from "./kustomize";
import {
  complete,
  contentOf,
  type Expanded,
  expandLists,
  inRounds,
  type Manifest,
  parseManifests,
  readManifests,
  resourceNameOf,
  typeOfObject,
} from "./manifests";
import { Monitor, type Registered } from "./monitor";
import { annotationOf, kindOf, metadataOf, namespaceOf, withMetadata } from "./object";
import { asPulumi, listAt, objectAt, textAt } from "./values";

const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";

/** What of a configured provider an expansion takes. */
interface Means {
  cluster: Cluster;
  helm: Helm;
  /** For objects that name none. */
  namespace: string;
}

/** What a component consists of. */
type Expand = (inputs: Decoded, name: string, means: Means) => Expanded | Promise<Expanded>;

/** The inputs that each component has, and what it makes of them. */
const components: Record<string, { inputs: string[]; expand: Expand }> = {
  "kubernetes:yaml/v2:ConfigFile": {
    inputs: ["file"],
    expand: ({ values }, _name, { namespace }) => {
      return { manifests: plainManifests(readManifests(textAt(values, ["file"]) ?? "")), namespace };
    },
  },
  "kubernetes:yaml/v2:ConfigGroup": {
    inputs: ["files", "objs", "yaml"],
    expand: (inputs, _name, { namespace }) => ({ manifests: groupManifests(inputs), namespace }),
  },
  "kubernetes:helm.sh/v4:Chart": {
    inputs: ["chart", "name", "namespace", "repositoryOpts", "skipCrds", "values", "version"],
    expand: (inputs, name, { helm, namespace }) => chartManifests(inputs, name, helm, namespace),
  },
  "kubernetes:kustomize/v2:Directory": {
    inputs: ["directory", "namespace"],
    expand: ({ values }, _name, { namespace }) => kustomizeManifests(values, namespace),
  },
};
const forAll = ["resourcePrefix", "skipAwait"];

/** Names of the components, for messages. */
export const componentTypes = Object.keys(components).map((type) => type.replace("kubernetes:", ""));

/**
 * Expands a component: registers it, and under it every object that it consists of.
 *
 * Source: provider/pkg/provider/yaml/v2 and helm/v4 of github.com/pulumi/pulumi-kubernetes.
 *
 * @throws ProviderError for a component or an input that the lab does not carry out.
 */
export async function construct(
  request: rpc.ConstructRequest,
  means: Means,
  version: string,
): Promise<rpc.ConstructResponse> {
  const type = request.getType();
  const component = components[type];
  if (!component) throw new ProviderError(`the lab does not expand ${type}; it expands ${componentTypes.join(", ")}.`);
  const inputs = decode(request.getInputs());
  refuseInputs(type, inputs.values, [...component.inputs, ...forAll]);

  const monitor = new Monitor(request, version);
  try {
    const urn = await monitor.registerComponent();
    const response = new rpc.ConstructResponse().setUrn(urn);
    // What is in it cannot be said before its inputs are known, which they are at the update.
    if (!isKnown(inputs.values)) return response.setState(encode({}));
    const { manifests, namespace } = await component.expand(inputs, request.getName(), means);
    const objects = manifests.flatMap(expandLists).map(complete);
    // A definition says whether its kind has namespaces before the server can.
    for (const { object } of objects.filter(isDefinition)) means.cluster.discovery.announce(object);
    const placed = await Promise.all(objects.map((item) => inNamespace(item, namespace, means)));
    const prefix = inputs.values["resourcePrefix"];
    const children = await registerAll(placed, {
      monitor,
      parent: urn,
      prefix: typeof prefix === "string" ? prefix : request.getName(),
      skipAwait: inputs.values["skipAwait"] === true,
    });
    const resources = children.map(({ urn, id }) => ({
      [signatureKey]: resourceSignature,
      urn,
      id,
      packageVersion: version,
    }));
    return response.setState(encode({ resources }));
  } finally {
    monitor.close();
  }
}

function refuseInputs(type: string, inputs: Properties, known: string[]): void {
  const isOff = (value: Value) => value === undefined || value === null || value === false;
  const refused = Object.entries(inputs).filter(([name, value]) => !known.includes(name) && !isOff(value));
  if (refused.length === 0) return;
  const names = refused.map(([name]) => name).join(", ");
  throw new ProviderError(`the lab does not carry out ${names} of ${type}; it carries out ${known.join(", ")}.`);
}

interface Registration {
  monitor: Monitor;
  parent: string;
  prefix: string;
  skipAwait: boolean;
}

async function registerAll(
  manifests: Manifest[],
  { monitor, parent, prefix, skipAwait }: Registration,
): Promise<Registered[]> {
  const made = new Map<Manifest, Registered>();
  for (const round of inRounds(manifests)) {
    const registrations = round.map(async ({ manifest, needs }) => {
      const { object, secrets } = manifest;
      const isSecret = object["kind"] === "Secret" && object["apiVersion"] === "v1";
      const child = {
        type: typeOfObject(object),
        name: resourceNameOf(object, prefix),
        inputs: asPulumi(skipAwait ? withoutAwait(object) : object),
        // Always, whatever the manifest says.
        secrets: isSecret ? [...secrets, ["data"], ["stringData"]] : secrets,
        needs: needs.map((need) => made.get(need)!.urn),
        keep: annotationOf(object, "helm.sh/resource-policy") === "keep",
      };
      made.set(manifest, await monitor.registerChild(child, parent));
    });
    await Promise.all(registrations);
  }
  return manifests.map((manifest) => made.get(manifest)!);
}

function withoutAwait(object: Properties): Properties {
  const annotations = { ...objectAt(metadataOf(object), ["annotations"]), "pulumi.com/skipAwait": "true" };
  return withMetadata(object, { annotations });
}

const isDefinition = ({ object }: Manifest): boolean => object["kind"] === "CustomResourceDefinition";

/** The default namespace, where the kind has one and none is written. */
async function inNamespace(manifest: Manifest, namespace: string, { cluster }: Means): Promise<Manifest> {
  const { object, secrets } = manifest;
  if (namespaceOf(object) !== undefined) return manifest;
  if (!(await cluster.discovery.isNamespaced(kindOf(object)))) return manifest;
  return { object: withMetadata(object, { namespace }), secrets };
}

function groupManifests({ values, secrets }: Decoded): Manifest[] {
  const { yaml } = values;
  const isMarked = secrets.some(([first]) => first === "yaml");
  const written = typeof yaml === "string" ? parseManifests(yaml, "yaml") : [];
  const given = listAt(values, ["objs"]).map((object, index) => ({
    object: objectAt(object, []),
    secrets: secrets.flatMap((path): Path[] => (path[0] === "objs" && path[1] === index ? [path.slice(2)] : [])),
  }));
  const files = listAt(values, ["files"]).flatMap((file) => glob(typeof file === "string" ? file : ""));
  return [
    ...plainManifests(files.flatMap(readManifests)),
    ...written.map((object) => ({ object, secrets: isMarked ? contentOf(object) : [] })),
    ...given,
  ];
}

const plainManifests = (objects: Properties[]): Manifest[] => objects.map((object) => ({ object, secrets: [] }));

/** The files that a pattern means: `manifests/*.yaml`. Only the last part may hold a `*`. */
function glob(pattern: string): string[] {
  if (!/[*?[]/.test(pattern)) return [pattern];
  const [folder, name] = [path.dirname(pattern), path.basename(pattern)];
  if (/[*?[]/.test(folder) || /[?[]/.test(name)) {
    throw new ProviderError(`the lab does not read the pattern ${pattern}: it reads a * in the file's name only.`);
  }
  const form = new RegExp(
    `^${name
      .split("*")
      .map((part) => part.replace(/[.+^$()|{}\\]/g, "\\$&"))
      .join(".*")}$`,
  );
  const files = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  return files
    .filter((file) => form.test(file))
    .sort()
    .map((file) => path.join(folder, file));
}
