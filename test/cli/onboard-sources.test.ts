import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { stringify } from "yaml";
import { readSources } from "../../cli/onboard/sources/read-sources";
import type { Found, FoundWorkload } from "../../cli/onboard/sources/found";

/** Each source kind, with values that are made anew each time. */
describe("what a service reads, from files", () => {
  let folder: string;
  let values: string[];
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-onboard-"));
    values = [];
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** A value that nothing may hold afterwards. */
  function secret(): string {
    const value = randomBytes(16).toString("hex");
    values.push(value);
    return value;
  }

  function write(name: string, text: string): string {
    fs.writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  }

  /** Reads files, and sees that no value is in what came of it. */
  async function read(files: Record<string, string | object[]>): Promise<Found> {
    const paths = Object.entries(files).map(([name, content]) =>
      write(name, typeof content === "string" ? content : content.map((one) => stringify(one)).join("---\n")),
    );
    const found = await readSources(paths);
    const text = JSON.stringify(found);
    for (const value of values) assert.ok(!text.includes(value), "a value is kept");
    return found;
  }

  const meanings = ({ keys }: Found): Record<string, string> =>
    Object.fromEntries(keys.map(({ variable, meaning }) => [variable, meaning]));

  const configMap = (data: Record<string, string>, metadata: object = {}): object => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "orders", namespace: "shop", ...metadata },
    data,
  });

  const workload = (kind: string, container: object, volumes: object[] = []): object => {
    const template = { template: { spec: { containers: [{ name: "web", ...container }], volumes } } };
    const spec = kind === "CronJob" ? { jobTemplate: { spec: template } } : template;
    return { apiVersion: "apps/v1", kind, metadata: { name: "orders", namespace: "shop" }, spec };
  };

  it("tells credentials from settings in a ConfigMap, by key and by value", async () => {
    const found = await read({
      "config.yaml": [
        configMap({
          APPLE_SHARED_SECRET: secret(),
          CACHE: `redis://:${secret()}@cache:6379/0`,
          HANDLE: secret() + secret(),
          DB_PASSWORD: "",
          LOG_LEVEL: "info",
          TOKEN_URL: "https://login.example.com/token",
          SECRETS_DIR: "/run/secrets",
        }),
      ],
    });
    assert.deepEqual(meanings(found), {
      APPLE_SHARED_SECRET: "credential",
      CACHE: "credential",
      HANDLE: "credential",
      DB_PASSWORD: "credential",
      LOG_LEVEL: "setting",
      TOKEN_URL: "setting",
      SECRETS_DIR: "setting",
    });
    assert.deepEqual(
      found.keys.map(({ what }) => what),
      [
        "a shared secret",
        "a Redis password in a URL",
        "perhaps a random value, as credentials are",
        undefined,
        undefined,
        undefined,
        undefined,
      ],
    );
    assert.deepEqual(found.keys[0]!.place, {
      kind: "ConfigMap",
      name: "orders",
      namespace: "shop",
      key: "APPLE_SHARED_SECRET",
    });
    assert.deepEqual([found.service, found.namespace, found.labels], ["orders", "shop", ["ConfigMap shop/orders"]]);
  });

  it("names a service by the label of its objects, or by their name without the word that says what they are", async () => {
    const named = async (metadata: object): Promise<string | undefined> =>
      (await read({ "config.yaml": [configMap({ A: "1" }, metadata)] })).service;
    assert.equal(await named({ name: "orders-config" }), "orders");
    assert.equal(await named({ name: "settings", labels: { "app.kubernetes.io/name": "shop" } }), "shop");
    assert.equal(await named({ name: "9lives" }), undefined);
  });

  it("takes the credentials out of a file in a ConfigMap, each under a name of its own", async () => {
    const yaml = stringify({ spring: { mail: { host: "smtp.internal", password: secret() } }, apiKey: secret() });
    const found = await read({ "config.yaml": [configMap({ "application.yaml": yaml, "motd.txt": "welcome\nback" })] });
    assert.deepEqual(meanings(found), { SPRING_MAIL_PASSWORD: "credential", API_KEY: "credential" });
    assert.equal(found.keys[0]!.inside, "application.yaml of ConfigMap shop/orders");
    assert.deepEqual(found.notes, [
      "In the file application.yaml of ConfigMap shop/orders stands what is now SPRING_MAIL_PASSWORD, API_KEY: read it from the variable there, and leave the rest.",
      "No credential was found in the file motd.txt of ConfigMap shop/orders: it stays where it is.",
    ]);
  });

  it("takes what a name calls a credential for one, unless its value is plainly something else", async () => {
    const dog = ["My dog", "Rex, 2019!"].join(" ");
    values.push(dog);
    const credentials = [
      `DB_PASSWORD="${dog}"`,
      `ADMIN_PASSWORD='${dog}'`,
      "SHORT_PASSWORD=x",
      "PIN_PASSWORD=12",
      "DATE_PASSWORD=2019-05-01 or so",
      "REFERRED_PASSWORD=${DB_PASSWORD}",
      "ABSENT_PASSWORD=none",
      "SESSION_SECRET=correct horse",
      "CLIENT_SECRET=12345678",
    ];
    const settings = [
      "PASSWORD_MIN_LENGTH=12",
      "PASSWORD_HASH=bcrypt",
      "PASSWORD_HASH_ROUNDS=10",
      "PASSWORD_HASH_ITERATIONS=600000",
      "PASSWORD_HASH_COST=12",
      "PASSWORD_HASH_ALGORITHM=argon2id",
      "SECRETS_DIR=/run/secrets",
      "JWT_GCP_TOKEN_URL=https://tokens.internal/jwt",
      "SECRET_REDIS_CA_CERTIFICATE_KEY=ca.crt",
      "SMTP_PASSWORD=false",
      "DB_PASS=/run/secrets/db-password",
      "AUTH_TOKEN=https://tokens.internal/auth",
      "MODEL_TOKENS=4096",
      "REFRESH_TOKEN=30d",
      "AUTHORIZATION=basic",
    ];
    const found = await read({ ".env": [...credentials, ...settings, ""].join("\n") });
    const named = (meaning: string): string[] =>
      found.keys.filter((key) => key.meaning === meaning).map(({ variable }) => variable);
    assert.deepEqual(
      [named("credential"), named("setting")],
      [credentials, settings].map((lines) => lines.map((line) => line.slice(0, line.indexOf("=")))),
    );
  });

  it("reads a .env, whatever its name, and its quotes, comments and exports", async () => {
    const text = [
      "# local",
      `export STRIPE_SECRET_KEY="sk_live_${secret()}"`,
      `API_TOKEN='${secret()}' # for tests`,
      "PORT=8080",
      "SESSION_SECRET=",
      "",
    ].join("\n");
    for (const name of [".env", "orders.env", ".env.production", "variables"]) {
      const found = await read({ [name]: text });
      assert.deepEqual(meanings(found), {
        STRIPE_SECRET_KEY: "credential",
        API_TOKEN: "credential",
        PORT: "setting",
        SESSION_SECRET: "credential",
      });
      assert.deepEqual(found.keys[0]!.place, { kind: "file", key: "STRIPE_SECRET_KEY" });
    }
  });

  it("reads a .env that begins with the mark of an editor, and says which of its lines have no value", async () => {
    const rest = secret();
    const text = [
      "\ufeffDB_PASSWORD=x",
      "API_TOKEN",
      "export HOOK_TOKEN # from the shell",
      "  # A comment",
      `KEY="-----BEGIN`,
      `${rest}`,
      `-----END"`,
      rest,
      "HUNTER",
      "",
      "PORT=8080\r",
      "LOG_LEVEL\r",
      "   ",
      "LAST=1",
    ].join("\n");
    const found = await read({ ".env": text });
    assert.deepEqual(
      found.keys.map(({ variable }) => variable),
      ["DB_PASSWORD", "KEY", "PORT", "LAST"],
    );
    const label = path.join(folder, ".env");
    assert.deepEqual(
      found.notes,
      [2, 3, 8, 9, 12].map((line) => `Line ${line} of ${label} is no NAME=VALUE: it is left out.`),
    );
  });

  it("reads the variables of a workload of any kind, and who it is", async () => {
    for (const kind of ["Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job"]) {
      const env = [
        { name: "webhookToken", valueFrom: { secretKeyRef: { name: "hooks", key: "token", optional: true } } },
        { name: "SMTP_PASSWORD", value: secret() },
        { name: "LOG_LEVEL", value: "info" },
        { name: "DSN", value: "amqp://$(USER):$(PASSWORD)@queue" },
        { name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
      ];
      const found = await read({ "workload.yaml": [workload(kind, { env })] });
      assert.deepEqual(meanings(found), {
        WEBHOOK_TOKEN: "credential",
        SMTP_PASSWORD: "credential",
        LOG_LEVEL: "setting",
      });
      const [token, smtp] = found.keys;
      assert.equal(token!.reads, "webhookToken");
      assert.deepEqual(token!.place, { kind: "Secret", name: "hooks", namespace: "shop", key: "token" });
      assert.deepEqual(smtp!.place, { kind, name: "orders", namespace: "shop", key: "SMTP_PASSWORD" });
      const reads = [
        { reads: "webhookToken", variable: "WEBHOOK_TOKEN" },
        { reads: "SMTP_PASSWORD", variable: "SMTP_PASSWORD" },
        { reads: "LOG_LEVEL", variable: "LOG_LEVEL" },
      ];
      const containers = [{ name: "web", field: "containers", reads }];
      const secrets = [{ secret: "hooks", variable: "WEBHOOK_TOKEN" }];
      assert.deepEqual(found.workloads, [{ kind, name: "orders", containers, secrets, readsMore: false }]);
      assert.deepEqual([found.service, found.namespace], ["orders", "shop"]);
      assert.deepEqual(found.notes, [
        `webhookToken is optional in ${kind} shop/orders: here a missing value stops the pod at start.`,
        `DSN is put together from other variables in ${kind} shop/orders: it can stay there.`,
      ]);
    }
  });

  it("reads a workload together with the ConfigMaps and Secrets that it names, from several files", async () => {
    const container = {
      env: [{ name: "SIGNATURE", valueFrom: { configMapKeyRef: { name: "orders", key: "signing" } } }],
      envFrom: [{ configMapRef: { name: "more" }, prefix: "MORE_" }, { secretRef: { name: "all" } }],
    };
    const bundle = { apiVersion: "v1", kind: "Secret", metadata: { name: "all" }, data: { token: secret() } };
    const found = await read({
      "workload.yaml": [workload("Deployment", container)],
      "config.yaml": [configMap({ signing: secret(), UNUSED: "1" }), configMap({ A: "1" }, { name: "more" }), bundle],
    });
    assert.deepEqual(meanings(found), { SIGNATURE: "credential", MORE_A: "setting", TOKEN: "credential" });
    assert.deepEqual(found.keys[0]!.place, { kind: "ConfigMap", name: "orders", namespace: "shop", key: "signing" });
    assert.deepEqual(found.notes, []);
  });

  it("tells what each container reads, and which Secrets are read otherwise than key by key", async () => {
    const yaml = stringify({ mail: { password: secret() } });
    const fromSecret = (name: string, key: string): object => ({
      name,
      valueFrom: { secretKeyRef: { name: "hooks", key } },
    });
    const spec = {
      imagePullSecrets: [{ name: "registry" }],
      initContainers: [{ name: "migrate", env: [fromSecret("HOOK_TOKEN", "token")] }],
      containers: [
        { name: "istio-proxy", env: [{ name: "LOG_LEVEL", value: "info" }] },
        {
          name: "app",
          env: [fromSecret("hookToken", "token")],
          envFrom: [{ secretRef: { name: "all" } }, { secretRef: { name: "absent" } }],
          volumeMounts: [{ name: "config", mountPath: "/etc/app" }],
        },
      ],
      volumes: [
        { name: "config", configMap: { name: "orders" } },
        { name: "tls", secret: { secretName: "tls" } },
      ],
    };
    const metadata = { name: "orders", namespace: "shop" };
    const bundle = { apiVersion: "v1", kind: "Secret", metadata: { name: "all" }, data: { crm: secret() } };
    const found = await read({
      "all.yaml": [
        { apiVersion: "apps/v1", kind: "Deployment", metadata, spec: { template: { spec } } },
        configMap({ "application.yaml": yaml }),
        bundle,
      ],
    });
    const [{ containers, secrets, readsMore }] = found.workloads as [FoundWorkload];
    assert.deepEqual(
      containers.map(({ name, field, reads }) => [field, name, ...reads.map((one) => `${one.reads}=${one.variable}`)]),
      [
        ["initContainers", "migrate", "HOOK_TOKEN=HOOK_TOKEN"],
        ["containers", "istio-proxy", "LOG_LEVEL=LOG_LEVEL"],
        ["containers", "app", "hookToken=HOOK_TOKEN", "crm=CRM", "MAIL_PASSWORD=MAIL_PASSWORD"],
      ],
    );
    assert.deepEqual(secrets, [
      { secret: "tls" },
      { secret: "registry" },
      { secret: "hooks", variable: "HOOK_TOKEN" },
      { secret: "hooks", variable: "HOOK_TOKEN" },
      { secret: "all", variable: "CRM" },
      { secret: "absent" },
    ]);
    assert.equal(readsMore, true);
  });

  describe("two credentials of one name", () => {
    const one = { name: "one", key: "token" };
    const two = { name: "two", key: "token" };
    const from = (name: string, secretKeyRef: object): object => ({ name, valueFrom: { secretKeyRef } });
    const pods = (name: string, ...containers: object[]): object => ({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name, namespace: "shop" },
      spec: { template: { spec: { containers } } },
    });
    const refused = (first: string, second: string): string =>
      `API_TOKEN is ${first} and ${second}: one name has one value, so the first is declared, and who reads the second ` +
      "goes on reading it there. To move it too, declare it under another name, such as --secret OTHER_API_TOKEN.";
    const reads = ({ workloads }: Found): string[] =>
      workloads.flatMap(({ containers }) =>
        containers.map((container) => [container.name, ...container.reads.map(({ variable }) => variable)].join(" ")),
      );

    it("are not made one: the second stays, and so does its Secret", async () => {
      const found = await read({
        "zed.yaml": [
          pods(
            "zed",
            { name: "zed", env: [from("API_TOKEN", one), from("ONE_KEY", { name: "one", key: "key" })] },
            { name: "side", env: [from("API_TOKEN", two)] },
            { name: "same", env: [from("apiToken", one)] },
          ),
          pods("more", { name: "more", env: [from("TWO_KEY", { name: "two", key: "key" })] }),
        ],
      });
      assert.deepEqual(
        found.keys.map(({ variable, place }) => [variable, place?.name, place?.key, place?.holdsMore]),
        [
          ["API_TOKEN", "one", "token", undefined],
          ["ONE_KEY", "one", "key", undefined],
          ["TWO_KEY", "two", "key", true],
        ],
      );
      assert.deepEqual(reads(found), ["zed API_TOKEN ONE_KEY", "side", "same API_TOKEN", "more TWO_KEY"]);
      assert.deepEqual(found.notes, [refused("token of Secret shop/one", "token of Secret shop/two")]);
    });

    it("nor where Secrets are given alone, or it is another key of the same", async () => {
      const secretOf = (name: string, ...keys: string[]): object => ({
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name },
        stringData: Object.fromEntries(keys.map((key) => [key, secret()])),
      });
      const alone = await read({ "all.yaml": [secretOf("one", "API_TOKEN"), secretOf("two", "API_TOKEN", "KEY")] });
      assert.deepEqual(
        alone.keys.map(({ variable, place }) => [variable, place?.name, place?.holdsMore]),
        [
          ["API_TOKEN", "one", undefined],
          ["KEY", "two", true],
        ],
      );
      assert.deepEqual(alone.notes, [refused("API_TOKEN of Secret one", "API_TOKEN of Secret two")]);
      const keys = await read({
        "zed.yaml": [
          pods(
            "zed",
            { name: "zed", env: [from("API_TOKEN", one)] },
            { name: "b", env: [from("API_TOKEN", { name: "one", key: "b" })] },
          ),
        ],
      });
      assert.deepEqual(keys.notes, [refused("token of Secret shop/one", "b of Secret shop/one")]);
    });

    it("in files, or in plain text with different values; the same value is one", async () => {
      const same = secret();
      const inline = (name: string, value: string): object => pods(name, { name, env: [{ name: "API_TOKEN", value }] });
      const plain = await read({
        "all.yaml": [inline("web", same), inline("worker", same), inline("other", secret())],
      });
      assert.deepEqual(reads(plain), ["web API_TOKEN", "worker API_TOKEN", "other"]);
      assert.deepEqual(plain.notes, [
        refused("API_TOKEN of Deployment shop/web", "API_TOKEN of Deployment shop/other"),
      ]);
      const file = (name: string): object => configMap({ "a.yaml": stringify({ api: { token: secret() } }) }, { name });
      const files = await read({ "all.yaml": [file("one"), file("two")] });
      assert.deepEqual(files.notes, [
        "In the file a.yaml of ConfigMap shop/one stands what is now API_TOKEN: read it from the variable there, and leave the rest.",
        refused("in a.yaml of ConfigMap shop/one", "in a.yaml of ConfigMap shop/two"),
      ]);
    });
  });

  it("takes a namespace that a template fills in for none", async () => {
    const { keys, namespace, labels } = await read({
      "config.yaml": [configMap({ API_KEY: secret() }, { namespace: "${NAMESPACE}" })],
    });
    assert.deepEqual(
      [keys[0]!.place, namespace, labels],
      [{ kind: "ConfigMap", name: "orders", key: "API_KEY" }, undefined, ["ConfigMap orders"]],
    );
  });

  it("says what it was not given", async () => {
    const container = {
      env: [{ name: "DB_PASSWORD", valueFrom: { configMapKeyRef: { name: "db", key: "password" } } }],
      envFrom: [{ secretRef: { name: "all" } }, { configMapRef: { name: "more" } }],
    };
    const found = await read({ "workload.yaml": [workload("Deployment", container)] });
    assert.deepEqual(meanings(found), { DB_PASSWORD: "credential" });
    assert.deepEqual(found.notes, [
      "DB_PASSWORD comes from the ConfigMap db, whose values were not given: only its name was judged. Give it too: --from.",
      "Deployment shop/orders reads every key of the Secret all, which was not given: give it too with --from, or name its keys with --secret.",
      "Deployment shop/orders reads every key of the ConfigMap more, which was not given: give it too with --from, or name its keys with --secret and --setting.",
    ]);
  });

  it("reads what kubectl prints: JSON, and lists of many kinds", async () => {
    const items = [
      configMap({ API_KEY: secret() }),
      workload("Deployment", { envFrom: [{ configMapRef: { name: "orders" } }] }),
    ];
    const found = await read({ "all.json": JSON.stringify({ apiVersion: "v1", kind: "List", items }) });
    assert.deepEqual(meanings(found), { API_KEY: "credential" });
  });

  it("takes every key of a Secret for a credential, and none of its values", async () => {
    const value = secret();
    const data = { token: Buffer.from(value).toString("base64") };
    values.push(data.token);
    const found = await read({
      "secret.yaml": [
        { apiVersion: "v1", kind: "Secret", metadata: { name: "orders" }, data, stringData: { user: "orders" } },
      ],
    });
    assert.deepEqual(meanings(found), { TOKEN: "credential", USER: "credential" });
  });

  it("shows no name that is a credential itself", async () => {
    const value = `sk_live_${secret()}`;
    values.push(value);
    const found = await read({
      "config.yaml": [configMap({ [value]: "x", LOG_LEVEL: "info" })],
      ".env": `${value}=1\n`,
    });
    assert.deepEqual(meanings(found), { LOG_LEVEL: "setting" });
    assert.deepEqual(found.notes, [
      "A key of ConfigMap shop/orders has no name that can be shown: it is left out.",
      `A line of ${path.join(folder, ".env")} has no name that can be shown: it is left out.`,
    ]);
  });

  it("refuses what it cannot read, without a word of it", async () => {
    const value = secret();
    const broken = write("broken.yaml", `kind: ConfigMap\ndata:\n  KEY: [${value}\n`);
    const service = write("service.yaml", stringify({ kind: "Service", metadata: { name: "orders" } }));
    const other = write("notes.txt", `The key is ${value}.\n`);
    const missing = path.join(folder, "missing.yaml");
    const text = `DB_PASSWORD=${value}é\n`;
    const encoded = (name: string, bytes: Buffer): string => {
      fs.writeFileSync(path.join(folder, name), bytes);
      return path.join(folder, name);
    };
    const marked = encoded("marked.env", Buffer.from(`\ufeff${text}`, "utf16le"));
    const swapped = encoded("swapped.env", Buffer.from(`\ufeff${text}`, "utf16le").swap16());
    const unmarked = encoded("unmarked.env", Buffer.from(`PORT=1\n`, "utf16le"));
    const western = encoded("western.env", Buffer.from(text, "latin1"));
    const all = [broken, service, other, missing, folder, marked, swapped, unmarked, western];
    await assert.rejects(readSources(all), ({ name, message }: Error) => {
      assert.equal(name, "UserError");
      assert.ok(!message.includes(value), "a value is shown");
      const lines = message.split("\n");
      assert.match(lines[0]!, /broken\.yaml, line 4: /);
      assert.deepEqual(lines.slice(1), [
        `${service}: it holds only Service, of which nothing can be taken.`,
        `${other}: it holds no manifest, of which nothing can be taken.`,
        `${missing}: it cannot be read (ENOENT).`,
        `${folder}: it is a folder: name its files, each with --from.`,
        ...[marked, swapped, unmarked].map(
          (one) => `${one}: it is UTF-16, or no text: save it as UTF-8, such as with iconv -f UTF-16 -t UTF-8.`,
        ),
        `${western}: it is no UTF-8: save it as UTF-8, such as with iconv -f ENCODING -t UTF-8.`,
        "Nothing was written.",
        "Fix: give manifests of a workload, a ConfigMap or a Secret (YAML or JSON), or a file of variables (.env).",
      ]);
      return true;
    });
  });
});
