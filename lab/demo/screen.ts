import { createColors } from "picocolors";

/** What stands for lines that are left out. */
export const omission = "...";

/** Shows the story: headings, sentences, commands and what they print. */
export class Screen {
  private readonly colors: ReturnType<typeof createColors>;
  private omitted = false;

  /**
   * @param write Takes text, e.g. `(text) => process.stdout.write(text)`.
   * @param colored Whether headings and commands stand out. Default: no.
   */
  constructor(
    private readonly write: (text: string) => void,
    colored: boolean = false,
  ) {
    this.colors = createColors(colored);
  }

  heading(text: string): void {
    this.write(`\n${this.colors.bold(text)}\n`);
  }

  sentence(text: string): void {
    this.write(`${text}\n`);
  }

  /** A command as it is typed, and what goes to its standard input. */
  command(words: readonly string[], input?: string): void {
    this.omitted = false;
    this.write(`\n${this.colors.cyan(`$ ${words.map(quoted).join(" ")}`)}\n`);
    if (input !== undefined) this.write(`(on standard input: ${input})\n`);
  }

  /** A line of a command's output. */
  line(text: string): void {
    this.omitted = false;
    this.write(`${text}\n`);
  }

  /** A line that is left out: one mark for all of them in a row. */
  omit(): void {
    if (!this.omitted) this.write(`${omission}\n`);
    this.omitted = true;
  }

  checked(text: string): void {
    this.write(`${this.colors.green(`Checked: ${text}.`)}\n`);
  }
}

/** A word as a shell wants it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
