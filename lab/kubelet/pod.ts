import * as fs from "node:fs";
import * as path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { PatchStrategy, setHeaderOptions, type V1Pod, type V1PodStatus, type V1Volume } from "@kubernetes/client-node";
import { writeFolder } from "./atomic-folder";
import { Container } from "./container";
import { eventsOf, type Tell } from "./events";
import type { Place } from "./fields";
import { launchOf, sandboxOf, volumeFolder, type PodPlace } from "./launch";
import type { Node } from "./node";
import { podIdentity } from "./pod-identity";
import { inSandbox } from "./sandbox";
import { NotYet } from "./sources";
import { podStatus } from "./status";
import { tokensOf } from "./tokens";
import { unsupported } from "./unsupported";
import { volumeFiles, type TokenSource } from "./volumes";
import { briefly } from "./watched";

/** How often volumes are looked at where nothing is said to have changed, and refused requests repeated, in milliseconds. */
const pause = 2_000;

/** kubelet's grace for a pod that is gone already, in milliseconds. */
const shortGrace = 2_000;

/** One pod: its volumes, its containers and what the API server is told of them. */
export class Pod {
  private readonly containers: Container[];
  private readonly directory: string;
  /** Where the pod is on this machine. Its own variables say it too, so that it can listen there. */
  private readonly place: Place;
  /** Where the cluster is told that it is. */
  private readonly told: Place;
  private readonly token: TokenSource;
  private readonly tell: Tell;
  private readonly waiting = new Set<() => void>();
  private mounted = false;
  private stopping = false;
  private gone = false;
  private sent: V1PodStatus | undefined;
  private sending = false;

  /** Resolves when nothing of the pod is left here. */
  readonly ended: Promise<void>;

  constructor(
    private pod: V1Pod,
    private readonly node: Node,
  ) {
    const { uid = "", namespace, name } = pod.metadata ?? {};
    this.directory = path.join(node.directory, uid);
    const address = node.addresses.of(uid, pod.status?.podIP);
    const hostIP = pod.status?.hostIP ?? "127.0.0.1";
    this.place = { podIP: address.here, hostIP };
    this.told = { podIP: address.inCluster, hostIP };
    this.token = tokensOf(node.core, pod);
    this.tell = eventsOf(node.core, pod, (error) => this.say(`an event could not be told (${briefly(error)})`));
    fs.mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    this.containers = (pod.spec?.containers ?? []).map((spec) => {
      const container: Container = new Container(spec, {
        podIP: this.place.podIP,
        restartPolicy: pod.spec?.restartPolicy ?? "Always",
        grace: (pod.spec?.terminationGracePeriodSeconds ?? 30) * 1000,
        log: path.join(node.directory, `${namespace}_${name}_${spec.name}.log`),
        launch: () => launchOf(spec, this.podPlace()),
        placed: (command) => command.map((word) => inSandbox(word, sandboxOf(spec, this.podPlace()))),
        change: () => this.change(),
        changed: () => this.publish(),
        event: (type, reason, message) => this.tell(type, reason, message),
      });
      const former = pod.status?.containerStatuses?.find((status) => status.name === spec.name);
      // The runner was started again, and what it ran before has ended with it.
      if (former?.state?.running || former?.lastState?.terminated) {
        container.restarts = former.restartCount + 1;
        container.lastState = { terminated: { exitCode: 137, reason: "ContainerStatusUnknown" } };
      }
      return container;
    });
    this.ended = this.live().catch((error: unknown) => {
      this.say(`failed: ${error instanceof Error ? error.stack : "no reason given"}`);
    });
  }

  /** The pod as the API server now has it. */
  update(pod: V1Pod): void {
    this.pod = pod;
    if (!pod.metadata?.deletionTimestamp || this.stopping) return;
    const seconds = pod.metadata.deletionGracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? 30;
    this.tell("Normal", "Killing", "Stopping the pod's containers");
    this.stop(seconds * 1000);
  }

  /** The API server has the pod no more. */
  vanish(): void {
    this.gone = true;
    this.stop(shortGrace);
  }

  /** A Secret, a ConfigMap or a service account of the pod's namespace is another. */
  sourcesChanged(): void {
    for (const go of [...this.waiting]) go();
  }

  /**
   * Ends the containers.
   *
   * @param grace Milliseconds until they are forced.
   */
  stop(grace: number): void {
    this.stopping = true;
    for (const container of this.containers) container.stop(grace);
    this.sourcesChanged();
  }

  private async live(): Promise<void> {
    this.update(this.pod);
    if (await this.prepare()) {
      const refreshing = this.refresh();
      await Promise.all(this.containers.map((container) => container.run()));
      // A pod that has run to its end stays until somebody deletes it.
      while (!this.stopping) await this.change();
      await refreshing;
    }
    if (!this.gone && this.pod.metadata?.deletionTimestamp) await this.remove();
    fs.rmSync(this.directory, { recursive: true, force: true });
    this.node.addresses.release(this.pod.metadata?.uid ?? "");
  }

  /** Mounts what the pod mounts. @returns False when it is stopped before. */
  private async prepare(): Promise<boolean> {
    while (!this.stopping) {
      const problems = unsupported(this.pod, this.node.clusterParts);
      const problem =
        problems.length > 0 ? `the lab's kubelet does not run ${problems.join(", ")}` : await this.mount();
      if (problem === undefined) {
        this.mounted = true;
        return !this.stopping;
      }
      this.tell("Warning", "FailedMount", problem);
      for (const container of this.containers) {
        container.state = { waiting: { reason: "ContainerCreating", message: problem } };
      }
      this.publish();
      await this.change();
    }
    return false;
  }

  /** Brings the volumes' files up to date. kubelet takes up to a minute for it; here it is at once. */
  private async refresh(): Promise<void> {
    while (!this.stopping) {
      await this.change();
      const problem = this.stopping ? undefined : await this.mount();
      if (problem !== undefined) this.tell("Warning", "FailedMount", problem);
    }
  }

  private async mount(): Promise<string | undefined> {
    const { namespace = "" } = this.pod.metadata ?? {};
    const account = this.node.serviceAccount(namespace, this.pod.spec?.serviceAccountName ?? "default");
    const identity = podIdentity(account, this.node.region)?.volume;
    const volumes = [...(this.pod.spec?.volumes ?? []), ...(identity ? [identity] : [])];
    for (const volume of volumes) {
      try {
        await this.mountVolume(volume);
      } catch (error) {
        if (error instanceof NotYet) return `MountVolume.SetUp failed for volume "${volume.name}": ${error.message}`;
        // The API server refused a token: without its reason's text, which may quote the request.
        return `MountVolume.SetUp failed for volume "${volume.name}": ${briefly(error)}`;
      }
    }
    return undefined;
  }

  private async mountVolume(volume: V1Volume): Promise<void> {
    const { namespace = "" } = this.pod.metadata ?? {};
    const sources = { ...this.node.sources(namespace), pod: this.pod, place: this.place, token: this.token };
    const files = await volumeFiles(volume, sources);
    const folder = volumeFolder(this.directory, volume.name);
    if (files === undefined) fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    else if (!this.gone) writeFolder(folder, files);
  }

  private podPlace(): PodPlace {
    return { pod: this.pod, node: this.node, directory: this.directory, ...this.place };
  }

  /** Returns when something changed, at the latest after a while. */
  private change(): Promise<void> {
    if (this.stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        this.waiting.delete(go);
        resolve();
      };
      const timer = setTimeout(go, pause);
      this.waiting.add(go);
    });
  }

  /** Tells the API server how the pod is, once the call before is answered. */
  private publish(): void {
    if (this.sending || this.gone) return;
    this.sending = true;
    setImmediate(() => void this.send());
  }

  private async send(): Promise<void> {
    const { name = "", namespace = "" } = this.pod.metadata ?? {};
    const status = podStatus(this.pod, this.containers, this.told, this.mounted, new Date());
    try {
      if (!sameStatus(status, this.sent)) {
        const merge = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);
        const body = { metadata: { uid: this.pod.metadata?.uid }, status };
        this.pod = await this.node.core.patchNamespacedPodStatus({ name, namespace, body }, merge);
        this.sent = status;
      }
      this.sending = false;
      const later = podStatus(this.pod, this.containers, this.told, this.mounted, new Date());
      if (!sameStatus(later, this.sent)) this.publish();
    } catch (error) {
      this.sending = false;
      if (isMissing(error)) return;
      this.say(`its status was not taken (${briefly(error)})`);
      setTimeout(() => this.publish(), pause);
    }
  }

  private async remove(): Promise<void> {
    const { name = "", namespace = "", uid } = this.pod.metadata ?? {};
    for (;;) {
      try {
        const body = { gracePeriodSeconds: 0, preconditions: { uid } };
        await this.node.core.deleteNamespacedPod({ name, namespace, body });
        return;
      } catch (error) {
        if (this.gone || isMissing(error)) return;
        this.say(`it could not be removed (${briefly(error)})`);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  private say(line: string): void {
    this.node.report(`${this.pod.metadata?.namespace}/${this.pod.metadata?.name}: ${line}`);
  }
}

/** Gone, or another pod of that name by now. */
function isMissing(error: unknown): boolean {
  return [404, 409].includes((error as { code?: number }).code ?? 0);
}

function sameStatus(one: V1PodStatus, other: V1PodStatus | undefined): boolean {
  return other !== undefined && isDeepStrictEqual(withoutMoments(one), withoutMoments(other));
}

/** Moments of conditions are made anew each time. */
function withoutMoments(status: V1PodStatus): unknown {
  const conditions = status.conditions?.map(({ type, status: value, reason, message }) => [
    type,
    value,
    reason,
    message,
  ]);
  return { ...status, startTime: undefined, conditions };
}
