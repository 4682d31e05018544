import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** A chart's folder with its version. */
export interface StandIn {
  version: string;
  path: string;
}

/**
 * The charts that stand in for charts which no package registry serves: every folder here, by the address of the chart that it
 * stands in for, which its Chart.yaml says. They know the values that the program sets, and refuse others (values.schema.json).
 */
export function standInCharts(): Record<string, StandIn> {
  const folders = readdirSync(__dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return Object.fromEntries(
    folders.map(({ name }) => {
      const path = join(__dirname, name);
      const about = parse(readFileSync(join(path, "Chart.yaml"), "utf8")) as {
        version: string;
        annotations: Record<string, string>;
      };
      return [about.annotations["lab/stands-in-for"]!, { version: about.version, path }];
    }),
  );
}
