/** Where progress is written: standard error. */
interface Screen {
  isTTY?: boolean;
  write: (text: string) => unknown;
}

/** Back to the line's begin, and nothing on it. */
const clear = "\r\u001b[K";

/** Says on a terminal what is still waited for, on one line that goes away at the end. Elsewhere it says nothing. */
export class Progress {
  private readonly waiting: Set<string>;
  private isShown = false;

  /**
   * @param parts What is waited for, e.g. `["account", "cluster"]`.
   * @param screen Standard error, so that the result can be redirected.
   */
  constructor(
    parts: readonly string[],
    private readonly screen: Screen,
  ) {
    this.waiting = new Set(parts);
    this.show();
  }

  /** A part has been looked at. */
  done(part: string): void {
    this.waiting.delete(part);
    this.show();
  }

  /** Takes the line away. May be called twice. */
  end(): void {
    if (this.isShown) this.screen.write(clear);
    this.isShown = false;
  }

  private show(): void {
    this.end();
    if (this.screen.isTTY !== true || this.waiting.size === 0) return;
    this.screen.write(`Looking at ${[...this.waiting].join(", ")} ...`);
    this.isShown = true;
  }
}
