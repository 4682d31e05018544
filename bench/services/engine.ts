import type { ChildProcess } from "node:child_process";
import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { UserError } from "../../cli/user-error";
import { pulumi } from "../../lab/engine/run-pulumi";
import type { Stage } from "../../lab/stage/stage";
import type { GeneratedService } from "./declarations";
import { type Cost, watch } from "./run";
import type { ScratchProgram } from "./scratch-programs";

/** The namespaces of generated services, which a cluster has before Strongroom. */
export async function makeNamespaces(stage: Stage, services: readonly GeneratedService[]): Promise<void> {
  const config = new KubeConfig();
  config.loadFromFile(stage.kubernetes.kubeconfig);
  const core = config.makeApiClient(CoreV1Api);
  const { items } = await core.listNamespace();
  const there = new Set(items.map(({ metadata }) => metadata?.name));
  for (const { name } of services.filter((service) => !there.has(service.name))) {
    await core.createNamespace({ body: { metadata: { name } } });
  }
}

/**
 * Runs the engine on a program.
 *
 * @param guard Whether the guard judges.
 * @throws UserError when it fails or is blocked.
 */
export async function runEngine(
  stage: Stage,
  command: "preview" | "up" | "destroy",
  program: ScratchProgram,
  guard: boolean,
): Promise<Cost> {
  let watched: ReturnType<typeof watch> | undefined;
  const unattended = command === "preview" ? [] : ["--yes", "--skip-preview"];
  const { status, stdout, stderr } = await pulumi(
    stage,
    [command, "--stack", program.stack, "--non-interactive", ...unattended],
    {
      program: program.folder,
      ...(!guard && { policies: false }),
      onStart: (child: ChildProcess) => {
        watched = watch(child);
      },
    },
  );
  if (status !== 0) {
    throw new UserError(
      `pulumi ${command} of ${program.folder} ended with ${status}:\n${`${stdout}\n${stderr}`.slice(-3000)}`,
    );
  }
  return (await watched!).cost;
}
