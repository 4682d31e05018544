import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import type { Difference, Problem } from "./resource-type";
import type { Properties } from "./values";

/** What is wrong with inputs, for the engine to print. */
export function failures(problems: Problem[]): rpc.CheckFailure[] {
  return problems.map(({ property, reason }) => new rpc.CheckFailure().setProperty(property).setReason(reason));
}

/** What differs, property by property. */
export function diffResponse(
  { changed, replaces, deleteFirst }: Difference,
  olds: Properties,
  news: Properties,
): rpc.DiffResponse {
  const { DIFF_SOME, DIFF_NONE } = rpc.DiffResponse.DiffChanges;
  const response = new rpc.DiffResponse()
    .setChanges(changed.size > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList([...changed])
    .setReplacesList([...replaces])
    .setDeletebeforereplace(deleteFirst)
    .setHasdetaileddiff(true);
  for (const name of changed) {
    const kind = replaces.has(name) ? 1 : 0;
    const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = rpc.PropertyDiff.Kind;
    const kinds =
      olds[name] === undefined
        ? [ADD, ADD_REPLACE]
        : news[name] === undefined
          ? [DELETE, DELETE_REPLACE]
          : [UPDATE, UPDATE_REPLACE];
    response.getDetaileddiffMap().set(name, new rpc.PropertyDiff().setKind(kinds[kind]!));
  }
  return response;
}

/** A URN is `urn:pulumi:stack::project::parent types$type::name`. */
export function typeFromUrn(urn: string): string {
  return urn.split("::")[2]?.split("$").pop() ?? "";
}

/** The name that the program gave. */
export function nameFromUrn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
