import { kubeletImages } from "../kubelet/images";
import { LabError } from "../lab-error";
import { apiServer, controllerManager, etcd, scheduler } from "./control-plane";
import { emulator } from "./emulator";
import { kwok } from "./nodes";
import type { StagePart } from "./part";
import { kubelet } from "./runners";

/** Every part of a stage, each behind the parts that it needs. */
export function stageParts(): StagePart[] {
  return [etcd, emulator, apiServer, controllerManager, scheduler, kwok(kubeletImages), kubelet];
}

/**
 * The part of that name.
 *
 * @throws LabError with the names that there are.
 */
export function findPart(name: string): StagePart {
  const parts = stageParts();
  const part = parts.find((candidate) => candidate.name === name);
  if (part !== undefined) return part;
  const names = parts.map((candidate) => candidate.name).join(", ");
  throw new LabError(`The stage has no part "${name}".\nFix: use one of ${names}.`);
}
