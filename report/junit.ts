import { counts, describeObject, messageOf, type ScanReport } from "./scan-report";

/**
 * Writes a scan as JUnit XML, which most CI systems show: a suite for each file, a failed case for each finding, an error for
 * a broken file, and one passed case for a clean one.
 * https://github.com/testmoapp/junitxml
 */
export function renderScanJunit(report: ScanReport): string {
  const suites = report.files.map((file) => renderSuite(file, report));
  const failures = report.findings.filter(counts).length;
  const tests = suites.reduce((sum, { tests: ofSuite }) => sum + ofSuite, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    element("testsuites", { name: "strongroom scan", tests, failures, errors: report.problems.length }, [
      ...suites.map(({ xml }) => xml),
    ]),
    "",
  ].join("\n");
}

function renderSuite(file: string, report: ScanReport): { xml: string; tests: number } {
  const findings = report.findings.filter((finding) => finding.file === file);
  const problems = report.problems.filter((problem) => problem.file === file);
  const cases = [
    ...findings.map((finding) => {
      const name = `${describeObject(finding)} ${finding.keyPath}`;
      const at = { name, classname: finding.detector, file, line: finding.line };
      const message = `${file}:${finding.line} ${messageOf(finding)}`;
      // A placeholder is worth a word, and fails nothing.
      const outcome = counts(finding)
        ? element("failure", { type: finding.level, message }, [])
        : element("system-out", {}, [escape(message)]);
      return element("testcase", at, [outcome]);
    }),
    ...problems.map(({ line, message }) =>
      element("testcase", { name: "readable", classname: "file", file, line }, [
        element("error", { type: "broken-file", message }, []),
      ]),
    ),
  ];
  if (cases.length === 0)
    cases.push(element("testcase", { name: "holds no credentials", classname: "file", file }, []));
  const failures = findings.filter(counts).length;
  const counted = { name: file, tests: cases.length, failures, errors: problems.length };
  return { xml: element("testsuite", counted, cases), tests: cases.length };
}

function element(name: string, attributes: Record<string, string | number | undefined>, content: string[]): string {
  const list = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escape(String(value))}"`)
    .join("");
  if (content.length === 0) return `<${name}${list}/>`;
  const inside = content.map((text) => text.replace(/^/gm, "  ")).join("\n");
  return `<${name}${list}>\n${inside}\n</${name}>`;
}

/** XML has no way to write most control characters. */
function escape(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "?")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/[\t\n\r]/g, (char) => `&#${char.charCodeAt(0)};`);
}
