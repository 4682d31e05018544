import assert from "node:assert/strict";
import { unknown, type Value, type ValueMap } from "../../policies/engine/value";
import rule from "../../policies/rules/static-access-keys";
import { ask } from "./in-process";

const accessKey = ["AKIA", "QX4R7Z2MWT5LNB3C"].join("");
const secretKey = ["b7Kq2vXw9LrT4mNp", "Zc8sYd3FhJ6gAe1R", "uV5tQo0x"].join("");

function messages(type: string, props: ValueMap): string[] {
  return ask(rule, [{ type, name: "it", props }]).map(({ level, message }) => `${level}: ${message}`);
}

const aws = (props: ValueMap) => messages("pulumi:providers:aws", props);
const kubernetes = (kubeconfig: ValueMap[string]) => messages("pulumi:providers:kubernetes", { kubeconfig });

describe("static-access-keys", () => {
  it("refuses a key, a password and a credential of a user", () => {
    assert.deepEqual(messages("aws:iam/accessKey:AccessKey", { user: "ci" }), [
      [
        "mandatory: it makes an access key of an IAM user, which lasts until somebody deletes it.",
        "Fix: let a workload take a role (IRSA on EKS, a task or instance role), GitHub Actions by OIDC (GitHubOidc), and people",
        "     sign in through IAM Identity Center.",
      ].join("\n"),
    ]);
    assert.deepEqual(messages("aws:iam/userLoginProfile:UserLoginProfile", { user: unknown }), [
      "mandatory: it makes a console password of an IAM user, which lasts until somebody deletes it.\n" +
        "Fix: give people access through IAM Identity Center, and remove the login profile.",
    ]);
    const [first] = messages("aws:iam/serviceSpecificCredential:ServiceSpecificCredential", {});
    assert.match(first!, /^mandatory: it makes a credential of an IAM user for one service, which lasts /);
  });

  it("advises to delete a key that is switched off", () => {
    assert.deepEqual(messages("aws:iam/accessKey:AccessKey", { user: "ci", status: "Inactive" }), [
      "advisory: it makes an access key of an IAM user; it is switched off.\nFix: delete it once nobody misses it.",
    ]);
    assert.match(messages("aws:iam/accessKey:AccessKey", { status: unknown })[0]!, /^mandatory: /);
  });

  it("refuses keys in the configuration of a provider, known or not", () => {
    const text =
      "mandatory: accessKey and secretKey of the provider are a long-lived key, and stand in Pulumi's state.\n" +
      "Fix: remove accessKey and secretKey: the provider then takes the identity of whoever runs Pulumi. For another account, give\n" +
      "     assumeRoles a role's ARN; in GitHub Actions, assume the role of GitHubOidc by OIDC.";
    assert.deepEqual(aws({ accessKey, secretKey }), [text]);
    assert.deepEqual(aws({ accessKey: unknown, secretKey: unknown }), [text]);
    assert.match(aws({ secretKey })[0]!, /^mandatory: secretKey of the provider is a long-lived key, /);
    assert.match(
      aws({ accessKey, secretKey, token: "t" })[0]!,
      /^advisory: accessKey and secretKey .* hold a session, /,
    );
    assert.deepEqual(aws({}), []);
  });

  it("knows an emulator by a key that AWS would never give, with an endpoint or without validation", () => {
    const emulator = { accessKey: "test", secretKey: "test" };
    assert.deepEqual(aws({ ...emulator, endpoints: '[{"s3":"http://localhost:4566"}]' }), []);
    assert.deepEqual(aws({ ...emulator, skipCredentialsValidation: "true" }), []);
    assert.equal(aws({ ...emulator, skipCredentialsValidation: "false", endpoints: "[]" }).length, 1);
    assert.equal(aws({ accessKey, secretKey, skipCredentialsValidation: "true" }).length, 1);
  });

  it("advises against credentials in a kubeconfig, each with its place", () => {
    const users = [{ user: { token: secretKey } }, { user: { password: secretKey, "client-key-data": secretKey } }];
    const found = kubernetes(JSON.stringify({ users }));
    assert.deepEqual(
      found.map((message) => message.split("\n")[0]),
      [
        "advisory: kubeconfig → users[0].user.token is a token that does not end by itself.",
        "advisory: kubeconfig → users[1].user.client-key-data is a client key that does not end by itself.",
        "advisory: kubeconfig → users[1].user.password is a password that does not end by itself.",
      ],
    );
    assert.match(found[0]!, /\nFix: let the user run a command for a short-lived token: exec: /);
    assert.ok(!found.join("").includes(secretKey));
    assert.equal(kubernetes(`users:\n- user:\n    token: ${secretKey}\n`).length, 1);
  });

  it("says nothing of a kubeconfig that it cannot read, and never throws", () => {
    const odds: Value[] = [
      "~/.kube/config",
      "",
      "{",
      "a: &a [*a]\n",
      "- 1\n- 2\n",
      unknown,
      null,
      { users: unknown },
      { users: [1, {}] },
    ];
    for (const odd of odds) {
      assert.deepEqual(kubernetes(odd), []);
    }
  });
});
