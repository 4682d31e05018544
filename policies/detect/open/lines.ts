import type { KeyPath } from "../types";
import type { Inside, Opened } from "./opener";

const comment = /^\s*(?:#|;|\/\/|--\s|\*|\/\*|<!--|!|REM\s|dnl\s|%)/i;
const section = /^\s*\[{1,2}\s*("?[\w./: @-]{1,120}"?)\s*\]{1,2}\s*(?:[#;].*)?$/;
const opening = /^\s*(?:-\s+)?["']?([\w./-]{1,120})["']?(?:\s+["']?[\w./:*-]{1,120}["']?){0,2}\s*[:=]?\s*[{[(]\s*$/;
const closing = /^\s*[}\])]+[;,)]*\s*$/;
const assignment =
  /^\s*(?:(?:export|set|setenv|declare|local|readonly|const|let|var|final|static|public|private|protected|env|ENV|ARG|string|String|val|def)\s+(?:-\w+\s+)?){0,4}(?:-\s+)?(["']?)([A-Za-z_$@*.][\w.$/@-]{0,150}(?:\[["']?[\w.-]{1,80}["']?\])?)\1\s*(?:=>|:=|\?=|\+=|==?|:(?!\/\/)|::=)\s*(.*)$/;
const spaced = /^\s*([A-Za-z_][\w.-]{2,80})[ \t]+(\S.*)$/;

/** Opens text of lines: properties, dotenv, INI, TOML, shell, HOCON, nginx and the like: keys, sections, braces, indentation. */
export function openLines(text: string): Opened | undefined {
  if (!text.includes("\n") && !assignment.test(text)) return undefined;
  const inside: Inside[] = [];
  let sections: KeyPath = [];
  const open: string[] = [];
  // The lines of a certificate or a key are random, and judged as a whole.
  let inArmor = false;
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    if (line.includes("-----BEGIN ")) inArmor = !line.includes("-----END ");
    else if (inArmor) inArmor = !line.includes("-----END ");
    if (inArmor || line.includes("-----END ")) continue;
    if (line.length < 3 || line.length > 20_000 || comment.test(line)) continue;
    const header = section.exec(line);
    if (header !== null) {
      sections = [header[1]!.replace(/"/g, "")];
      continue;
    }
    if (closing.test(line)) {
      open.pop();
      continue;
    }
    const opens = opening.exec(line);
    if (opens !== null) {
      if (open.length < 20) open.push(opens[1]!);
      continue;
    }
    const assigned = assignment.exec(line);
    if (assigned !== null) {
      const keys = [...sections, ...open, keyOf(assigned[2]!)];
      const value = valueOf(assigned[3]!);
      inside.push({ keys, value, line: at });
      continue;
    }
    const words = spaced.exec(line);
    if (words !== null) inside.push({ keys: [...sections, ...open, words[1]!], value: valueOf(words[2]!), line: at });
    else inside.push({ keys: [...sections, ...open], value: line.trim(), line: at });
  }
  return inside.length === 0 ? undefined : { inside };
}

function keyOf(key: string): string {
  return key.replace(/\[["']?([\w.-]+)["']?\]$/, ".$1").replace(/^\$/, "");
}

/** Takes off quotes, a comment behind, and the mark that ends a statement. */
function valueOf(text: string): string {
  const value = text.trim();
  const quote = value[0];
  if (quote === '"' || quote === "'" || quote === "`") {
    const end = value.indexOf(quote, 1);
    if (end > 0 && /^\s*[,;)\]}]{0,4}\s*(?:(?:#|\/\/|;|&&|\|\|).*)?$/.test(value.slice(end + 1)))
      return value.slice(1, end);
    return value;
  }
  return value.replace(/\s+(?:#|\/\/|;).*$/, "").replace(/[;,]$/, "");
}
