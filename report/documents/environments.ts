import * as z from "zod";
import { account } from "../document-fields";
import type { JsonDocument } from "../json-document";

const subject = z
  .strictObject({
    environment: z.string().exactOptional().describe("The GitHub environment that the job names."),
    ref: z.string().exactOptional().describe("Beside it: the ref that the job runs on. Absent: refs/heads/main."),
    branch: z.string().exactOptional(),
    tag: z.string().exactOptional(),
    pullRequest: z.boolean().exactOptional().describe("Any pull request of the repository."),
    allowWildcard: z.boolean().exactOptional().describe("True where a value holds * or ? on purpose."),
  })
  .describe("Which runs may take it: one of environment, branch, tag and pullRequest.");

const role = z
  .strictObject({
    repository: z.string().describe("As the stack file names it, with ids or without."),
    purpose: z.enum(["deploy", "preview"]),
    arn: z.string(),
    subject,
  })
  .describe("A role that workflows take.");

const environment = z.strictObject({
  name: z.string(),
  account,
  region: z.string(),
  cluster: z.string().describe("Name of the EKS cluster."),
  roles: z.array(role),
});

const schema = z
  .strictObject({
    version: z.literal(1),
    environments: z.array(environment).describe("In the order in which they are deployed."),
  })
  .describe("What strongroom environments --json writes.");

export default { id: "environments", title: "Strongroom environments", schema } satisfies JsonDocument;

/** Environments for programs. */
export type EnvironmentsDocument = z.infer<typeof schema>;
/** An environment as its stack file describes it. */
export type EnvironmentFacts = z.infer<typeof environment>;
