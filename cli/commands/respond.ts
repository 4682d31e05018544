import { createRequire } from "node:module";
import type { Command } from "commander";
import {
  formatOptions,
  groups,
  helpFooter,
  leakedArguments,
  programOption,
  timeoutOption,
  verboseOption,
} from "../command-options";
import type * as script from "../respond/script/print-script";
import type * as respond from "../respond/run-respond";

const load = createRequire(__filename);

/** Adds `strongroom respond`. */
export function register(program: Command): void {
  const command = program
    .command("respond")
    .helpGroup(groups.leak)
    .description("Respond to a leaked secret: revoke, rotate, audit, communicate.");
  leakedArguments(command)
    .option("--leaked-at <time>", "since when it may be known, e.g. 2026-11-27T03:00:00Z (default: now)")
    .option("--dry-run", "show what was found and what would be done; only read", false)
    .option("--yes", "ask for no confirmation", false)
    .option("--old-is-dead", "say that the old credential is revoked at the third party", false)
    .option("--new", "open another incident where the last one is finished", false)
    .option("--take-over", "go on with what somebody else has begun on another machine and left", false)
    .option(
      "--journal <s3://bucket/prefix>",
      "keep a copy of the journal in S3 (default: strongroom:respond in the stack file)",
    )
    .option("--webhook <entry>", "send the internal message to the webhook whose address this entry holds")
    .option("--topic <arn>", "send the internal message to this topic of SNS")
    .option(
      "--print-script",
      "of an RDS entry: write a shell script to standard output that needs no Node; call nothing",
      false,
    );
  timeoutOption(command);
  formatOptions(command, ["text", "json"]);
  programOption(command);
  verboseOption(command);
  helpFooter(command, {
    notes: [
      "Interrupted, the same command goes on where it was. New values are asked for, hidden, or read as JSON from standard input.",
    ],
    examples: [
      "strongroom respond prod api app/STRIPE_SECRET_KEY --leaked-at 2026-11-27T03:00:00Z",
      "strongroom respond prod api database --dry-run",
      "strongroom respond prod --access-key AKIA................",
      "strongroom respond prod billing database --print-script > respond.sh",
    ],
    status: ["every step is done", "a step failed", "an error"],
  }).action(
    async (
      environment: string,
      service: string | undefined,
      group: string | undefined,
      options: respond.RespondOptions & script.ScriptOptions,
    ) => {
      if (options.printScript) {
        const { printScript } = load("../respond/script/print-script") as typeof script;
        process.exitCode = printScript({ environment, service: service ?? "", group: group ?? "" }, options);
        return;
      }
      const { runRespond } = load("../respond/run-respond") as typeof respond;
      process.exitCode = await runRespond({ environment, service, group }, options);
    },
  );
}
