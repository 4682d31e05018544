import * as fs from "node:fs";
import * as https from "node:https";
import { text } from "node:stream/consumers";
import { KubeConfig } from "@kubernetes/client-node";
import { ProviderError } from "../core/errors";
import type { Properties } from "../core/values";
import { ApiError, UnreachableError } from "./api-error";

/** Which cluster, and as whom: what the provider's configuration says. */
export interface ConnectionSettings {
  /** The content of a kubeconfig, or the path of one. Default: what KUBECONFIG or `~/.kube/config` says. */
  kubeconfig?: string;
  /** A context of it. Default: its current one. */
  context?: string;
  /** A cluster of it that is used in place of the context's. */
  cluster?: string;
}

/** One request to the API server. */
export interface ApiRequest {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** For example `/api/v1/namespaces/default/configmaps/settings`. */
  path: string;
  query?: Record<string, string | undefined>;
  /** Written as JSON, which is YAML too. */
  body?: unknown;
  contentType?: string;
}

/**
 * Reads a kubeconfig.
 *
 * @throws ProviderError where it is none, or does not have the context or cluster that is asked for.
 */
export function loadKubeConfig({ kubeconfig, context, cluster }: ConnectionSettings): KubeConfig {
  const config = new KubeConfig();
  if (kubeconfig === undefined || kubeconfig === "") config.loadFromDefault();
  else config.loadFromString(contentOf(kubeconfig));
  if (context !== undefined) config.setCurrentContext(context);

  const chosen = config.getContextObject(config.getCurrentContext());
  if (!chosen) {
    const contexts = config.getContexts().map(({ name }) => name);
    throw new ProviderError(
      `The kubeconfig has no context "${config.getCurrentContext()}"; it has: ${contexts.join(", ") || "none"}. ` +
        "Set kubernetes:context, or current-context in the kubeconfig.",
    );
  }
  if (cluster !== undefined) {
    const contexts = config.getContexts().map((item) => (item === chosen ? { ...item, cluster } : item));
    const { clusters, users } = config;
    config.loadFromOptions({ clusters, users, contexts, currentContext: chosen.name });
  }
  if (!config.getCurrentCluster()) {
    const clusters = config.getClusters().map(({ name }) => name);
    throw new ProviderError(
      `The kubeconfig has no cluster "${cluster ?? chosen.cluster}"; it has: ${clusters.join(", ") || "none"}.`,
    );
  }
  return config;
}

/** A path is what names a file; all else is the content. */
function contentOf(kubeconfig: string): string {
  if (kubeconfig.includes("\n") || kubeconfig.trimStart().startsWith("{")) return kubeconfig;
  try {
    return fs.readFileSync(kubeconfig.replace(/^~(?=\/)/, process.env["HOME"] ?? "~"), "utf8");
  } catch {
    throw new ProviderError(
      `There is no kubeconfig at ${kubeconfig}. Set kubernetes:kubeconfig to its path or its content.`,
    );
  }
}

/** Talks to one API server. The kubeconfig's exec plugin is asked for a token when there is none, or when it has expired. */
export class Connection {
  private readonly agents = new Map<string, https.Agent>();

  constructor(readonly config: KubeConfig) {}

  /**
   * Sends a request.
   *
   * @returns What the server answered, an empty object for an empty answer.
   * @throws ApiError where the server refuses; UnreachableError where it does not answer, or where nobody can sign in.
   */
  async send({ method, path, query = {}, body, contentType = "application/json" }: ApiRequest): Promise<Properties> {
    const options: https.RequestOptions = { method };
    try {
      await this.config.applyToHTTPSOptions(options);
    } catch (error) {
      const reason = (error as Error).message.trim();
      throw new UnreachableError(
        `the kubeconfig's user ${this.config.getCurrentUser()?.name} cannot sign in: ${reason}`,
      );
    }
    const url = new URL(`${this.config.getCurrentCluster()!.server.replace(/\/$/, "")}${path}`);
    for (const [key, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(key, value);
    const content = body === undefined ? undefined : JSON.stringify(body);
    options.headers = {
      ...(options.headers as Record<string, string>),
      accept: "application/json",
      ...(content === undefined ? {} : { "content-type": contentType, "content-length": Buffer.byteLength(content) }),
    };
    options.agent = this.keptAgent(options);

    const [code, answer] = await exchange(url, options, content);
    const parsed = parse(answer);
    if (code >= 300) throw ApiError.of(code, parsed);
    return parsed as Properties;
  }

  /** One connection serves many requests; another certificate needs another one. */
  private keptAgent({ ca, cert, key, rejectUnauthorized, servername }: https.RequestOptions): https.Agent {
    const settings = { ca, cert, key, rejectUnauthorized, servername };
    const id = JSON.stringify(settings);
    const agent = this.agents.get(id) ?? new https.Agent({ ...settings, keepAlive: true });
    this.agents.set(id, agent);
    return agent;
  }
}

async function exchange(url: URL, options: https.RequestOptions, content?: string): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const request = https.request(url, { ...options, timeout: 60_000 }, (response) => {
      text(response).then((answer) => resolve([response.statusCode ?? 0, answer]), reject);
    });
    request.on("timeout", () => request.destroy(new Error("it did not answer within 60 seconds")));
    request.on("error", (error: NodeJS.ErrnoException) => {
      reject(new UnreachableError(`${url.origin} is unreachable: ${error.message || error.code}`));
    });
    request.end(content);
  });
}

function parse(answer: string): unknown {
  try {
    return answer === "" ? {} : JSON.parse(answer);
  } catch {
    return answer;
  }
}
