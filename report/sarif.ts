import { createHash } from "node:crypto";
import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import type { Location, Log, Notification, ReportingDescriptor, Result } from "sarif";
import type { Level } from "../policies/detect/types";
import { describeObject, messageOf, type DetectorFacts, type ScanFinding, type ScanReport } from "./scan-report";

/** Writes a scan as SARIF 2.1.0, which GitHub code scanning and editors read. */
export function renderScanSarif(report: ScanReport): string {
  return `${JSON.stringify(scanSarif(report), null, 2)}\n`;
}

/**
 * A scan as a SARIF log. Its type is made from the official schema.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function scanSarif(report: ScanReport): Log {
  const rules = rulesOf(report);
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "strongroom", version: report.version, rules: rules.map(describeRule) } },
        invocations: [
          {
            executionSuccessful: report.problems.length === 0,
            toolExecutionNotifications: [
              ...report.problems.map(({ file, line, message }): Notification => ({
                level: "error",
                message: { text: message },
                locations: [locate(file, line)],
              })),
              ...report.notes.map((text): Notification => ({ level: "note", message: { text } })),
            ],
          },
        ],
        columnKind: "utf16CodeUnits",
        results: report.findings.map((finding) => describeFinding(finding, rules)),
      },
    ],
  };
}

const levels: Record<Level, Result.level> = {
  certain: "error",
  likely: "error",
  suspicious: "warning",
  placeholder: "note",
};
/** GitHub reads it as a CVSS score: 7 and more is high. */
const severity = "8.0";

function rulesOf({ findings, detectors }: ScanReport): DetectorFacts[] {
  const ids = [...new Set(findings.map(({ detector }) => detector))].sort();
  return ids.map((id) => detectors.find((facts) => facts.id === id) ?? { id, title: id, why: "", references: [] });
}

function describeRule({ id, title, why, references }: DetectorFacts): ReportingDescriptor {
  const [helpUri] = references;
  const more = references.map((reference) => `- <${reference}>`).join("\n");
  return {
    id,
    shortDescription: { text: title },
    ...(why === "" ? {} : { fullDescription: { text: why } }),
    ...(helpUri === undefined ? {} : { helpUri }),
    help: {
      text: [why, "Keep it in AWS Secrets Manager, and let the workload read it with secretKeyRef."].join("\n").trim(),
      markdown: [why, "Keep it in AWS Secrets Manager, and let the workload read it with `secretKeyRef`.", more]
        .join("\n\n")
        .trim(),
    },
    defaultConfiguration: { level: "error" },
    properties: { tags: ["security", "secrets"], "security-severity": severity },
  };
}

function describeFinding(finding: ScanFinding, rules: readonly DetectorFacts[]): Result {
  const object = describeObject(finding);
  const { physicalLocation } = locate(finding.file, finding.line);
  return {
    ruleId: finding.detector,
    ruleIndex: rules.findIndex(({ id }) => id === finding.detector),
    level: levels[finding.level],
    message: { text: `${object}: ${messageOf(finding)}` },
    locations: [
      {
        ...(physicalLocation === undefined ? {} : { physicalLocation }),
        logicalLocations: [{ fullyQualifiedName: `${object} ${finding.keyPath}`, kind: "member" }],
      },
    ],
    partialFingerprints: { "strongroomPlace/v1": placeDigest(finding) },
    properties: { certainty: finding.level },
  };
}

/** Follows a finding while lines and files move. It is made of its place alone, never of the value. */
function placeDigest({ kind, namespace, name, keyPath, detector }: ScanFinding): string {
  const place = JSON.stringify([kind, namespace, name, keyPath, detector]);
  return createHash("sha256").update(place).digest("hex").slice(0, 32);
}

function locate(file: string, line: number | undefined): Location {
  const region = line === undefined ? {} : { region: { startLine: line } };
  return { physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...region } };
}

/** A file as SARIF names it. */
export function uriOf(file: string): string {
  if (file === "-") return "stdin";
  return isAbsolute(file) ? pathToFileURL(file).href : file.split(/[\\/]/).map(encodeURIComponent).join("/");
}
