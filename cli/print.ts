let stream: NodeJS.WriteStream = process.stdout;

/** Writes lines for whoever runs the command: to standard output, unless that is kept. */
export function print(...lines: string[]): void {
  stream.write(`${lines.join("\n")}\n`);
}

/** Keeps standard output for a document that a program reads: what is printed goes to standard error from here on. */
export function keepStandardOutput(): void {
  stream = process.stderr;
}

/** Writes a document for programs to standard output. */
export function printJson(document: object): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}
