// Tests are transpiled, not type-checked: test/house/types.test.ts runs the compiler over everything once.
require("ts-node").register({
  transpileOnly: true,
  project: require("node:path").join(__dirname, "..", "tsconfig.json"),
});
