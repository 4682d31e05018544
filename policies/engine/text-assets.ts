import { behindProxies } from "./behind-proxies";

/** The SDK holds the text of a StringAsset as a promise, and rules are not asynchronous: what was awaited stands here. */
const texts = new WeakMap<object, string>();

/**
 * Waits for the texts of a resource's text assets, so that `openProps` finds them. It never throws.
 *
 * @param props `args.props` of a policy.
 */
export async function readTextAssets(props: object): Promise<void> {
  const inside = behindProxies(props);
  if (!("__pulumiAsset" in inside)) {
    for (const value of Object.values(inside) as unknown[]) {
      if (typeof value === "object" && value !== null) await readTextAssets(value);
    }
  } else if ("text" in inside) {
    const text: unknown = await inside.text;
    if (typeof text === "string") texts.set(inside, text);
  }
}

/** The text of an asset, if it is one that holds text and was waited for. */
export function textOf(asset: object): string | undefined {
  return texts.get(behindProxies(asset));
}
