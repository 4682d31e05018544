import { detect } from "../../policies/detect/index";
import type { Detection, Finding, Fingerprint, KeyPath } from "../../policies/detect/types";
import { formatKeyPath, formatNestedKeyPath } from "../../policies/engine/key-path";
import { textOf } from "../../policies/places/place";
import type { ScanFinding, ScanPlace, ScanProblem, ScanUnread } from "../../report/scan-report";
import { readDocuments } from "./documents";
import { leavesOf, type ObjectLeaf } from "./leaves";
import { objectsOf } from "./objects";

/** What one file holds. */
export interface FileScan {
  findings: ScanFinding[];
  unread: ScanUnread[];
  problems: ScanProblem[];
  /** Number of Kubernetes objects. */
  objects: number;
}

/**
 * Looks for credentials in the text of a file: in the ConfigMaps, Secrets and workloads that it declares.
 *
 * @param text YAML or JSON.
 * @param file Its name, for the findings; a name that ends with `.json` rules YAML out.
 * @param fingerprint What a baseline makes of a value. Default: nothing.
 */
export function scanText(text: string, file: string, fingerprint?: Fingerprint): FileScan {
  const { documents, problems } = readDocuments(text, file.toLowerCase().endsWith(".json"));
  const scan: FileScan = {
    findings: [],
    unread: [],
    problems: problems.map((problem) => ({ file, ...problem })),
    objects: 0,
  };
  for (const { number, node } of documents) {
    for (const object of objectsOf(node)) {
      scan.objects++;
      const at = { file, document: number, kind: object.kind, namespace: object.namespace, name: object.name };
      const before = scan.findings.length;
      for (const leaf of leavesOf(object)) {
        if (!leaf.leaf.isSummary || !isSaid(leaf, scan.findings.slice(before))) judge(leaf, at, fingerprint, scan);
      }
    }
  }
  return scan;
}

/** A command line that is read as a whole has nothing to add where one of its words was found. */
function isSaid({ leaf }: ObjectLeaf, findings: readonly ScanFinding[]): boolean {
  const outer = formatKeyPath(leaf.keyPath);
  return findings.some(({ keyPath }) => keyPath.startsWith(outer));
}

function judge(
  { leaf, node, onlySure }: ObjectLeaf,
  at: Omit<ScanPlace, "line" | "keyPath">,
  fingerprint: Fingerprint | undefined,
  scan: FileScan,
): void {
  const { keyPath, reading, isBase64 = false } = leaf;
  if (typeof leaf.value !== "string" || leaf.value === "") return;
  const cannotRead = (path: KeyPath, reason: string): void => {
    scan.unread.push({ ...at, line: node.line, keyPath: printed(keyPath, path), reason });
  };
  const value = textOf(leaf);
  if (value === undefined) return cannotRead(keyPath, "it is not text");
  let detection: Detection;
  try {
    detection = detect({ keyPath, value, place: reading }, fingerprint);
  } catch (error) {
    // The error's message may hold the value, so only its class is told.
    const kind = error instanceof Error ? error.constructor.name : typeof error;
    return cannotRead(keyPath, `the detection failed with ${kind}`);
  }
  for (const { keyPath: path, reason } of detection.unread) cannotRead(path, reason);
  for (const finding of detection.findings) {
    if (onlySure && finding.level === "suspicious") continue;
    const shown = printed(keyPath, finding.keyPath);
    scan.findings.push({
      ...at,
      // What was decoded has no lines of its own in the file.
      line: isBase64 ? node.line : node.fileLine(finding.line ?? 1),
      keyPath: shown,
      detector: finding.detector,
      level: finding.level,
      text: sentence(shown, finding),
      fix: leaf.fix(finding.keyPath.slice(keyPath.length)).replace(/\s*\n\s*/g, " "),
      ...(finding.fingerprint === undefined ? {} : { fingerprint: finding.fingerprint }),
    });
  }
}

function printed(leaf: KeyPath, path: KeyPath): string {
  return path.length <= leaf.length ? formatKeyPath(leaf) : formatNestedKeyPath(leaf, path.slice(leaf.length));
}

const verbs = { certain: "holds", likely: "holds", suspicious: "may hold", placeholder: "holds a placeholder for" };

function sentence(shown: string, { what, level, detector, length }: Finding): string {
  return `${shown} ${verbs[level]} ${what} (${detector}, ${length} characters, masked).`;
}
