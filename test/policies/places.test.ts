import assert from "node:assert/strict";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { gzipSync } from "node:zlib";
import { discoverRules } from "../../policies/engine/discover-rules";
import { Asset, unknown, type ValueMap } from "../../policies/engine/value";
import { places } from "../../policies/places/index";
import { ask } from "./in-process";

const rules = new Map(discoverRules().map((rule) => [rule.id, rule]));
// Built from pieces, so that no scanner takes this file for a leak.
const password = ["n7Kq2vXw", "9LrTb4Zp"].join("");
const holds = "holds a password (named-credential, 16 characters, masked).";

/** What a rule says about one resource, with its level. */
function say(id: string, type: string, props: ValueMap): string[] {
  return ask(rules.get(id)!, [{ type, name: "api", props }]).map(({ level, message }) => `${level}: ${message}`);
}

function deployment(container: ValueMap): [string, ValueMap] {
  const spec = { template: { spec: { containers: [{ name: "api", ...container }] } } };
  return ["kubernetes:apps/v1:Deployment", { metadata: { name: "payments" }, spec }];
}

const declare = "declare DB_PASSWORD in a group of services/payments.ts";

describe("places", () => {
  it("are all looked into by secret-provenance, whatever file they stand in", () => {
    const load = createRequire(__filename);
    const folder = path.join(__dirname, "..", "..", "policies", "places");
    const exported = fs
      .readdirSync(folder)
      .filter((file) => file !== "index.ts")
      .flatMap((file) => Object.entries(load(path.join(folder, file)) as Record<string, unknown>))
      .filter(([, value]) => typeof value === "object" && value !== null && "leaves" in value);
    const listed = new Set<unknown>(places);
    assert.deepEqual(
      exported.filter(([, place]) => !listed.has(place)).map(([name]) => name),
      ["outputs"],
    );
    assert.equal(exported.length, places.length + 1);
  });
});

describe("workload-secrets", () => {
  it("names a variable by its name", () => {
    assert.deepEqual(say("workload-secrets", ...deployment({ env: [{ name: "DB_PASSWORD", value: password }] })), [
      `mandatory: spec.template.spec.containers[0].env["DB_PASSWORD"] ${holds}\n` +
        `Fix: ${declare}, and read it with valueFrom.secretKeyRef.`,
    ]);
  });

  it("names an option of a command line, whose value may stand beside it", () => {
    for (const args of [["--db-password", password], [`--db-password=${password}`]]) {
      assert.deepEqual(say("workload-secrets", ...deployment({ args })), [
        `mandatory: spec.template.spec.containers[0].args["--db-password"] ${holds}\n` +
          `Fix: ${declare}, read it into a variable with secretKeyRef, and write $(NAME) in its place.`,
      ]);
    }
  });

  it("says once what a script and its whole line hold", () => {
    const found = say("workload-secrets", ...deployment({ command: ["sh", "-c", `export DB_PASSWORD=${password}`] }));
    assert.equal(found.length, 1);
    assert.match(found[0]!, /^mandatory: spec\.template\.spec\.containers\[0\]\.command\[2\] /);
  });

  it("reads a script of several lines with its own quotes", () => {
    const script = (value: string) =>
      `mysql <<EOF\nCHANGE MASTER TO\n  MASTER_PASSWORD='${value}',\n  MASTER_PORT=1;\nEOF`;
    const command = (value: string) => say("workload-secrets", ...deployment({ command: ["sh", "-c", script(value)] }));
    assert.deepEqual(command(""), []);
    assert.equal(command(password).length, 1);
  });

  it("is silent about what is not known yet", () => {
    const container: ValueMap = {
      env: [{ name: "DB_PASSWORD", value: unknown }, unknown],
      args: [unknown],
      command: unknown,
    };
    assert.deepEqual(say("workload-secrets", ...deployment(container)), []);
  });
});

describe("release-values", () => {
  const check = (props: ValueMap) =>
    rules
      .get("release-values")!
      .resource!.check({ urn: "urn", type: "kubernetes:helm.sh/v3:Release", name: "redis", props }, [])
      .map(({ level, text, fix }) => `${level}: ${text}${fix === undefined ? "" : `\nFix: ${fix}`}`);

  it("names the value, and the line in a file of values", () => {
    assert.deepEqual(check({ valueYamlFiles: [new Asset("asset", `auth:\n  password: ${password}\n`)] }), [
      `mandatory: valueYamlFiles[0] → auth.password (line 2) ${holds}\n` +
        "Fix: declare AUTH_PASSWORD in a group of services/<service>.ts, " +
        "and let the chart read the Secret by name (often existingSecret).",
    ]);
  });

  it("names a value of a list by its name", () => {
    const [found] = check({ values: { extraEnv: [{ name: "DB_PASSWORD", value: password }] } });
    assert.equal(found?.split("\n")[0], `mandatory: values.extraEnv.DB_PASSWORD ${holds}`);
  });

  it("says that a file was not opened", () => {
    assert.deepEqual(check({ valueYamlFiles: [new Asset("asset")] }), [
      "advisory: valueYamlFiles[0] could not be read: it is an asset.",
    ]);
  });
});

describe("function-environment", () => {
  const fix =
    "Fix: store it in Secrets Manager and hand over its ARN: ECS, CodeBuild and App Runner read it by ARN at start,\n" +
    "     a function reads it with its own role.";

  it("names a variable of a function and of a task", () => {
    assert.deepEqual(
      say("function-environment", "aws:lambda/function:Function", {
        environment: { variables: { DB_PASSWORD: password } },
      }),
      [`mandatory: environment.variables["DB_PASSWORD"] ${holds}\n${fix}`],
    );
    const containerDefinitions = JSON.stringify([{ environment: [{ name: "DB_PASSWORD", value: password }] }]);
    assert.deepEqual(say("function-environment", "aws:ecs/taskDefinition:TaskDefinition", { containerDefinitions }), [
      `mandatory: containerDefinitions[0].environment.DB_PASSWORD ${holds}\n${fix}`,
    ]);
  });

  it("reads a text that should be JSON and is not", () => {
    const found = say("function-environment", "aws:ecs/taskDefinition:TaskDefinition", {
      containerDefinitions: `[{"environment": [], DB_PASSWORD=${password}`,
    });
    assert.equal(found.length, 1);
  });
});

describe("user-data", () => {
  it("opens base64 and gzip, and names the line", () => {
    const script = `#!/bin/sh\nexport DB_PASSWORD=${password}\n`;
    for (const userDataBase64 of [Buffer.from(script), gzipSync(script)].map((bytes) => bytes.toString("base64"))) {
      assert.deepEqual(say("user-data", "aws:ec2/instance:Instance", { userDataBase64 }), [
        `mandatory: userDataBase64 → DB_PASSWORD (line 2) ${holds}\n` +
          "Fix: store it in Secrets Manager, and let the script read it with the instance's role.",
      ]);
    }
  });

  it("says what is not text", () => {
    const userDataBase64 = Buffer.from([0xff, 0xfe, 0x00, 0x80]).toString("base64");
    assert.deepEqual(say("user-data", "aws:ec2/instance:Instance", { userDataBase64 }), [
      "advisory: userDataBase64 could not be read: it is not text.",
    ]);
  });
});

describe("tag-secrets", () => {
  it("names the tag, and the label of a pod's template", () => {
    const fix = "Fix: remove it: everyone who may list resources reads their tags and labels.";
    assert.deepEqual(say("tag-secrets", "aws:s3/bucket:Bucket", { tags: { DB_PASSWORD: password } }), [
      `mandatory: tags["DB_PASSWORD"] ${holds}\n${fix}`,
    ]);
    const [type, props] = deployment({});
    const template = { metadata: { labels: { DB_PASSWORD: password } } };
    assert.deepEqual(say("tag-secrets", type, { ...props, spec: { template } }), [
      `mandatory: spec.template.metadata.labels["DB_PASSWORD"] ${holds}\n${fix}`,
    ]);
  });
});

describe("custom-resource-secrets", () => {
  it("names the value, and says nothing that is not sure", () => {
    const spec = { auth: { DB_PASSWORD: password }, note: "0123456789abcdef0123456789abcdef" };
    assert.deepEqual(
      say("custom-resource-secrets", "kubernetes:example.com/v1:Probe", { metadata: { name: "payments" }, spec }),
      [`mandatory: spec.auth.DB_PASSWORD ${holds}\nFix: ${declare}, and refer to its Secret by name.`],
    );
  });
});

describe("secret-manifest", () => {
  it("names the key once, although the provider repeats stringData in data", () => {
    const props = {
      metadata: { name: "payments" },
      stringData: { DB_PASSWORD: password },
      data: { DB_PASSWORD: Buffer.from(password).toString("base64") },
    };
    assert.deepEqual(say("secret-manifest", "kubernetes:core/v1:Secret", props), [
      `mandatory: stringData["DB_PASSWORD"] ${holds}\n` +
        `Fix: ${declare}, and remove this Secret:\n` +
        "     the ExternalSecret of the service writes one. Replace the value.",
    ]);
  });
});

describe("stack-output-secret", () => {
  it("advises, because a policy is not told whether an output is marked", () => {
    assert.deepEqual(say("stack-output-secret", "pulumi:pulumi:Stack", { DB_PASSWORD: password }), [
      `advisory: DB_PASSWORD ${holds}\n` +
        "Fix: remove the output, and let whoever needs DB_PASSWORD read it from Secrets Manager.\n" +
        "     If it has to stay, wrap it in pulumi.secret(...), and exempt it: a policy is not told of the mark.",
    ]);
  });
});
