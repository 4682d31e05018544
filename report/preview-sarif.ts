import { createHash } from "node:crypto";
import type { Location, Log, Notification, ReportingDescriptor, Result } from "sarif";
import type { GuardFinding, GuardRule, SourceLocation } from "./preview-report";
import {
  type EnvironmentPreview,
  type SharedFinding,
  rulesThatFound,
  sharedFindings,
  sharedProblems,
} from "./preview-set";
import { uriOf } from "./sarif";
import { enumerate } from "./words";

/** Separates the guard's alerts from those of scans, which come from the same tool. */
const category = "strongroom-preview/";

/** Writes previews as SARIF 2.1.0: one result for each finding, at the declaration that caused it. */
export function renderPreviewsSarif(previews: readonly EnvironmentPreview[], version: string): string {
  return `${JSON.stringify(previewsSarif(previews, version), null, 2)}\n`;
}

/**
 * Previews as a SARIF log, for GitHub code scanning and editors. Its type is made from the official schema.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 *
 * @param version Of Strongroom.
 */
export function previewsSarif(previews: readonly EnvironmentPreview[], version: string): Log {
  const rules = rulesThatFound(previews);
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "strongroom", version, rules: rules.map(describeRule) } },
        automationDetails: { id: category },
        invocations: [
          {
            executionSuccessful: previews.every(({ report }) => report !== undefined),
            toolExecutionNotifications: sharedProblems(previews).map(
              ({ problem: { message, location }, environments }): Notification => ({
                level: "error",
                message: { text: `In ${enumerate(environments)}: ${message}` },
                ...(location && { locations: [locate(location)] }),
              }),
            ),
          },
        ],
        columnKind: "utf16CodeUnits",
        results: sharedFindings(previews).map((shared) => describeFinding(shared, rules)),
      },
    ],
  };
}

const levels: Record<GuardFinding["level"], Result.level> = {
  mandatory: "error",
  remediate: "warning",
  advisory: "warning",
};

/**
 * GitHub reads a CVSS score: from 9 on critical, from 7 high, from 4 medium.
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
const scores: Readonly<Record<string, string>> = { critical: "9.0", high: "8.0", medium: "5.0", low: "2.0" };

function describeRule({ id, description, fix, url, severity }: GuardRule): ReportingDescriptor {
  const text = [description, ...(fix === undefined ? [] : [`Fix: ${fix}`])].join("\n");
  return {
    id,
    shortDescription: { text: description },
    ...(url !== undefined && { helpUri: url }),
    help: { text, markdown: text.replaceAll("\n", "\n\n") },
    defaultConfiguration: { level: "error" },
    properties: {
      tags: ["security", "secrets"],
      ...(severity !== undefined && { "security-severity": scores[severity] ?? scores.medium }),
    },
  };
}

function describeFinding({ finding, rule, environments }: SharedFinding, rules: readonly GuardRule[]): Result {
  const { level, type, name, message, location } = finding;
  const logicalLocations = [{ fullyQualifiedName: `${type} ${name}`, kind: "resource" }];
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level: levels[level],
    message: { text: `${type} ${name}, in ${enumerate(environments)}:\n${message}` },
    locations: [{ ...(location && locate(location)), logicalLocations }],
    // GitHub follows an alert by this name alone. Made of its place, so that it outlives moved lines; never of a value.
    partialFingerprints: { primaryLocationLineHash: `${digest([rule, type, name, message])}:1` },
    properties: { environments },
  };
}

function locate({ file, line }: SourceLocation): Location {
  // GitHub shows a result without a region nowhere in a file: the first line stands for all of it.
  return { physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: line ?? 1 } } };
}

function digest(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
