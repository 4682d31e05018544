import type { EnvironmentReport } from "../documents/report";
import { count } from "../words";
import { daysText, stacksText, stateWords } from "../report-words";
import { html, type Markup } from "./markup";

/** Title, place and day, and the figures that say whether something is to be done. */
export function summaryHeader(report: EnvironmentReport): Markup {
  const { program, environment, stacks, account, region, today, live, entries, access, guard } = report;
  const ofState = (state: keyof typeof stateWords) => entries.filter((entry) => entry.state === state).length;
  const mandatory = guard.findings.filter(({ level }) => level === "mandatory").length;
  const advisory = guard.findings.length - mandatory;
  const readers = new Set(access.values.flatMap((value) => value.readers.map(({ role }) => role)));
  const states = (Object.keys(stateWords) as (keyof typeof stateWords)[]).filter(
    (state) => state === "overdue" || ofState(state) > 0,
  );
  return html`
    <div class="title">
      <p class="eyebrow">Strongroom report</p>
      <h1>${environment}</h1>
      <p class="place">
        ${`${[program, ...stacksText(stacks), `account ${account}`, region].join(", ")}, on `}<time datetime=${today}
          >${today}</time
        >. ${daysText(live)}
      </p>
    </div>
    <dl class="figures">
      ${states.map(
        (state) =>
          html`<div class=${`figure state-${ofState(state) > 0 ? state : "ok"}`}>
            <dt>${stateWords[state].plural}</dt>
            <dd>${ofState(state)}</dd>
          </div>`,
      )}
      <div class=${`figure ${guard.blocked ? "state-overdue" : "state-ok"}`}>
        <dt>${guard.blocked ? "Guard: blocked" : "Guard: clean"}</dt>
        <dd>${mandatory} <small>${mandatory === 1 ? "violation" : "violations"}, ${advisory} advised</small></dd>
      </div>
      <div class="figure">
        <dt>Roles that read</dt>
        <dd>${readers.size} <small>of ${count(access.roles.length, "role")}</small></dd>
      </div>
    </dl>
  `;
}
