import type { Draft } from "./draft";

/** What was found, and what becomes of it: names alone. */
export function describeDraft({ labels, groups, settings, left, notes }: Draft): string {
  const rows = [
    ...groups.flatMap(({ name, keys, database }) =>
      [...keys, ...(database?.members ?? []).map(({ key }) => key)].map((key): [string, string, string] => [
        key.reads,
        key.what ?? (key.meaning === "setting" ? "a part of the address" : "a credential"),
        `group ${name}`,
      ]),
    ),
    ...settings.map((key): [string, string, string] => [key.reads, "a setting", "parameters"]),
    ...left.map((key): [string, string, string] => [key.reads, key.what ?? `a ${key.meaning}`, "left where it is"]),
  ];
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  const lines = rows.map(([key, what, where]) => `  ${key.padEnd(widths[0]!)}  ${what.padEnd(widths[1]!)}  ${where}`);
  const queries = groups
    .flatMap(({ database }) => database?.members ?? [])
    .filter(({ part, key }) => part === "url" && key.hasQuery === true)
    .map(
      ({ key }) => `${key.reads} had a query, which the URL that is composed has not: give it to the driver otherwise.`,
    );
  const title = lines.length === 0 ? "Nothing was found in" : "Found in";
  return [`${title} ${labels.join(", ")}${lines.length === 0 ? "." : ":"}`, ...lines, ...notes, ...queries].join("\n");
}
