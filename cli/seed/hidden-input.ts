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

/** Asks on a terminal without showing what is typed. */
export class HiddenInput {
  /**
   * @param input Usually `process.stdin`, which must be a terminal.
   * @param output Where questions are shown: usually `process.stderr`, so that standard output can be kept.
   */
  constructor(
    private readonly input: Terminal,
    private readonly output: Writable,
  ) {}

  /**
   * Asks for one line. Backspace and Ctrl-U edit it.
   *
   * @param question For example `"prod/api/app STRIPE_SECRET_KEY: "`.
   * @throws UserError on Ctrl-C, on Ctrl-D, and when the terminal goes away.
   */
  async ask(question: string): Promise<Answer> {
    this.output.write(question);
    this.input.setRawMode(true);
    this.input.resume();
    try {
      return await this.readLine();
    } finally {
      this.input.pause();
      this.input.setRawMode(false);
      this.output.write("\n");
    }
  }

  private readLine(): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const typed: string[] = [];
      const decoder = new StringDecoder("utf8");
      const stop = (): void => {
        this.input.off("data", onData);
        this.input.off("end", onEnd);
      };
      const onEnd = (): void => {
        stop();
        reject(new UserError("Nothing was written: the input ended before every value was given."));
      };
      const onData = (chunk: Buffer): void => {
        const characters = [...decoder.write(chunk)];
        chunk.fill(0);
        for (const [index, character] of characters.entries()) {
          if (character === controlC || character === controlD) return onEnd();
          if (character === "\r" || character === "\n") {
            stop();
            const rest = characters.slice(index + 1).join("");
            // What was pasted goes on behind its first line. The rest must not become the next answer.
            resolve(rest.trim() === "" ? { text: typed.join("") } : { tooManyLines: true });
            return;
          }
          if (character === "\u007f" || character === "\b") typed.pop();
          else if (character === controlU) typed.length = 0;
          else typed.push(character);
        }
      };
      this.input.on("data", onData);
      this.input.once("end", onEnd);
    });
  }
}
