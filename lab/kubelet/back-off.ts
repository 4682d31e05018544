/** First wait before a restart, in milliseconds. kubelet's is 10 s; the lab's tests should not wait that long. */
const first = 1_000;

/** The longest wait, in milliseconds. kubelet's is 5 minutes. */
const longest = 30_000;

/** After so long without an end the container counts as healthy again, in milliseconds. As kubelet: 10 minutes. */
const healthy = 600_000;

/**
 * How long a container that ended waits before it starts again. The first restart is immediate, each one after it waits twice
 * as long as the one before. Shorter than kubelet's own times.
 */
export class BackOff {
  private next = 0;

  /**
   * The wait after an end.
   *
   * @param ran How long the container ran, in milliseconds.
   * @returns Milliseconds.
   */
  after(ran: number): number {
    if (ran >= healthy) this.next = 0;
    const wait = this.next;
    this.next = wait === 0 ? first : Math.min(wait * 2, longest);
    return wait;
  }
}
