import type { OnboardOptions } from "../../cli/onboard/options";

/** What was typed, as commander hands it over. */
export function options(typed: Partial<OnboardOptions> = {}): OnboardOptions {
  const lists = {
    from: [],
    workload: [],
    secret: [],
    setting: [],
    leave: [],
    database: [],
    instance: [],
    rotation: [],
    stackReference: [],
  };
  return { ...lists, environment: "dev", leaveSettings: false, color: false, ...typed };
}
