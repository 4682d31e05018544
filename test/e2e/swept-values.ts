import type { Stage } from "../../lab/stage/stage";
import type { Cluster } from "./cluster";
import type { Value } from "./sweep";

/** Keys beside a credential that are none: an address is no secret, a superuser's entry among them, and stands in the declarations. */
const address = /^(engine|host|port|dbname|username|ssl|masterarn|DATABASE_(HOST|NAME|PORT|USERNAME))$/;

/** The name of an access key, which stands in CloudTrail and in what is said of a response. */
const accessKeyId = /^AKIA[0-9A-Z]{16}$/;

/** Every value that an entry ever had on the stage, in any account, the ones that are deleted since among them. */
export async function entryValues({ aws }: Stage): Promise<Value[]> {
  const answer = await fetch(`${aws.endpoint}/lab/values`);
  const remembered = (await answer.json()) as { entry: string; value: string }[];
  return remembered.flatMap(({ entry, value }) =>
    Object.entries(JSON.parse(value) as Record<string, string>)
      .filter(([key, text]) => !address.test(key) && !accessKeyId.test(String(text)))
      .map(([key, text]) => ({ name: `${entry} ${key}`, value: String(text) })),
  );
}

/** What stands in the cluster's Secrets of credentials, and the operator's own private key. Settings are no secrets. */
export async function clusterValues(cluster: Cluster): Promise<Value[]> {
  const { items } = await cluster.core.listSecretForAllNamespaces();
  return items.flatMap(({ metadata, data = {} }) => {
    const name = `${metadata?.namespace}/${metadata?.name}`;
    const keys = Object.keys(data).filter((key) =>
      metadata?.name?.endsWith("-secrets") ? !address.test(key) : key === "tls.key",
    );
    return keys.map((key) => ({ name: `${name} ${key}`, value: Buffer.from(data[key]!, "base64").toString() }));
  });
}
