import type { EnvironmentReport, ReportReader, ReportTaker, ReportValue } from "../../report/documents/report";
import type { DeclaredRole } from "./access/roles";
import { type Taker, takersOf } from "./access/takers";
import type { Readers, ReadingSessions } from "./access/who-reads";

/** What was found about roles and readers, as the report holds it. */
export function accessReport(roles: readonly DeclaredRole[], readers: readonly Readers[]): EnvironmentReport["access"] {
  const names = new Map(roles.map(({ arn, name }) => [arn, name]));
  return {
    roles: roles.map((role) => ({
      name: role.name,
      arn: role.arn,
      description: role.description,
      boundary: role.boundary?.name ?? null,
      takers: takersOf(role).map((taker) => takerReport(taker, names)),
      gaps: role.gaps,
    })),
    values: readers.map(({ readable, roles: reading, others }) => ({
      kind: readable.kind,
      name: readable.name,
      service: readable.service,
      encryption: encryptionOf(readable.key.kind),
      readers: [...reading].flatMap(([role, sessions]) =>
        sessions.map((session) => readerReport(role, session, names)),
      ),
      rotatedBy: readable.rotatedBy,
      others,
      gaps: readable.gaps,
    })),
  };
}

function takerReport({ kind, id, conditions }: Taker, names: ReadonlyMap<string, string>): ReportTaker {
  const name = names.get(id);
  if (name !== undefined) return { kind: "role", id: name, conditions };
  const kinds = { AWS: "principal", Federated: "web identity", Service: "service" } as const;
  return { kind: kinds[kind], id, conditions };
}

function readerReport(
  role: string,
  { tags, takers, conditions }: ReadingSessions,
  names: ReadonlyMap<string, string>,
): ReportReader {
  const takenBy = [...new Set(takers.map(({ id }) => names.get(id) ?? id))];
  return { role, tags: { ...tags }, takenBy, conditions };
}

function encryptionOf(kind: "none" | "aws" | "customer"): ReportValue["encryption"] {
  return kind === "none" ? kind : `${kind}-key`;
}
