import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { SecretsError, requireSecrets } from "../../runtime";
import { SecretVolume, makeValue, root, runApplication } from "./helpers";

describe("reloading secrets", () => {
  let volume: SecretVolume;
  const first = { DATABASE_URL: makeValue(), API_TOKEN: makeValue() };
  const open = () => requireSecrets(["DATABASE_URL", "API_TOKEN"], { directory: volume.directory, service: "api" });

  beforeEach(() => {
    volume = new SecretVolume();
    volume.write(first);
  });
  afterEach(() => volume.remove());

  it("takes the new values of files, and tells listeners the keys that changed", () => {
    const secrets = open();
    const told: string[][] = [];
    const stop = secrets.onChange((changed) => told.push(changed));
    assert.deepEqual(secrets.reload(), []);
    const token = makeValue();
    volume.write({ ...first, API_TOKEN: token });
    assert.equal(secrets.API_TOKEN, first.API_TOKEN);
    assert.deepEqual(secrets.reload(), ["API_TOKEN"]);
    assert.deepEqual([secrets.DATABASE_URL, secrets.API_TOKEN], [first.DATABASE_URL, token]);
    stop();
    volume.write(first);
    assert.deepEqual(secrets.reload(), ["API_TOKEN"]);
    assert.deepEqual(told, [["API_TOKEN"]]);
  });

  it("keeps every value when a key is missing by then, and says which", () => {
    const secrets = open();
    const told: string[][] = [];
    secrets.onChange((changed) => told.push(changed));
    volume.write({ DATABASE_URL: makeValue() });
    assert.throws(
      () => secrets.reload(),
      (error) => {
        assert.ok(error instanceof SecretsError);
        assert.deepEqual(error.keys, ["API_TOKEN"]);
        assert.match(error.message, /^1 of 2 required secrets is missing:\n {2}API_TOKEN: there is no such file\n/);
        return true;
      },
    );
    assert.deepEqual([secrets.DATABASE_URL, secrets.API_TOKEN], [first.DATABASE_URL, first.API_TOKEN]);
    assert.deepEqual(told, []);
  });

  it("tells every listener, also behind one that throws, and has the new values in force", () => {
    const secrets = open();
    const told: string[] = [];
    const failure = new Error("no connection");
    secrets.onChange(() => {
      throw failure;
    });
    secrets.onChange((changed) => told.push(...changed));
    const changed = { DATABASE_URL: makeValue(), API_TOKEN: makeValue() };
    volume.write(changed);
    assert.throws(() => secrets.reload(), {
      name: "AggregateError",
      message: "The secrets were reloaded, but a listener of the change failed.",
      errors: [failure],
    });
    assert.deepEqual(told, ["DATABASE_URL", "API_TOKEN"]);
    assert.equal(secrets.API_TOKEN, changed.API_TOKEN);
  });

  it("is refused for environment variables, with what to do instead", () => {
    for (const call of ["reload", "reloadOnSignal"]) {
      const { stdout } = runApplication(
        `try { requireSecrets(["API_TOKEN"], { service: "api" }).${call}(); } catch (error) { console.log(error.name + ": " + error.message); }`,
        { API_TOKEN: makeValue() },
      );
      assert.equal(
        stdout,
        "SecretsError: Secrets from environment variables cannot be reloaded: a running process never sees new ones.\n" +
          "Fix: restart the process; in the cluster the annotation secret.reloader.stakater.com/reload: api-secrets does that.\n" +
          '     Or mount the Secret and read files: requireSecrets(keys, { directory: "/var/run/secrets/api-secrets" }).\n',
      );
    }
  });

  it("happens on a signal until that is ended, and refuses what is no signal", () => {
    const secrets = open();
    assert.throws(() => secrets.reloadOnSignal("HUP"), {
      name: "TypeError",
      message: "'HUP' is no signal; wanted one such as \"SIGHUP\"",
    });
    const before = process.listenerCount("SIGHUP");
    const stop = secrets.reloadOnSignal();
    assert.equal(process.listenerCount("SIGHUP"), before + 1);
    stop();
    assert.equal(process.listenerCount("SIGHUP"), before);
  });

  it("survives a signal that finds a key missing, and takes the next good state", async () => {
    const application = spawn(
      process.execPath,
      [
        "-e",
        `const { requireSecrets } = require(${JSON.stringify(path.join(root, "runtime"))});
         const secrets = requireSecrets(["DATABASE_URL", "API_TOKEN"], { directory: process.argv[1] });
         secrets.onChange((changed) => console.log(changed.join()));
         secrets.reloadOnSignal();
         setInterval(() => {}, 60_000);
         console.log("ready");`,
        volume.directory,
      ],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    try {
      const lines = createInterface(application.stdout)[Symbol.asyncIterator]();
      const complaints = createInterface(application.stderr)[Symbol.asyncIterator]();
      assert.equal((await lines.next()).value, "ready");
      volume.write({ DATABASE_URL: makeValue() });
      application.kill("SIGHUP");
      let complaint: string;
      do complaint = String((await complaints.next()).value);
      while (!complaint.startsWith("The reload"));
      assert.equal(complaint, "The reload on SIGHUP changed nothing: the values from before stay in force.");
      volume.write({ ...first, API_TOKEN: makeValue() });
      application.kill("SIGHUP");
      assert.equal((await lines.next()).value, "API_TOKEN");
    } finally {
      application.kill("SIGKILL");
      await once(application, "exit");
    }
  });
});
