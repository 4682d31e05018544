/** Something that a test's command printed, or that the engine told of. */
export interface Said {
  /** Who said it, e.g. `"pulumi up --stack dev"`. */
  source: string;
  text: string;
}

const everything: Said[] = [];

/** Keeps what a command printed, for the look whether a secret was among it: zz-no-secret-anywhere.test.ts. */
export function record(source: string, text: string): void {
  everything.push({ source, text });
}

/** Everything that was kept in this process. */
export function recorded(): readonly Said[] {
  return everything;
}
