import assert from "node:assert/strict";
import { Addresses } from "../../lab/kubelet/addresses";
import { BackOff } from "../../lab/kubelet/back-off";
import { isOurs, kubeletImages, programOf, repositoryOf } from "../../lab/kubelet/images";
import { commandLine, inSandbox, mountedFolders } from "../../lab/kubelet/sandbox";
import { unsupported } from "../../lab/kubelet/unsupported";

const sandbox = { podIP: "127.97.128.1", folders: { "/tmp/certs": "/stage/certs", "/etc/app": "/stage/app" } };

describe("a place in the pod", () => {
  it("is the pod's address where only a port is named", () => {
    assert.equal(inSandbox("--metrics-addr=:8080", sandbox), "--metrics-addr=127.97.128.1:8080");
    assert.equal(inSandbox(":8080", sandbox), "127.97.128.1:8080");
    assert.equal(inSandbox("--addr=0.0.0.0:8080", sandbox), "--addr=127.97.128.1:8080");
    assert.equal(inSandbox("--addr=[::]:8080", sandbox), "--addr=127.97.128.1:8080");
  });

  it("stays as it is where an address is named, or no port", () => {
    for (const text of [
      "--addr=localhost:8080",
      "--port=10250",
      "--crd-requeue-interval=5m",
      "--a=b:8080",
      "webhook",
    ]) {
      assert.equal(inSandbox(text, sandbox), text);
    }
  });

  it("is the folder behind a mounted path, and behind what lies in it", () => {
    assert.equal(inSandbox("--cert-dir=/tmp/certs", sandbox), "--cert-dir=/stage/certs");
    assert.equal(inSandbox("/tmp/certs/tls.crt", sandbox), "/stage/certs/tls.crt");
    assert.equal(inSandbox("/tmp/certs-old", sandbox), "/tmp/certs-old");
  });

  it("is found in the deepest mount", () => {
    const volumeMounts = [
      { name: "a", mountPath: "/data/" },
      { name: "b", mountPath: "/data/keys", subPath: "one" },
    ];
    const folders = mountedFolders({ name: "c", volumeMounts }, (volume) => `/volumes/${volume}`);
    assert.equal(inSandbox("/data/keys/tls.crt", { podIP: "", folders }), "/volumes/b/one/tls.crt");
    assert.equal(inSandbox("/data/x", { podIP: "", folders }), "/volumes/a/x");
  });
});

describe("a command line", () => {
  const program = {
    entrypoint: ["/parts/operator", "--base"],
    arguments: ["serve"],
    executables: { "/bin/operator": "/parts/operator", sh: "/bin/sh" },
  };

  it("is the image's own where the container says nothing", () => {
    assert.deepEqual(commandLine({}, program, {}, sandbox), ["/parts/operator", "--base", "serve"]);
  });

  it("takes the container's arguments in place of the image's, with variables put in", () => {
    const args = ["webhook", "--dns=$(NAME).svc", "--addr=:1"];
    const expected = ["/parts/operator", "--base", "webhook", "--dns=x.svc", "--addr=127.97.128.1:1"];
    assert.deepEqual(commandLine({ args }, program, { NAME: "x" }, sandbox), expected);
  });

  it("takes the container's command in place of the entrypoint, and finds the executable here", () => {
    assert.deepEqual(commandLine({ command: ["sh", "-c", "true"] }, program, {}, sandbox), ["/bin/sh", "-c", "true"]);
    const named = commandLine({ command: ["/bin/operator"], args: ["a"] }, program, {}, sandbox);
    assert.deepEqual(named, ["/parts/operator", "--base", "a"]);
  });
});

describe("the images that are run", () => {
  const operator = "oci.external-secrets.io/external-secrets/external-secrets";

  it("are told apart by their repositories, whatever tag, digest or registry", () => {
    assert.equal(repositoryOf("registry:5000/a/b:v1@sha256:00"), "registry:5000/a/b");
    assert.equal(repositoryOf("registry:5000/a/b"), "registry:5000/a/b");
    for (const image of [operator, `${operator}:v0.20.4`, `ghcr.io/external-secrets/external-secrets@sha256:00`]) {
      assert.deepEqual(programOf(image, "/parts")?.entrypoint, ["/parts/external-secrets"]);
    }
    assert.equal(programOf("ghcr.io/else/my-external-secrets:v1", "/parts"), undefined);
  });

  it("are the same ones that kwok is told to leave alone", () => {
    const left = (image: string): boolean => kubeletImages.some((pattern) => new RegExp(pattern).test(image));
    const images = [
      `${operator}:v1`,
      operator,
      `${operator}-more:v1`,
      "nginx:1",
      "strongroom-example-app:0.1.0",
      "x/strongroom-example-app",
    ];
    for (const image of images) {
      assert.equal(left(image), isOurs({ spec: { containers: [{ name: "a", image }] } }), image);
    }
    assert.deepEqual(images.filter(left), [
      `${operator}:v1`,
      operator,
      "strongroom-example-app:0.1.0",
      "x/strongroom-example-app",
    ]);
  });

  it("do not make a pod run that asks for what is not done here", () => {
    const containers = [
      { name: "app", image: "strongroom-example-app:1", lifecycle: {}, livenessProbe: { grpc: { port: 1 } } },
      { name: "side", image: "nginx:1" },
    ];
    const pod = { spec: { containers, initContainers: [{ name: "first" }], hostNetwork: true } };
    assert.deepEqual(unsupported(pod, "/parts"), [
      "init containers",
      "hostNetwork",
      "the lifecycle hooks of container app",
      "the gRPC probe of container app",
      "the image nginx:1 of container side",
    ]);
    assert.deepEqual(unsupported({ spec: { containers: [{ name: "a", image: operator }] } }, "/parts"), []);
  });
});

describe("addresses of pods", () => {
  it("come from the upper half of the range, and are 10 instead of 127 in the cluster", () => {
    const addresses = new Addresses("127.97.0.0/16");
    assert.deepEqual(addresses.of("a"), { here: "127.97.128.1", inCluster: "10.97.128.1" });
    assert.deepEqual(addresses.of("b"), { here: "127.97.128.2", inCluster: "10.97.128.2" });
    assert.deepEqual(addresses.of("a"), { here: "127.97.128.1", inCluster: "10.97.128.1" });
    assert.equal(addresses.hereOf("10.97.128.2"), "127.97.128.2");
    assert.equal(addresses.hereOf("10.97.128.3"), undefined);
  });

  it("are kept over a restart of the runner where they are free", () => {
    const addresses = new Addresses("127.97.0.0/16");
    assert.equal(addresses.of("a", "10.97.128.9").here, "127.97.128.9");
    assert.equal(addresses.of("b", "10.97.128.9").here, "127.97.128.1");
    assert.equal(addresses.of("c", "10.1.2.3").here, "127.97.128.2");
  });

  it("are not given again at once", () => {
    const addresses = new Addresses("127.97.0.0/29");
    const taken = ["a", "b", "a"].map((uid) => {
      const { here } = addresses.of(uid);
      addresses.release(uid);
      return here;
    });
    assert.deepEqual(taken, ["127.97.0.5", "127.97.0.6", "127.97.0.5"]);
  });
});

describe("the wait before a restart", () => {
  it("is none first, then doubles up to half a minute", () => {
    const backOff = new BackOff();
    const waits = Array.from({ length: 8 }, () => backOff.after(10));
    assert.deepEqual(waits, [0, 1000, 2000, 4000, 8000, 16000, 30000, 30000]);
  });

  it("begins anew after a long run", () => {
    const backOff = new BackOff();
    for (let end = 0; end < 4; end++) backOff.after(10);
    assert.deepEqual([backOff.after(600_000), backOff.after(10)], [0, 1000]);
  });
});
