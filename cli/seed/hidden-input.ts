import type { Readable, Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { UserError } from "../user-error";

/** A terminal that a value is typed into. */
export type Terminal = Readable & { setRawMode: (raw: boolean) => unknown };

/** What came of a question: a line, or more than one at once. */
export type Answer = { text: string } | { tooManyLines: true };

const controlC = "\u0003";
const controlD = "\u0004";
const controlU = "\u0015";

/**
 * Asks on a terminal without showing what is typed.
 *
 * The terminal stays silent from `open` to `close`, not only while a question waits: whoever types faster than the questions
 * come would otherwise see the value.
 */
export class HiddenInput {
  private readonly decoder = new StringDecoder("utf8");
  private line: string[] = [];
  /** What waits for an answer. */
  private waiting: { resolve: (answer: Answer) => void; reject: (error: UserError) => void } | undefined;
  /** Whether the line has ended, and whether anything came behind that. */
  private state: "open" | "ended" | "overrun" = "open";
  private isGone = false;

  /**
   * @param input Usually `process.stdin`, which must be a terminal.
   * @param output Where questions are shown: usually `process.stderr`, so that standard output can be kept.
   */
  constructor(
    private readonly input: Terminal,
    private readonly output: Writable,
  ) {}

  /** Silences the terminal. */
  open(): void {
    this.input.setRawMode(true);
    this.input.on("data", this.onData);
    this.input.once("end", this.onEnd);
    this.input.resume();
  }

  /** Gives the terminal back. */
  close(): void {
    this.input.off("data", this.onData);
    this.input.off("end", this.onEnd);
    this.input.pause();
    this.input.setRawMode(false);
  }

  /**
   * Asks for one line. Backspace and Ctrl-U edit it.
   *
   * @param question For example `"prod/api/app STRIPE_SECRET_KEY: "`.
   * @throws UserError on Ctrl-C, on Ctrl-D, and when the terminal goes away.
   */
  async ask(question: string): Promise<Answer> {
    this.line = [];
    this.state = "open";
    this.output.write(question);
    try {
      return await new Promise((resolve, reject) => {
        this.waiting = { resolve, reject };
        if (this.isGone) this.onEnd();
      });
    } finally {
      this.waiting = undefined;
      this.line = [];
      this.output.write("\n");
    }
  }

  private readonly onData = (chunk: Buffer): void => {
    const text = this.decoder.write(chunk);
    chunk.fill(0);
    for (const character of text) this.take(character);
  };

  private readonly onEnd = (): void => {
    this.isGone = true;
    this.waiting?.reject(new UserError("Nothing was written: the input ended before every value was given."));
  };

  private take(character: string): void {
    if (character === controlC || character === controlD) this.onEnd();
    else if (this.state !== "open") {
      if (character.trim() !== "") this.state = "overrun";
    } else if (character === "\r" || character === "\n") this.endLine();
    else if (character === "\u007f" || character === "\b") this.line.pop();
    else if (character === controlU) this.line = [];
    else this.line.push(character);
  }

  /** A paste of several lines goes on right away. The rest of it must not become the next answer. */
  private endLine(): void {
    this.state = "ended";
    const text = this.line.join("");
    setImmediate(() => this.waiting?.resolve(this.state === "overrun" ? { tooManyLines: true } : { text }));
  }
}
