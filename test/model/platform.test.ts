import assert from "node:assert/strict";
import { parsePlatform, type Platform } from "../../components/model/platform";

const stack = "acme/strongroom/prod";
const platform: Platform = {
  environment: { name: "prod", account: "123456789012", region: "eu-west-1" },
  secretStore: { name: "aws-secrets-manager", kind: "ClusterSecretStore" },
  parameterStore: { name: "aws-parameter-store", kind: "ClusterSecretStore" },
  kmsKeyArn: "arn:aws:kms:eu-west-1:123456789012:key/1234abcd",
  replicas: [{ region: "eu-central-1" }],
  recoveryWindowInDays: 30,
};

describe("what an environment tells programs of service teams", () => {
  it("is taken as it stands, with what it says beyond left out", () => {
    assert.deepEqual(parsePlatform(stack, platform), platform);
    assert.deepEqual(parsePlatform(stack, { ...platform, later: true }), platform);
  });

  it("is asked for where it is not known", () => {
    assert.throws(() => parsePlatform(stack, undefined), {
      message:
        'The stack acme/strongroom/prod has no output "platform".\n' +
        "Fix: name the stack of an environment that was brought up by Strongroom 0.1 or newer. A preview without the engine takes " +
        "outputs from a file: pulumi stack output --json --stack acme/strongroom/prod > platform.json, then strongroom preview " +
        "--stack-reference acme/strongroom/prod=platform.json",
    });
  });

  it("is refused where it is of something else, without its values", () => {
    const fix = "Fix: let both programs use the same minor version of Strongroom, and bring that stack up first.";
    assert.throws(() => parsePlatform(stack, "a value"), {
      message: `The output "platform" of the stack ${stack} is not Strongroom's: platform is wrong.\n${fix}`,
    });
    const { secretStore: _, ...without } = platform;
    const wrong = { ...without, environment: { ...platform.environment, account: "12" } };
    assert.throws(() => parsePlatform(stack, wrong), {
      message: `The output "platform" of the stack ${stack} is not Strongroom's: platform.environment.account, platform.secretStore are wrong.\n${fix}`,
    });
  });
});
