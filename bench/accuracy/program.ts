import { readCorpus } from "../corpus";
import { machine, print, share, table } from "../report";
import { credentialsOf, elsewhere, judgeConfigMap, type JudgedConfigMap } from "./config-maps";
import { generatedCount, incidentsFound, innocentsFlagged } from "./generated";
import { judgeLine, missedByRule, type JudgedLine } from "./lines";

/** What may be typed behind `bench:guard accuracy`. */
export interface AccuracyOptions {
  corpus?: string;
  seed: number;
  /** Whether everything that was missed or flagged is named. */
  verbose: boolean;
}

/** The wanted numbers; the report shows them beside what was measured. */
const wanted = {
  innocent: "0",
  credentials: "at least 95 %",
  incident: `${generatedCount} of ${generatedCount}`,
  distinctive: "at least 95 %",
  innocentLines: "at most 3 %",
};

/** Measures what the detection finds and what it flags, and prints it. Values are never printed. */
export function measureAccuracy({ corpus: folder, seed, verbose }: AccuracyOptions): void {
  const corpus = readCorpus(folder);
  const innocent = corpus.innocent.map((configMap) => judgeConfigMap(configMap));
  const leaking = corpus.leaking.map((configMap) => judgeConfigMap(configMap));
  const placeholders = corpus.placeholders.map((configMap) => judgeConfigMap(configMap));
  const secretLines = corpus.secretLines.map((line) => judgeLine(line));
  const innocentLines = corpus.innocentLines.map((line) => judgeLine(line));

  const flagged = innocent.filter(isFlagged);
  const credentials = credentialsOf(leaking);
  const found = credentials.filter(({ isFound }) => isFound);
  const distinctive = secretLines.filter(({ isDistinctive }) => isDistinctive);
  const others = secretLines.filter(({ isDistinctive }) => !isDistinctive);
  const underInnocentKeys = innocentsFlagged(seed);

  print(`Accuracy, every level but placeholder counted. ${machine()}.`);
  print(
    table(
      ["measure", "measured", "wanted"],
      [
        ["innocent ConfigMaps flagged, per 1,000", perThousand(flagged.length, innocent.length), wanted.innocent],
        ["real credentials found", share(found.length, credentials.length), wanted.credentials],
        [
          "the incident under APPLE_SHARED_SECRET",
          ofThousand(incidentsFound("APPLE_SHARED_SECRET", seed)),
          wanted.incident,
        ],
        [
          "the incident under the neutral key APPLE_IAP",
          ofThousand(incidentsFound("APPLE_IAP", seed)),
          wanted.incident,
        ],
        ...Object.entries(underInnocentKeys).map(([key, count]) => [
          `32 hex digits under ${key}, flagged`,
          ofThousand(count),
          "0",
        ]),
        [
          "lines with a distinctive format found",
          share(distinctive.filter(wasFound).length, distinctive.length),
          wanted.distinctive,
        ],
        ["other secret lines found", share(others.filter(wasFound).length, others.length), "as measured"],
        [
          "innocent lines flagged",
          share(innocentLines.filter(wasFound).length, innocentLines.length),
          wanted.innocentLines,
        ],
        [
          "innocent lines blocked",
          share(innocentLines.filter(({ isBlocked }) => isBlocked).length, innocentLines.length),
          "as measured",
        ],
        [
          "ConfigMaps with placeholders only, flagged",
          share(placeholders.filter(isFlagged).length, placeholders.length),
          "in neither rate",
        ],
      ],
    ),
  );
  print(perDetector({ leaking, innocent, secretLines, innocentLines }));
  listing(
    "Credentials missed",
    credentials.filter(({ isFound }) => !isFound).map(({ places }) => places.join(", ")),
  );
  listing("Innocent ConfigMaps flagged", flagged.map(describe));
  listing(
    "Findings in leaking ConfigMaps that nobody had seen",
    leaking.flatMap((judged) => {
      const findings = elsewhere(judged);
      return findings.length === 0 ? [] : [describe({ ...judged, findings })];
    }),
  );
  const missed = missedByRule(distinctive).map(({ rule, missed: count, of }) => `${rule}: ${count} of ${of}`);
  listing("Distinctive lines missed, by rule", missed);
  if (!verbose) return;
  listing(
    "Other lines missed, by rule",
    missedByRule(others).map(({ rule, missed: count, of }) => `${rule}: ${count} of ${of}`),
  );
  listing(
    "Distinctive lines missed",
    distinctive.filter((line) => !wasFound(line)).map(({ line }) => line.id),
  );
  listing(
    "Innocent lines flagged",
    innocentLines.filter(wasFound).map(({ line, detectors }) => `${line.id}: ${detectors.join(", ")}`),
  );
  listing("ConfigMaps with placeholders only, flagged", placeholders.filter(isFlagged).map(describe));
}

function isFlagged({ findings }: JudgedConfigMap): boolean {
  return findings.length > 0;
}

function wasFound({ detectors }: JudgedLine): boolean {
  return detectors.length > 0;
}

function perThousand(part: number, whole: number): string {
  return whole === 0 ? "none measured" : `${((1000 * part) / whole).toFixed(1)} (${part} of ${whole})`;
}

function ofThousand(count: number): string {
  return `${count} of ${generatedCount}`;
}

/** Where it is and which detector speaks: enough to look it up, nothing of the value. */
function describe({ configMap, findings }: JudgedConfigMap): string {
  const spots = findings.map(
    ({ keyPath, line, detector, level }) => `${keyPath.join(".")}:${line ?? 1} ${detector} ${level}`,
  );
  return `${configMap.id} (${configMap.name}): ${spots.join("; ")}`;
}

function listing(title: string, items: readonly string[]): void {
  print(
    items.length === 0
      ? `${title}: none.`
      : `${title}: ${items.length}\n${items.map((item) => `  ${item}`).join("\n")}`,
  );
}

/** What each detector contributes, and what it costs in false alarms. */
function perDetector(judged: {
  leaking: JudgedConfigMap[];
  innocent: JudgedConfigMap[];
  secretLines: JudgedLine[];
  innocentLines: JudgedLine[];
}): string {
  const columns = [
    judged.leaking.map(({ findings }) => findings.map(({ detector }) => detector)),
    judged.secretLines.map(({ detectors }) => detectors),
    judged.innocent.map(({ findings }) => findings.map(({ detector }) => detector)),
    judged.innocentLines.map(({ detectors }) => detectors),
  ].map((lists) => {
    const counted = new Map<string, number>();
    for (const detector of lists.flatMap((list) => [...new Set(list)]))
      counted.set(detector, (counted.get(detector) ?? 0) + 1);
    return counted;
  });
  const detectors = [...new Set(columns.flatMap((counted) => [...counted.keys()]))].sort();
  const head = ["detector", "leaking ConfigMaps", "secret lines", "innocent ConfigMaps", "innocent lines"];
  return table(
    head,
    detectors.map((detector) => [detector, ...columns.map((counted) => counted.get(detector) ?? 0)]),
  );
}
