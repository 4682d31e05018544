import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { inspect } from "node:util";
import { requireSecrets } from "../../runtime";
import { SecretVolume, makeValue, root, runApplication } from "./helpers";

describe("requireSecrets", () => {
  const two = 'requireSecrets(["DATABASE_URL", "STRIPE_SECRET_KEY"]';

  it("gives what the environment variables hold, as it is", () => {
    const value = ` ${makeValue()}\n`;
    const { status, stdout } = runApplication(
      'const secrets = requireSecrets(["API_TOKEN"]); process.stdout.write(String(secrets.API_TOKEN === process.env.API_TOKEN));',
      { API_TOKEN: value },
    );
    assert.deepEqual([status, stdout], [0, "true"]);
  });

  it("ends the process when variables are missing or empty: each is named, with the fix, and no value", () => {
    const value = makeValue();
    const { status, stdout, stderr } = runApplication(
      'requireSecrets(["DATABASE_URL", "STRIPE_SECRET_KEY", "JWT_SIGNING_KEY", "API_TOKEN"], { service: "api" });\n' +
        'console.log("started");',
      { STRIPE_SECRET_KEY: "", JWT_SIGNING_KEY: " \n", API_TOKEN: value },
    );
    assert.deepEqual([status, stdout], [1, ""]);
    assert.equal(
      stderr,
      "strongroom-runtime: 3 of 4 required secrets are missing:\n" +
        "  DATABASE_URL: the variable is not set\n" +
        "  STRIPE_SECRET_KEY: is there, but empty\n" +
        "  JWT_SIGNING_KEY: is there, but holds white space alone\n" +
        "Looked in the environment variables that this process was started with. There is no default and no fallback.\n" +
        "Fix, in this order:\n" +
        "  1. kubectl describe externalsecret,secret api-secrets --namespace NAMESPACE\n" +
        "     lists the keys that the cluster holds, and says why one is not there.\n" +
        "  2. A key whose value nobody has put yet: strongroom seed ENVIRONMENT api\n" +
        "  3. A key that the cluster holds and the workload does not ask for: name it under env, with secretKeyRef to " +
        "api-secrets, optional: false.\n" +
        "This process ends with exit status 1.\n",
    );
  });

  it("says so in the words that the documentation shows", () => {
    const { stderr } = runApplication(`${two}, { service: "api" })`, { DATABASE_URL: makeValue() });
    const page = fs.readFileSync(path.join(root, "docs/runtime.md"), "utf8");
    assert.ok(page.includes(`\`\`\`text\n${stderr}\`\`\`\n`), stderr);
  });

  it("cannot be caught", () => {
    const { status, stdout } = runApplication(`try { ${two}); } catch {} console.log("went on");`);
    assert.deepEqual([status, stdout], [1, ""]);
  });

  it("reads projected files, and says which are missing, empty or no text", () => {
    const volume = new SecretVolume();
    try {
      const value = makeValue();
      volume.write({ DATABASE_URL: `${value}\n`, EMPTY: "", BINARY: Buffer.from([0xc3, 0x28]) });
      const directory = volume.directory;
      assert.equal(requireSecrets(["DATABASE_URL"], { directory }).DATABASE_URL, `${value}\n`);
      fs.mkdirSync(volume.in("..data", "FOLDER"));
      const keys = '["DATABASE_URL", "EMPTY", "BINARY", "FOLDER", "STRIPE_SECRET_KEY"]';
      const { status, stderr } = runApplication(
        `requireSecrets(${keys}, { directory: ${JSON.stringify(directory)} })`,
        {
          STRIPE_SECRET_KEY: value,
        },
      );
      assert.equal(status, 1);
      assert.deepEqual(stderr.split("\n").slice(0, 6), [
        "strongroom-runtime: 4 of 5 required secrets are missing:",
        "  EMPTY: is there, but empty",
        "  BINARY: the file is no UTF-8 text",
        "  FOLDER: the file cannot be read (EISDIR)",
        "  STRIPE_SECRET_KEY: there is no such file",
        `Looked in the directory ${directory}. There is no default and no fallback.`,
      ]);
      assert.match(stderr, /mount the Secret SERVICE-secrets there, optional: false, without subPath\.\n/);
      assert.ok(!stderr.includes(value));
    } finally {
      volume.remove();
    }
  });

  it("says so when the volume is not mounted at all", () => {
    const { status, stderr } = runApplication(`${two}, { directory: "/nowhere/at/all" })`);
    assert.equal(status, 1);
    assert.match(stderr, /^ {2}DATABASE_URL: there is no such directory$/m);
    assert.match(stderr, /^ {2}STRIPE_SECRET_KEY: there is no such directory$/m);
  });

  it("refuses lists that are a mistake, before it looks", () => {
    const refused: [unknown, string][] = [
      [[], 'requireSecrets needs a list of keys, e.g. requireSecrets(["DATABASE_URL"])'],
      ["DATABASE_URL", 'requireSecrets needs a list of keys, e.g. requireSecrets(["DATABASE_URL"])'],
      [
        ["DATABASE_URL", "databaseUrl", 7],
        "requireSecrets got 'databaseUrl', 7; wanted names of environment variables in capitals, e.g. \"DATABASE_URL\"",
      ],
      [["API_TOKEN", "API_TOKEN"], "requireSecrets got API_TOKEN twice: remove one"],
    ];
    for (const [keys, message] of refused) {
      assert.throws(() => requireSecrets(keys as string[]), { name: "TypeError", message });
    }
    assert.throws(() => requireSecrets(["API_TOKEN"], { directory: "" }), {
      message: 'directory is empty; wanted a path, e.g. "/var/run/secrets/api-secrets"',
    });
  });

  describe("gives an object that", () => {
    let volume: SecretVolume;
    const value = makeValue();
    const open = () => requireSecrets(["DATABASE_URL", "API_TOKEN"], { directory: volume.directory });
    before(() => {
      volume = new SecretVolume();
      volume.write({ DATABASE_URL: value, API_TOKEN: value });
    });
    after(() => volume.remove());

    it("shows no value, however it is printed or copied", () => {
      const secrets = open();
      const shown = [
        inspect(secrets),
        inspect(secrets, { showHidden: true, showProxy: true, getters: true, depth: 9 }),
        inspect(secrets, { customInspect: false, showHidden: true, getters: true }),
        inspect({ deep: { secrets } }),
        JSON.stringify(secrets),
        JSON.stringify({ ...secrets }),
        JSON.stringify(Object.assign({}, secrets)),
        JSON.stringify(Object.getOwnPropertyDescriptors(secrets)),
        String(secrets),
        `${Object.values(secrets).join()}${Object.entries(secrets).join()}`,
      ];
      for (const text of shown) assert.ok(!text.includes(value), "a value is shown");
      assert.equal(shown[0], "Secrets { DATABASE_URL: (masked), API_TOKEN: (masked) }");
      assert.equal(shown[4], '{"DATABASE_URL":"(masked)","API_TOKEN":"(masked)"}');
      assert.equal(shown[8], "Secrets(DATABASE_URL, API_TOKEN)");
      assert.throws(() => structuredClone(secrets), { name: "DataCloneError" });
    });

    it("gives a value by its key, destructured too, and knows which keys it has", () => {
      const { DATABASE_URL, API_TOKEN } = open();
      assert.deepEqual([DATABASE_URL, API_TOKEN], [value, value]);
      assert.ok("API_TOKEN" in open());
      assert.ok(!("OTHER_TOKEN" in open()));
    });

    it("throws for a key that was not required, and for a value that is set", () => {
      const secrets = open() as unknown as Record<string, string>;
      assert.throws(() => secrets["API_TOKNE"], {
        name: "TypeError",
        message: "API_TOKNE was not required.\nFix: add it to the list that requireSecrets gets.",
      });
      assert.throws(() => (secrets["API_TOKEN"] = "other"), {
        name: "TypeError",
        message: `API_TOKEN cannot be set: secrets come from the directory ${volume.directory}.`,
      });
      assert.equal(secrets["API_TOKEN"], value);
    });
  });
});
