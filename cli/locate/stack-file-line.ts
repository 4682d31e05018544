import { readFileSync } from "node:fs";
import { LineCounter, isMap, isScalar, isSeq, parseDocument, type Node } from "yaml";

/**
 * Finds the line of a configuration key in a stack file.
 *
 * @param file Absolute, e.g. of `stacks/Pulumi.dev.yaml`.
 * @param key As an error names it, e.g. `"strongroom:github.repositories[0].repository"`.
 * @returns The line of the last part that stands in the file, from 1. Nothing where none does, or the file is no YAML.
 */
export function stackFileLine(file: string, key: string): number | undefined {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, "utf8"), { lineCounter: lines });
  const config = document.errors.length === 0 ? document.get("config") : undefined;
  let node: unknown = config;
  let line: number | undefined;
  let rest = key;
  while (rest !== "") {
    const found = next(node, rest);
    if (found === undefined) break;
    line = lines.linePos(found.at.range![0]).line;
    ({ node, rest } = found);
  }
  return line;
}

/**
 * The child that a key begins with. Keys may hold dots and brackets themselves, such as the name of an entry, so that the longest one
 * that fits is taken.
 */
function next(node: unknown, rest: string): { at: Node; node: unknown; rest: string } | undefined {
  if (isSeq(node)) {
    const [index, digits] = /^\[(\d+)\]\.?/.exec(rest) ?? [];
    const item = digits === undefined ? undefined : (node.items[Number(digits)] as Node | undefined);
    return item && { at: item, node: item, rest: rest.slice(index!.length) };
  }
  if (!isMap(node)) return undefined;
  const fitting = node.items.filter(({ key }) => {
    const name = isScalar(key) ? String(key.value) : undefined;
    return name !== undefined && rest.startsWith(name) && /^($|[.[])/.test(rest.slice(name.length));
  });
  const length = ({ key }: (typeof fitting)[number]): number => String((key as { value: unknown }).value).length;
  const [pair] = fitting.sort((one, other) => length(other) - length(one));
  return pair && { at: pair.key as Node, node: pair.value, rest: rest.slice(length(pair)).replace(/^\./, "") };
}
