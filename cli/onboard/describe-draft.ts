import type { DatabasePart } from "./databases";
import type { Draft } from "./draft";

const address = "a part of the database's address";
const partNames: Readonly<Record<DatabasePart, string>> = {
  url: "the database's URL",
  username: "the database's user",
  password: "the database's password",
  host: address,
  port: address,
  name: address,
};

/** What was found, and what becomes of it: names alone. */
export function describeDraft({ labels, groups, settings, left, notes }: Draft): string {
  const rows = [
    ...groups.flatMap(({ name, keys, database }): [string, string, string][] => [
      ...keys.map((key): [string, string, string] => [key.reads, key.what ?? "a credential", `group ${name}`]),
      ...(database?.members ?? []).map(({ part, key }): [string, string, string] => [
        key.reads,
        key.what ?? partNames[part],
        `group ${name}`,
      ]),
    ]),
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
  const doubled = groups.flatMap(({ database }) => {
    const passwords = (database?.members ?? []).filter(({ part }) => part === "password").map(({ key }) => key.reads);
    const names = passwords.join(", ");
    return passwords.length < 2
      ? []
      : [`${names} are taken for the password of one database: name with --secret what opens something else.`];
  });
  const title = lines.length === 0 ? "Nothing was found in" : "Found in";
  return [
    `${title} ${labels.join(", ")}${lines.length === 0 ? "." : ":"}`,
    ...lines,
    ...notes,
    ...queries,
    ...doubled,
  ].join("\n");
}
