import type { RunRequest } from "@pulumi/pulumi/proto/language_pb";

/** The engine's own limit, in bytes: a stack with large manifests passes the usual 4 MB. */
export const largestMessage = 400 * 1024 * 1024;

/** A program or a policy pack, as the engine names it. Proto: `ProgramInfo`. */
export type ProgramInfo = NonNullable<ReturnType<RunRequest["getInfo"]>>;

/** What stands under `runtime.options` in Pulumi.yaml. */
export interface RuntimeOptions {
  /** Whether `.ts` files are compiled as they load. Default true. */
  typescript: boolean;
  /** Path of the tsconfig. Default: `tsconfig.json` beside the program. */
  tsconfig: string | undefined;
  /** Flags for Node, such as `["--max-old-space-size=4096"]`. Default none. */
  nodeArguments: string[];
}

/** Reads the options of a program. Quotes in `nodeargs` are not understood: no flag of Node needs them. */
export function runtimeOptions(info: ProgramInfo): RuntimeOptions {
  const options: Record<string, unknown> = info.getOptions()?.toJavaScript() ?? {};
  const { typescript, tsconfig, nodeargs } = options;
  return {
    typescript: typescript !== false,
    tsconfig: typeof tsconfig === "string" && tsconfig !== "" ? tsconfig : undefined,
    nodeArguments: typeof nodeargs === "string" ? nodeargs.split(/\s+/).filter((flag) => flag !== "") : [],
  };
}

/** How the SDK's runners hear of the options. */
export function runtimeEnvironment({ typescript, tsconfig }: RuntimeOptions): Record<string, string> {
  return {
    ...(typescript && { PULUMI_NODEJS_TYPESCRIPT: "true" }),
    ...(tsconfig !== undefined && { PULUMI_NODEJS_TSCONFIG_PATH: tsconfig }),
  };
}
