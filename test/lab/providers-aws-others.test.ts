import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { zipOf } from "../../lab/providers/aws/archive";
import { configurationProblems, parseConfiguration } from "../../lab/providers/aws/configuration";
import { awsProvider } from "../../lab/providers/aws/provider";
import { type Properties, signatureKey } from "../../lab/providers/core/values";
import { ask } from "./provider-client";
import {
  adopt,
  assertSettled,
  change,
  configuration,
  describeAws,
  make,
  plan,
  refresh,
  remove,
} from "./provider-lifecycle";

/** An archive of one text, as the engine sends it. */
function archive(text: string): Properties {
  const asset = { [signatureKey]: "c44067f5952c0a294b673a41bacd8c17", text };
  return { [signatureKey]: "0def7320c3a5731c473e5ecbe6d01bc7", assets: { "index.js": asset }, hash: `hash of ${text}` };
}

describe("the lab's AWS provider", () => {
  it("carries out only what the vendor's package has", () => {
    for (const token of awsProvider.types) {
      const type = awsProvider.resource(token)!;
      assert.equal(type.type, token);
      const named = [
        ...Object.keys(type.supports!),
        ...type.properties.required,
        ...Object.keys(type.defaults ?? {}),
        ...(type.replaceOn ?? []),
        ...(type.computed ?? []),
        ...(type.retained ?? []),
        ...Object.keys(type.same ?? {}),
      ];
      assert.deepEqual(
        named.filter((name) => !type.properties.inputs.includes(name)),
        [],
      );
      const uncarried = type.properties.required.filter((name) => !(name in type.supports!));
      assert.deepEqual(uncarried, []);
    }
  });

  it("refuses settings that it does not carry out, by name", () => {
    assert.deepEqual(configurationProblems({ region: "eu-west-1", profile: "mine", skipRegionValidation: "true" }), [
      {
        property: "profile",
        reason:
          "the lab's AWS provider does not carry out profile: leave it out in the lab; it carries out region, allowedAccountIds, forbiddenAccountIds, defaultTags, maxRetries",
      },
    ]);
    assert.equal(parseConfiguration({ region: "eu-north-1" }).region, "eu-north-1");
  });

  it("refuses an endpoint that is not on this machine", async () => {
    const outer = process.env["AWS_ENDPOINT_URL"];
    const asked = await ask(awsProvider, "aws:iam/role:Role");
    const advice = 'run "npm run lab -- up", then "npm run lab -- pulumi ..."';
    const begin =
      "configure the provider aws: the lab's AWS provider talks to the lab's emulator only, and AWS_ENDPOINT_URL";
    try {
      delete process.env["AWS_ENDPOINT_URL"];
      await assert.rejects(asked.configure(configuration), { details: `${begin} is not set: ${advice}` });
      process.env["AWS_ENDPOINT_URL"] = "https://sts.amazonaws.com";
      await assert.rejects(asked.configure(configuration), { details: `${begin} names sts.amazonaws.com: ${advice}` });
    } finally {
      asked.stop();
      if (outer === undefined) delete process.env["AWS_ENDPOINT_URL"];
      else process.env["AWS_ENDPOINT_URL"] = outer;
    }
  });

  it("packs an archive that others can read", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "archive-"));
    const file = path.join(folder, "code.zip");
    fs.writeFileSync(file, zipOf(archive("module.exports = 1;\n")));
    const list = execFileSync("python3", [
      "-c",
      "import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); print(z.testzip(), z.read('index.js'))",
      file,
    ]);
    assert.equal(list.toString(), "None b'module.exports = 1;\\n'\n");
    fs.rmSync(folder, { recursive: true });
  });
});

describeAws("parameters, keys and functions in the lab's AWS provider", (aws) => {
  it("refuses an account that the program may not touch", async () => {
    await assert.rejects(aws().configure({ ...configuration, allowedAccountIds: '["999999999999"]' }), {
      details:
        "configure the provider aws: the credentials are of account 111122223333, and the program may touch 999999999999: take credentials of that account",
    });
    await aws().configure(configuration);
  });

  it("makes parameters of every type, and changes them in place", async () => {
    const parameters = aws().of("aws:ssm/parameter:Parameter");
    for (const type of ["String", "StringList", "SecureString"]) {
      const given = { name: `/dev/api/${type}`, type, value: "one", tags: { namespace: "api" } };
      const made = await make(parameters, given);
      assert.deepEqual([made.id, made.state["version"]], [given.name, 1]);
      const { state } = await parameters.read(made.id, made.state, made.inputs);
      assert.ok(state.secrets.some((place) => place.join() === "value"));
      await assertSettled(made, given);
      const later = { ...given, value: "two", description: "Why.", tags: { namespace: "other" } };
      const changed = await change(made, later, ["description", "tags", "value"]);
      assert.equal(changed.state["version"], 2);
      assert.deepEqual((await plan(changed, { ...later, name: "/dev/other" })).replaces, ["name"]);
      await remove(changed);
    }
  });

  it("adopts a parameter by its name, and changes what differs in place", async () => {
    const given = { name: "/dev/hand/LOG_LEVEL", type: "String", value: "info", tags: { namespace: "api" } };
    const parameters = aws().of("aws:ssm/parameter:Parameter");
    await make(parameters, { name: given.name, type: "String", value: "info" });
    const adopted = await adopt(parameters, given.name);
    assert.equal(adopted.id, given.name);
    const changed = await change(adopted, given, ["tags"]);
    assert.equal(changed.state["version"], 1);
    await remove(changed);
  });

  it("shows a value that is not secret where the program says so", async () => {
    const given = { name: "/dev/plain", type: "String", insecureValue: "plain" };
    const made = await make(aws().of("aws:ssm/parameter:Parameter"), given);
    assert.equal(made.state["value"], undefined);
    await remove(await change(made, { ...given, insecureValue: "other" }, ["insecureValue"]));
    const { failures } = await aws().of("aws:ssm/parameter:Parameter").check({ type: "Text", name: "/dev/none" });
    assert.deepEqual(failures, [
      "type: type is none of String, StringList, SecureString",
      "value: give one of value and insecureValue",
    ]);
  });

  it("makes a key with an alias", async () => {
    const given = { description: "Secrets.", deletionWindowInDays: 7, enableKeyRotation: true, tags: { a: "b" } };
    const key = await make(aws().of("aws:kms/key:Key"), given);
    await assertSettled(key, given);
    const aliasGiven = { name: "alias/secrets", targetKeyId: key.id };
    const alias = await make(aws().of("aws:kms/alias:Alias"), aliasGiven);
    await assertSettled(alias, aliasGiven);
    assert.deepEqual((await plan(alias, { name: "alias/secrets", targetKeyId: key.state["arn"] })).changed, []);
    const other = { ...given, description: "Other.", enableKeyRotation: false };
    const changed = await change(key, other, ["description", "enableKeyRotation"]);
    await remove(await change(changed, { ...other, isEnabled: false }, ["isEnabled"]));
    await alias.asked.delete(alias.id, alias.state);
    assert.equal((await refresh(alias)).id, "");
  });

  it("makes a function from an archive, and lets Secrets Manager call it", async () => {
    const statement = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
    const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const role = await make(aws(), { name: "function", assumeRolePolicy });
    const given = {
      name: "rotate",
      role: role.state["arn"],
      code: archive("exports.handler = async () => 1;"),
      handler: "index.handler",
      runtime: "nodejs20.x",
      environment: { variables: { A: "b" } },
    };
    const made = await make(aws().of("aws:lambda/function:Function"), given);
    assert.equal(made.state["arn"], "arn:aws:lambda:eu-west-1:111122223333:function:rotate");
    assert.deepEqual((await plan(made, given)).changed, []);
    const changed = await change(made, { ...given, code: archive("exports.handler = async () => 2;"), timeout: 60 }, [
      "code",
      "timeout",
    ]);
    assert.notEqual(changed.state["codeSha256"], made.state["codeSha256"]);

    const allowed = {
      action: "lambda:InvokeFunction",
      function: "rotate",
      principal: "secretsmanager.amazonaws.com",
      sourceAccount: "111122223333",
      statementId: "rotation",
    };
    const permission = await make(aws().of("aws:lambda/permission:Permission"), allowed);
    await assertSettled(permission, allowed);
    assert.deepEqual((await plan(permission, { ...allowed, principal: "s3.amazonaws.com" })).replaces, ["principal"]);
    for (const one of [permission, changed, role]) await remove(one);
  });
});
