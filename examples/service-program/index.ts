// The program of a service team: its Deployment, and what the service keeps. Stores, rotation functions and alarms are the
// environment's, whose stack says what this program has to know. docs/service-program.md tells the whole way.
//
//   npm install
//   npx strongroom preview dev --stack-reference acme/strongroom/dev=platform.dev.json
//
// previews it without an account; `pulumi preview` reads the environment's stack itself.
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import * as pulumi from "@pulumi/pulumi";
import { readPlatform, ServiceSecrets } from "strongroom";
import service from "./services/checkout";

const namespace = "checkout";
const labels = { app: "checkout" };
const image = "registry.example.com/checkout:1.0.0";

// What strongroom seed and rotate record in the stack file.
const recorded = new pulumi.Config("strongroom");
const seeded = recorded.getObject<string[]>("seeded") ?? [];
const rotations = recorded.getObject<Record<string, string>>("rotations") ?? {};

export = async () => {
  const platform = await readPlatform(new pulumi.Config().require("platform"));
  const checkout = new ServiceSecrets("checkout", { service, seeded, rotations, ...platform });

  // Pods without their values do not start: they come with the update after strongroom seed.
  if (!checkout.inventory.some(({ awaitingSeed }) => awaitingSeed)) {
    new Deployment("checkout", {
      metadata: { name: "checkout", namespace, annotations: checkout.annotations },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: "checkout", image, env: checkout.env }] },
        },
      },
    });
  }
  return { secretArns: checkout.secretArns, inventory: checkout.inventory };
};
