import { createRequire } from "node:module";
import type { Day } from "../../components/model/days";
import type { DoctorReport } from "../../report/doctor-report";
import { inventoryItems } from "../inventory/items";
import { type LoadedProgram, loadStack } from "../load-program";
import { type Project, listEnvironments, programFolder, readProject } from "../preview/project";
import { findStackFile } from "../preview/stack-config";
import { UserError } from "../user-error";
import { accountLines } from "./account";
import { clusterLines } from "./cluster";
import { expectedInCluster } from "./expected";
import { notChecked } from "./lines";
import { machineLines } from "./machine";
import { environmentLine, projectLine, stackFileLine } from "./program";
import type * as account from "./read-account";
import type * as cluster from "./read-cluster";
import { readMachine } from "./read-machine";
import { readState } from "./read-state";
import { type Reading, failedBy } from "./reading";
import { secretLines } from "./secrets";
import { stateLines } from "./state";

const load = createRequire(__filename);

/** How it is looked. */
export interface Examination {
  /** Folder of the program. */
  program?: string;
  /** The longest that one look may take. */
  seconds: number;
  today: Day;
  /** Told of each part that has been looked at. */
  done: (part: string) => void;
}

/** What is looked at at the same time, as whoever waits reads it. */
export const parts = ["machine", "account", "state", "cluster"];

/**
 * Looks at this machine, and at the environments that there are.
 *
 * @throws Whatever is a mistake of this program.
 */
export async function examineMachine({ program, seconds, done }: Examination): Promise<DoctorReport> {
  const project = tried(() => readProject(programFolder(program)));
  const names = "failed" in project ? [] : listEnvironments(project.value);
  const machine = await readMachine(folderOf(project), seconds);
  done("machine");
  return {
    groups: {
      machine: [...machineLines(machine), projectLine(project, names)],
      environments: names.map((name) => environmentLine(name, tryLoading(name, program))),
    },
  };
}

/**
 * Looks at everything that an environment needs.
 *
 * @param name For example `"prod"`.
 * @throws UserError when the program has no such environment.
 */
export async function examineEnvironment(name: string, examination: Examination): Promise<DoctorReport> {
  const { program, seconds } = examination;
  const project = tried(() => readProject(programFolder(program)));
  const stackFile = "failed" in project ? undefined : findStackFile(project.value, name);
  const loaded = "failed" in project ? project : tryLoading(name, program);
  const names = "failed" in project ? [] : listEnvironments(project.value);
  const files = [projectLine(project, names), ...(stackFile === undefined ? [] : [stackFileLine(loaded, stackFile)])];
  const machineNow = () => readMachine(folderOf(project), seconds).then(told("machine", examination));
  if ("failed" in project || "failed" in loaded) {
    const rest = ["account", "state", "cluster", "secrets"] as const;
    const without = "failed" in project ? "there is no program." : "the stack file is not valid.";
    return {
      environment: name,
      groups: {
        machine: [...machineLines(await machineNow()), ...files],
        ...Object.fromEntries(rest.map((group) => [group, [notChecked(group, without)]])),
      },
    };
  }
  const { environment } = loaded.value;
  const items = inventoryItems(loaded.value);
  const expected = expectedInCluster(loaded.value);
  const entries = items.map(({ entry }) => entry);
  // Loaded before the first look begins: it is not to count as time that an answer took.
  const { readAccount } = load("./read-account") as typeof account;
  const { readCluster } = load("./read-cluster") as typeof cluster;
  const [machine, inAccount, state, inCluster] = await Promise.all([
    machineNow(),
    readAccount(environment, entries, seconds).then(told("account", examination)),
    readState(project.value, environment, seconds).then(told("state", examination)),
    readCluster(loaded.value, expected, seconds).then(told("cluster", examination)),
  ]);
  const awaiting = [...new Set(items.filter(({ awaitingSeed }) => awaitingSeed).map(({ service }) => service))];
  return {
    environment: name,
    groups: {
      machine: [...machineLines(machine, environment), ...files],
      account: accountLines(inAccount, environment),
      state: stateLines(state, name),
      cluster: clusterLines(inCluster, { environment, expected, awaiting }),
      secrets: secretLines(items, inAccount.dates, examination.today),
    },
  };
}

/** Says that a part was looked at, and hands on what it brought. */
function told<T>(part: string, { done }: Examination): (facts: T) => T {
  return (facts) => {
    done(part);
    return facts;
  };
}

function folderOf(project: Reading<Project>): string {
  return "failed" in project ? process.cwd() : project.value.folder;
}

function tryLoading(name: string, program: string | undefined): Reading<LoadedProgram> {
  return tried(() => loadStack(name, program), "type what these lines say, or edit the stack file.");
}

/** @param otherwise The fix of an error whose own lines carry it. */
function tried<T>(read: () => T, otherwise?: string): Reading<T> {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof UserError) return { failed: failedBy(error, otherwise) };
    throw error;
  }
}
