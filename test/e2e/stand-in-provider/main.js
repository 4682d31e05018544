"use strict";
// A provider that takes everything, for previews alone: the guard judges what a program asks for before a provider sees it, and
// the examples of the rules name more types than the lab carries out.
const provider = require("@pulumi/pulumi/provider");

const [name, ...engine] = process.argv.slice(2);
provider.main(
  {
    version: "0.0.0",
    schema: JSON.stringify({ name, version: "0.0.0" }),
    check: async (urn, before, inputs) => ({ inputs }),
    diff: async () => ({ changes: false }),
  },
  engine,
);
