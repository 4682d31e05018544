import type { EnvironmentReport, ReportReader, ReportRole, ReportTaker, ReportValue } from "../documents/report";
import { generalGaps, shortNames } from "../report-words";
import { html, type Markup } from "./markup";
import { commonPrefix, shorten } from "./names";
import { searchField } from "./search-field";
import { breakable, listed, table } from "./table";

/** Which role reads which secret and parameter, who may take each role, and what could not be evaluated. */
export function accessSection({ access, entries }: EnvironmentReport): Markup {
  const { roles, values } = access;
  const reading = roles.filter(({ name }) => values.some(({ readers }) => readers.some(({ role }) => role === name)));
  const silent = roles.filter((role) => !reading.includes(role));
  const names = shortNames(entries);
  const nameOf = ({ name }: ReportValue) => names.get(name) ?? name;
  const gaps = [
    ...roles.flatMap((role) => role.gaps.map((gap) => ({ name: role.name, gap }))),
    ...values.flatMap((value) => value.gaps.map((gap) => ({ name: nameOf(value), gap }))),
  ];
  return html`
    <p>
      Evaluated from the program’s own IAM documents: policies, permissions boundaries, trusts, tags, the entries’
      policies and their keys. <i>As</i> names the session tag that a role has to be taken with.
    </p>
    ${searchField("access-rows", "Search who reads", values.length)}
    <div class="wide">${matrix(values, reading, commonPrefix(roles.map(({ name }) => name)), nameOf)}</div>
    ${
      silent.length > 0 &&
      html`<p class="aside">
        Roles that read nothing: ${listed(silent.map(({ name }) => html`<span class="name">${name}</span>`))}.
      </p>`
    }
    <h3>Who may take each role</h3>
    <div class="wide">${rolesTable(roles, values)}</div>
    <h3>What this cannot say</h3>
    <ul class="notes">
      ${gaps.map(({ name, gap }) => html`<li><span class="name">${name}</span>: ${gap}</li>`)}
      ${generalGaps.map((gap) => html`<li>${gap}</li>`)}
    </ul>
  `;
}

/** @param prefix What the names of all roles begin with. */
function matrix(
  values: readonly ReportValue[],
  roles: readonly ReportRole[],
  prefix: string,
  nameOf: (value: ReportValue) => string,
): Markup {
  const readersOf = ({ readers }: ReportValue, { name }: ReportRole) => readers.filter(({ role }) => role === name);
  return table({
    caption: "Secrets and parameters by row, the roles that read them by column",
    id: "access-rows",
    kind: "matrix",
    rows: values,
    search: ({ name, service, kind }) => `${name} ${service} ${kind}`,
    columns: [
      {
        heading: "Secret or parameter",
        cell: (value) => html`<span class="name">${nameOf(value)}</span>`,
      },
      { heading: "Kind", cell: kindOf, kind: "soft whole" },
      ...roles.map((role) => ({
        heading: role.name.slice(prefix.length),
        head: html`<span class="name" title=${role.name}>${role.name.slice(prefix.length)}</span>`,
        kind: (value: ReportValue) => (readersOf(value, role).length > 0 ? "reads" : "closed"),
        cell: (value: ReportValue) => {
          const readers = readersOf(value, role);
          return readers.length > 0 ? readers.map(readerText) : nothing("does not read");
        },
      })),
      { heading: "Outside the program", cell: outside, kind: (value) => (isOpenOutside(value) ? "" : "closed") },
    ],
  });
}

function kindOf({ kind, encryption }: ReportValue): string {
  return encryption === "customer-key" ? `${kind}, customer key` : kind;
}

/** A dash, which is read as what it means. */
function nothing(meaning: string): Markup {
  return html`<span aria-hidden="true">–</span><span class="unseen">${meaning}</span>`;
}

function isOpenOutside({ rotatedBy, others }: ReportValue): boolean {
  return rotatedBy.length + others.length > 0;
}

function readerText({ tags, conditions }: ReportReader): Markup {
  const taken = Object.entries(tags).map(
    ([key, text]) => html`<span class="as">as <span class="name" title=${key}>${text}</span></span>`,
  );
  return html`<span class="reader">
    <span class="dot" aria-hidden="true"></span><span class=${taken.length > 0 ? "unseen" : ""}>reads </span>${taken}
    ${conditions.length > 0 && html`<span class="when"> if ${conditions.join("; ")}</span>`}
  </span>`;
}

function outside(value: ReportValue): Markup {
  if (!isOpenOutside(value)) return nothing("nobody known");
  const { rotatedBy, others } = value;
  return html`
    ${rotatedBy.map((arn) => html`<span class="reader">rotated by <span class="name" title=${arn}>${arn.split(":").at(-1)}</span></span>`)}
    ${others.map(
      ({ id, conditions }) =>
        html`<span class="reader"
          >let in by its policy:
          <span class="name">${id}</span>${conditions.length > 0 && ` if ${conditions.join("; ")}`}</span
        >`,
    )}
  `;
}

function rolesTable(roles: readonly ReportRole[], values: readonly ReportValue[]): Markup {
  const reads = (name: string) => values.filter(({ readers }) => readers.some(({ role }) => role === name)).length;
  return table({
    caption: "Roles of the program and who may take them",
    rows: roles,
    columns: [
      {
        heading: "Role",
        cell: ({ name, description }) =>
          html`<span class="name">${name}</span><span class="kind">${description}</span>`,
      },
      {
        heading: "Taken by",
        cell: ({ takers }) => takers.map((taker) => html`<span class="reader">${takerText(taker)}</span>`),
        kind: "long",
      },
      {
        heading: "On these conditions",
        cell: ({ takers }) =>
          html`<ul class="plain">
            ${takers.flatMap(conditionTexts).map((text) => html`<li class="name">${breakable(text)}</li>`)}
          </ul>`,
        kind: "long",
      },
      { heading: "Boundary", cell: ({ boundary }) => breakable(boundary ?? "none"), kind: "name" },
      { heading: "Reads", cell: ({ name }) => `${reads(name)} of ${values.length}`, kind: "number" },
    ],
  });
}

function takerText({ kind, id }: ReportTaker): Markup {
  const shown = kind === "web identity" ? shorten(issuerOf(id), 44) : id;
  return html`${kind} <span class="name" title=${id}>${breakable(shown)}</span>`;
}

/** What the trust demands. A claim of a token is named after its issuer, which stands beside it already. */
function conditionTexts({ id, conditions }: ReportTaker): string[] {
  return conditions.map((text) => (text.startsWith(`${issuerOf(id)}:`) ? text.slice(issuerOf(id).length + 1) : text));
}

function issuerOf(id: string): string {
  return id.replace(/^.*:oidc-provider\//, "");
}
