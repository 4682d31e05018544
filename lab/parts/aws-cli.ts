import { join } from "node:path";

import type { Part } from "./part";
import { pythonPart } from "./python-packages";

const version = "1.46.3";

/** The AWS CLI, of the line that the vendor publishes as a Python package: version 2 comes from an installer alone. */
export function awsCli(): Part {
  return pythonPart({
    name: "aws-cli",
    version,
    title: `the AWS CLI ${version}`,
    cold: "a minute",
    user: "the AWS CLI",
    requirements: join(__dirname, "python", "aws-cli.txt"),
  });
}
