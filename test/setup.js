// Tests are transpiled, not type-checked: test/house/types.test.ts runs the compiler over everything once.
require("ts-node").register({
  transpileOnly: true,
  project: require("node:path").join(__dirname, "..", "tsconfig.json"),
});

// The AWS SDK tells every process which Node its future versions want. package-lock.json pins the version that runs here.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
