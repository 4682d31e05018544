import * as path from "node:path";
import { discoverTypes } from "../core/discover";
import type { ProviderDefinition } from "../core/resource-type";
import { vendorVersion } from "../core/vendor-properties";
import { configurationProblems, parseConfiguration } from "./configuration";
import { type AwsContext, openAws } from "./context";

/** Stands in for the vendor's AWS provider, over the official SDK, against the lab's emulator. */
export const awsProvider: ProviderDefinition<AwsContext> = {
  name: "aws",
  version: vendorVersion("@pulumi/aws"),
  ...discoverTypes<AwsContext>(path.join(__dirname, "types"), "aws"),
  checkConfiguration: configurationProblems,
  configure: (given) => openAws(parseConfiguration(given)),
  functions: {
    "aws:index/getCallerIdentity:getCallerIdentity": (_args, { account, caller }) =>
      Promise.resolve({ id: account, accountId: account, arn: caller.arn, userId: caller.userId }),
    "aws:index/getRegion:getRegion": (_args, { region }) => Promise.resolve({ id: region, region, name: region }),
  },
};
