import { setTimeout as sleep } from "node:timers/promises";
import { AppsV1Api, CoreV1Api, CustomObjectsApi, KubeConfig, VersionApi } from "@kubernetes/client-node";
import type { Environment } from "../../components/model/environment";
import { kubeconfig } from "../../components/model/kubeconfig";
import { inTime } from "../in-time";
import { sayAsked } from "../verbose";
import { type NamedCluster, clusterFailure, mayPass, statusOf, tokenFailure } from "./failure";

/** Attempts of one call, and the pause before the second; it doubles from there. */
const attempts = 4;
const firstPauseMs = 250;
/** The longest that one answer may take. */
const answerSeconds = 20;

/**
 * The cluster of an environment, as whoever runs the command: `aws eks get-token` signs in with the AWS identity at hand.
 *
 * Endpoint and certificate authority are those of the stack file. No kubeconfig of the machine is read, so nobody acts on
 * whatever cluster its current context happens to be.
 */
export class Cluster {
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  readonly custom: CustomObjectsApi;
  readonly version: VersionApi;

  private constructor(
    readonly named: NamedCluster,
    config: KubeConfig,
  ) {
    this.core = config.makeApiClient(CoreV1Api);
    this.apps = config.makeApiClient(AppsV1Api);
    this.custom = config.makeApiClient(CustomObjectsApi);
    this.version = config.makeApiClient(VersionApi);
  }

  /**
   * Signs in, so that a token that cannot be had is said before anything else is done.
   *
   * @param environment For example prod: its name, region and cluster.
   * @throws UserError with what to type.
   */
  static async connect(environment: Pick<Environment, "name" | "region" | "cluster">): Promise<Cluster> {
    const { name, region, cluster } = environment;
    const named = { environment: name, region, name: cluster.name, endpoint: cluster.endpoint };
    const config = new KubeConfig();
    config.loadFromString(kubeconfig(cluster, region));
    try {
      await config.applyToHTTPSOptions({});
    } catch (error) {
      throw tokenFailure(error, named);
    }
    return new Cluster(named, config);
  }

  /**
   * Makes a call that may be made twice: again while the API server is busy or does not answer, within bounds.
   *
   * @param doing What is tried, to be read after "refused": `"listing ExternalSecrets"`.
   * @throws UserError when it fails for good.
   */
  async call<T>(doing: string, request: () => Promise<T>): Promise<T> {
    try {
      return await this.attempt(doing, request);
    } catch (error) {
      throw clusterFailure(error, doing, this.named);
    }
  }

  /** As `call`, with nothing for an object that does not exist. */
  async find<T>(doing: string, request: () => Promise<T>): Promise<T | undefined> {
    try {
      return await this.attempt(doing, request);
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw clusterFailure(error, doing, this.named);
    }
  }

  private async attempt<T>(doing: string, request: () => Promise<T>): Promise<T> {
    const say = (outcome: string): void => sayAsked(`cluster ${this.named.name}`, doing, outcome);
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await inTime(answerSeconds, noAnswer, request);
        say("done");
        return answer;
      } catch (error) {
        say(statusOf(error) === undefined ? "no answer" : `status ${statusOf(error)}`);
        if (attempt === attempts || !mayPass(error)) throw error;
        await sleep(firstPauseMs * 2 ** (attempt - 1));
      }
    }
  }
}

function noAnswer(): Error {
  return Object.assign(new Error(`no answer within ${answerSeconds} s`), { code: "ETIMEDOUT" });
}
