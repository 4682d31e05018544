import { responsible } from "../../../components/model/responsible";
import { secretsName } from "../../../components/model/names";
import { type LoadedProgram, loadProgram } from "../../load-program";
import { exitStatus } from "../../main";
import { chooseTarget } from "../../rotate/target";
import { UserError } from "../../user-error";
import { rdsScript } from "./rds-script";

/** What may be typed behind `strongroom respond` that concerns the script. */
export interface ScriptOptions {
  printScript: boolean;
  /** Folder of the program. */
  program?: string;
}

/**
 * Writes the script of a group to standard output. It calls neither AWS nor the cluster.
 *
 * @param wanted For example `{ environment: "prod", service: "billing", group: "database" }`.
 * @returns The exit status: 0.
 * @throws UserError when the group opens no RDS database.
 */
export function printScript(
  wanted: { environment: string; service: string; group: string },
  options: ScriptOptions,
): number {
  process.stdout.write(`${scriptOf(loadProgram(wanted.environment, options.program, wanted.service), wanted)}\n`);
  return exitStatus.clean;
}

/**
 * The script that replaces the master password of one group's RDS entry.
 *
 * @param wanted For example `{ service: "billing", group: "database" }`.
 * @throws UserError when the group opens no RDS database, or a read replica.
 */
export function scriptOf(program: LoadedProgram, wanted: { service: string; group: string }): string {
  const { service, entry, mode, group } = chooseTarget(program, wanted, []);
  const declared = service.groups[group]!;
  const { database, rotation } = declared;
  const engines = ["postgres", "mysql", "mariadb", "oracle", "sqlserver"];
  if (!database || !engines.includes(database.engine)) {
    throw new UserError(
      `${entry} opens no RDS database, so there is no script for it.\n` +
        `Fix: strongroom respond ${program.environment.name} ${service.name} ${group} knows what to do.`,
    );
  }
  if (database.kind === "read-replica") {
    throw new UserError(
      `${entry} opens a read replica, whose master password is that of its source: there is no script for it.\n` +
        "Fix: print the script of the source's entry.",
    );
  }
  const { owner, runbook } = responsible(service, rotation);
  const { name, account, region, cluster } = program.environment;
  return rdsScript({
    environment: { name, account, region, cluster },
    service: service.name,
    group,
    namespace: service.namespace,
    owner: `${owner.team} <${owner.address}>`,
    runbook,
    entry,
    isManaged: mode === "rds-managed",
    database,
    secret: secretsName(service.name),
    workloads: service.workloads,
  });
}
