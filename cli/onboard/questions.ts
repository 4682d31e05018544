import { createInterface, type Interface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";
import { UserError } from "../user-error";
import type { Typed } from "./typed";

/** Something that a person has to decide. */
export interface Decision<Value> {
  /** What is typed instead of an answer, e.g. `"--team TEAM"`. */
  flag: string;
  /** What it is for, a phrase: `"who answers for it"`. */
  why: string;
  /** What is asked on a terminal, without what an empty answer means. */
  question: string;
  /** What an empty answer means there. Absent: an answer is needed. */
  otherwise?: { value: Value; shown: string };
  /** Reads what was typed. */
  read: (text: string) => Typed<Value>;
}

/** Decides what is left to a person. */
export interface Decider {
  /** Whether there is somebody to ask. */
  readonly asks: boolean;
  /** @returns Nothing where nobody can be asked: what is missing is told later, all of it at once. */
  decide<Value>(decision: Decision<Value>): Promise<Value | undefined>;
}

/** Asks a person at a terminal, until the answer fits. */
export class Questions implements Decider {
  readonly asks = true;
  private readonly lines: Interface;
  private readonly left: Promise<never>;

  /**
   * @param input Usually `process.stdin`, which must be a terminal.
   * @param output Where questions are shown: usually `process.stderr`, so that standard output can be kept.
   */
  constructor(
    input: Readable,
    private readonly output: Writable,
  ) {
    this.lines = createInterface({ input, output, terminal: true });
    this.left = new Promise((_, reject) => {
      this.lines.once("close", () =>
        reject(new UserError("Nothing was written: the input ended before it was complete.")),
      );
    });
    // Nobody may be waiting when the terminal goes away.
    this.left.catch(() => undefined);
  }

  async decide<Value>({ question, otherwise, read }: Decision<Value>): Promise<Value> {
    for (;;) {
      const shown = otherwise === undefined ? "" : ` [${otherwise.shown}]`;
      const answer = await Promise.race([this.lines.question(`${question}${shown}: `), this.left]).catch((error) => {
        this.output.write("\n");
        throw error;
      });
      if (answer.trim() === "" && otherwise !== undefined) return otherwise.value;
      const typed = read(answer);
      if ("value" in typed) return typed.value;
      this.output.write(`  ${typed.problem}.\n`);
    }
  }

  /** Gives the terminal back. */
  close(): void {
    this.lines.close();
  }
}

/** Notes what nobody can be asked for. */
export class Missing implements Decider {
  readonly asks = false;
  private readonly lines: [flag: string, why: string][] = [];

  decide<Value>({ flag, why }: Decision<Value>): Promise<Value | undefined> {
    this.lines.push([flag, why]);
    return Promise.resolve(undefined);
  }

  /** @throws UserError with all that is missing. */
  refuse(): void {
    if (this.lines.length === 0) return;
    const widest = Math.max(...this.lines.map(([flag]) => flag.length));
    const lines = this.lines.map(([flag, why]) => `  ${flag.padEnd(widest)}  ${why}`);
    throw new UserError(
      `A person has to decide this, and standard input is no terminal. Nothing was written.\n${lines.join("\n")}\n` +
        "Fix: give what is named here, or run this on a terminal, where it is asked for.",
    );
  }
}
