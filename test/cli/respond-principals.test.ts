import assert from "node:assert/strict";
import { laterDenial } from "../../cli/aws/older-sessions";
import { closedTrust, isClosed } from "../../cli/respond/closed-trust";
import { pairOf } from "../../cli/respond/steps/access-key";
import { trustPolicy } from "../../components/model/github-subject";
import { runCli } from "./run-cli";

const moment = (document: string): string =>
  (JSON.parse(document) as { Statement: { Condition: { DateLessThan: Record<string, string> } }[] }).Statement[0]!
    .Condition.DateLessThan["aws:TokenIssueTime"]!;

describe("the denial of older sessions", () => {
  it("denies everything by the moment of issue, as AWS's console writes it", () => {
    assert.deepEqual(JSON.parse(laterDenial(new Date("2026-11-27T03:00:00.999Z"), undefined)), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Deny",
          Action: ["*"],
          Resource: ["*"],
          Condition: { DateLessThan: { "aws:TokenIssueTime": "2026-11-27T03:00:00Z" } },
        },
      ],
    });
  });

  it("keeps the later of two moments, whoever wrote the one that is there", () => {
    const held = laterDenial(new Date("2026-11-27T03:00:00Z"), undefined);
    assert.equal(moment(laterDenial(new Date("2026-11-26T03:00:00Z"), held)), "2026-11-27T03:00:00Z");
    assert.equal(moment(laterDenial(new Date("2026-11-28T03:00:00Z"), held)), "2026-11-28T03:00:00Z");
    const other = JSON.stringify({ Statement: { Effect: "Deny", Action: "s3:*", Resource: "*" } });
    assert.equal(moment(laterDenial(new Date("2026-11-28T03:00:00Z"), other)), "2026-11-28T03:00:00Z");
  });
});

describe("a closed trust policy", () => {
  const provider = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";

  it("denies the provider beside what it says, and is known again", () => {
    const open = JSON.stringify(trustPolicy(provider, "acme/platform", { branch: "main" }));
    assert.equal(isClosed(open), false);
    const closed = closedTrust(open, provider);
    assert.equal(isClosed(closed), true);
    const { Statement } = JSON.parse(closed) as { Statement: object[] };
    assert.equal(Statement.length, 2);
    assert.deepEqual(Statement[1], {
      Sid: "ClosedByStrongroom",
      Effect: "Deny",
      Principal: { Federated: provider },
      Action: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
    });
  });
});

describe("an access key that an entry holds", () => {
  it("is a pair of keys with one beginning", () => {
    const wanted = { id: "S3_AWS_ACCESS_KEY_ID", secret: "S3_AWS_SECRET_ACCESS_KEY" };
    for (const keys of [["S3_AWS_ACCESS_KEY_ID"], ["S3_AWS_SECRET_ACCESS_KEY"], Object.values(wanted)]) {
      assert.deepEqual(pairOf(keys), wanted);
    }
    assert.throws(() => pairOf(["S3_SECRET_ACCESS_KEY", "SQS_SECRET_ACCESS_KEY"]), {
      message:
        "S3_SECRET_ACCESS_KEY, SQS_SECRET_ACCESS_KEY are not one access key. Nothing was changed.\nFix: name one of its two keys: GROUP/KEY.",
    });
  });
});

describe("strongroom respond to credentials of AWS", function () {
  this.timeout(60_000);
  const secret = "not-an-id-but-perhaps-the-secret";

  for (const [args, problem] of [
    [
      ["--access-key", secret],
      "What stands behind --access-key is no id of a user's access key. Nothing was changed.\n" +
        "Fix: give the id, which begins with AKIA, and never the secret. One that begins with ASIA is of a session: give its role with --role.\n",
    ],
    [
      ["--role", "AWSServiceRoleForRDS"],
      '--role "AWSServiceRoleForRDS" is no role whose sessions can be denied. Nothing was changed.\n' +
        "Fix: give the name or the ARN of a role. Roles of AWS services (AWSServiceRoleFor...) take no policy of ours: ask AWS's support.\n",
    ],
    [
      ["--role", "arn:aws:iam::999988887777:role/api"],
      "arn:aws:iam::999988887777:role/api is no role of account 111122223333, which dev is. Nothing was changed.\n" +
        "Fix: name the environment of its account.\n",
    ],
    [
      ["--repository", "acme/other"],
      'No role of dev trusts the repository "acme/other". Nothing was changed.\n' +
        "Fix: name one of strongroom:github.repositories: acme/platform.\n",
    ],
    [
      ["api", "--role", "api"],
      "Name exactly one thing that leaked. Nothing was changed.\n" +
        "Fix: strongroom respond dev SERVICE GROUP[/KEY], or --access-key ID, --role NAME or --repository OWNER/NAME instead.\n",
    ],
    [
      [],
      "Name exactly one thing that leaked. Nothing was changed.\n" +
        "Fix: strongroom respond dev SERVICE GROUP[/KEY], or --access-key ID, --role NAME or --repository OWNER/NAME instead.\n",
    ],
  ] as const) {
    it(`refuses ${args.includes(secret as never) ? "what is no id, without showing it" : args.join(" ") || "nothing"}`, () => {
      const { status, stdout, stderr } = runCli(["respond", "dev", ...args]);
      assert.equal(stderr, problem);
      assert.equal(stdout, "");
      assert.equal(status, 2);
    });
  }
});
