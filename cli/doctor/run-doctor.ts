import { dayOf } from "../../components/model/days";
import { chooseColors } from "../../report/colors";
import { renderDoctorJson } from "../../report/doctor-json";
import { isReady } from "../../report/doctor-report";
import { renderDoctorText } from "../../report/doctor-text";
import { exitStatus } from "../main";
import { withProgress } from "../progress";
import { readTimeout } from "../read-timeout";
import { examineEnvironment, examineMachine, parts } from "./examine";

/** What may be typed behind `strongroom doctor`. */
export interface DoctorOptions {
  format: "text" | "json";
  /** Seconds that one look may take, as typed. */
  timeout: string;
  /** Folder of the program. */
  program?: string;
  color: boolean;
}

/**
 * Looks whether this machine, account, state and cluster are ready, and prints a line for each check. It changes nothing.
 *
 * @param environment For example `"prod"`. Absent: this machine alone, and the environments that there are.
 * @returns The exit status: 0 ready, 1 something is wrong or could not be looked at.
 * @throws UserError for an environment that does not exist.
 */
export async function runDoctor(environment: string | undefined, options: DoctorOptions): Promise<number> {
  const seconds = readTimeout(options.timeout);
  const waiting = new Set(environment === undefined ? ["machine"] : parts);
  const { program } = options;
  const examination = {
    ...(program !== undefined && { program }),
    seconds,
    today: dayOf(),
    done: (part: string) => void waiting.delete(part),
  };
  const report = await withProgress(
    () => `Looking at ${[...waiting].join(", ")}`,
    () => (environment === undefined ? examineMachine(examination) : examineEnvironment(environment, examination)),
  );
  process.stdout.write(
    options.format === "json"
      ? renderDoctorJson(report)
      : renderDoctorText(report, chooseColors(options.color, process.stdout, process.env)),
  );
  return isReady(report) ? exitStatus.clean : exitStatus.violation;
}
