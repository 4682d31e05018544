/** The address of a pod: where its process listens on this machine, and what the cluster is told. */
export interface PodAddress {
  here: string;
  inCluster: string;
}

/**
 * Hands out the addresses of pods: from the upper half of the stage's range, since kwok takes its own from the lower end.
 * On Linux every address of 127.0.0.0/8 can be listened on. Kubernetes takes no such address into a Service's endpoints, so in
 * the cluster the same pod is at 10 instead of 127, and lab/kubelet/egress.ts leads from the one to the other.
 */
export class Addresses {
  private readonly first: number;
  private readonly count: number;
  private readonly taken = new Map<string, string>();
  private next = 1;

  /** @param range Classless notation, e.g. `"127.70.0.0/16"`. */
  constructor(range: string) {
    const [address = "", bits = "16"] = range.split("/");
    const whole = 2 ** (32 - Number(bits));
    this.count = whole / 2;
    this.first = numberOf(address) + this.count;
  }

  /**
   * The address of a pod: the same one each time.
   *
   * @param former What the cluster was told before the runner started again; kept where it is ours and free.
   */
  of(uid: string, former?: string): PodAddress {
    const before = [...this.taken].find(([, owner]) => owner === uid)?.[0] ?? former?.replace(/^10\./, "127.");
    const here = before !== undefined && (this.taken.get(before) === uid || this.isFree(before)) ? before : this.free();
    this.taken.set(here, uid);
    return { here, inCluster: here.replace(/^127\./, "10.") };
  }

  /** Where the pod listens that has this address in the cluster; nothing where none that runs here has it. */
  hereOf(inCluster: string): string | undefined {
    const here = inCluster.replace(/^10\./, "127.");
    return this.taken.has(here) ? here : undefined;
  }

  release(uid: string): void {
    for (const [address, owner] of this.taken) if (owner === uid) this.taken.delete(address);
  }

  private isFree(address: string): boolean {
    const place = numberOf(address) - this.first;
    return place > 0 && place < this.count - 1 && !this.taken.has(address);
  }

  /** Not the one that was given back last: its connections may still be closing. */
  private free(): string {
    for (;;) {
      const address = textOf(this.first + this.next);
      this.next = this.next >= this.count - 2 ? 1 : this.next + 1;
      if (this.isFree(address)) return address;
    }
  }
}

function numberOf(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

function textOf(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}
