import type { Owner } from "./owner";
import type { Rotation, Service } from "./service";

/** Who rotates an entry, and the page with the steps: a rotation by hand may name its own. */
export function responsible(service: Service, rotation: Rotation): { owner: Owner; runbook: string } {
  const manual = rotation.mode === "manual" ? rotation : undefined;
  return { owner: manual?.owner ?? service.owner, runbook: manual?.runbook ?? service.runbook };
}

/** The address of an inventory's owner: `"payments <payments@example.com>"` is `"payments@example.com"`. */
export function ownerAddress({ owner }: { owner: string }): string {
  return /<([^>]+)>$/.exec(owner)?.[1] ?? owner;
}
