import type { EnvironmentReport, ReportExemption, ReportGuard } from "../documents/report";
import { rulesAsked } from "../report-words";
import { count } from "../words";
import { html, type Markup } from "./markup";
import { type Column, table } from "./table";

/** What the guard found, what it is told to overlook and until when, and its rules. */
export function guardSection({ environment, guard }: EnvironmentReport): Markup {
  const { findings, exemptions, rules, notOpened } = guard;
  return html`
    ${verdict(guard)}
    ${
      findings.length > 0 &&
      html`<ul class="findings">
        ${findings.map(findingItem)}
      </ul>`
    }
    <h3>Exemptions</h3>
    ${exemptions.length > 0 ? html`<div class="wide">${exemptionTable(exemptions, environment)}</div>` : html`<p>None: every rule holds for everything.</p>`}
    <h3>Rules</h3>
    <details>
      <summary>${count(new Set(rules.map(({ id }) => id)).size, "rule")}</summary>
      <div class="wide">${ruleTable(rules, environment)}</div>
    </details>
    ${
      notOpened.length > 0 &&
      html`<h3>Not opened</h3>
        <p>Only the engine’s providers look into these, in <code>pulumi preview</code>.</p>
        <ul class="notes">
          ${notOpened.map(({ subject, reason }) => html`<li><span class="name">${subject}</span>: ${reason}</li>`)}
        </ul>`
    }
  `;
}

function verdict({ blocked, findings, rules, resources }: ReportGuard): Markup {
  const mandatory = findings.filter(({ level }) => level === "mandatory").length;
  const advised = findings.length - mandatory;
  const asked = rulesAsked(rules);
  const outcome = blocked
    ? `Blocked: ${count(mandatory, "mandatory violation")}.`
    : "Clean: nothing mandatory is violated.";
  const advice = advised > 0 ? ` ${count(advised, "advisory", "advisories")}.` : "";
  return html`<p class=${`verdict ${blocked ? "state-overdue" : "state-ok"}`}>
    <strong>${outcome}</strong>${`${advice} ${count(asked, "rule")} judged ${count(resources, "resource")}.`}
  </p>`;
}

function findingItem({ stack, level, severity, rule, type, name, message }: ReportGuard["findings"][number]): Markup {
  const [first = "", ...rest] = message.split("\n");
  return html`<li>
    <p>
      <span class=${`badge ${level === "mandatory" ? "state-overdue" : "state-due"}`}>${level}</span>
      <strong class="name">${rule}</strong>${severity === null ? "" : `, severity ${severity}`}, on
      <span class="name">${type} ${name}</span>${inStack(stack)}
    </p>
    <p>${first}</p>
    ${rest.length > 0 && html`<p class="lines">${rest.join("\n")}</p>`}
  </li>`;
}

const exemptionStates = { expired: "state-overdue", "expires soon": "state-due", "in force": "state-ok" } as const;

function exemptionTable(exemptions: readonly ReportExemption[], environment: string): Markup {
  return table({
    caption: "Exemptions by the day on which they end",
    rows: exemptions,
    columns: [
      { heading: "Rule", cell: ({ rule }) => html`<span class="name">${rule}</span>` },
      {
        heading: "Resource",
        cell: ({ resource, keyPath }) => (keyPath === null ? resource : `${resource}, ${keyPath}`),
        kind: "name",
      },
      ...stackColumn(exemptions, environment),
      {
        heading: "Until",
        cell: ({ expires, days, state }) =>
          html`<time datetime=${expires}>${expires}</time>
            <span class=${`badge ${exemptionStates[state]}`}>${daysLeft(days)}</span>`,
        kind: "number",
      },
      { heading: "Owner", cell: ({ owner }) => owner },
      { heading: "Reason", cell: ({ reason }) => reason, kind: "long" },
    ],
  });
}

function inStack(stack: string | undefined): Markup | string {
  return stack === undefined ? "" : html`, in <span class="name">${stack}</span>`;
}

/** Shown where something is said of a team's stack. The environment's own is named after it. */
function stackColumn<Row extends { stack?: string }>(rows: readonly Row[], environment: string): Column<Row>[] {
  if (rows.every(({ stack }) => stack === undefined)) return [];
  return [{ heading: "Stack", cell: ({ stack = environment }) => stack, kind: "name" }];
}

function daysLeft(days: number): string {
  if (days < 0) return `expired ${count(-days, "day")} ago`;
  return days === 0 ? "last day" : `${count(days, "day")} left`;
}

function ruleTable(rules: ReportGuard["rules"], environment: string): Markup {
  return table({
    caption: "Rules of the guard",
    rows: rules,
    columns: [
      { heading: "Rule", cell: ({ id }) => html`<span class="name">${id}</span>` },
      { heading: "What it holds", cell: ({ description }) => description, kind: "long" },
      { heading: "Severity", cell: ({ severity }) => severity ?? "" },
      ...stackColumn(rules, environment),
      { heading: "Level", cell: ({ level }) => (level === "disabled" ? html`<strong>disabled</strong>` : level) },
      { heading: "Findings", cell: ({ findings }) => findings, kind: "number" },
    ],
  });
}
