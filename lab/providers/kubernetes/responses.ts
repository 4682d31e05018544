import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { writePath } from "./difference";
import type { Difference } from "./handler";

const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = rpc.PropertyDiff.Kind;
const kinds = { add: [ADD, ADD_REPLACE], delete: [DELETE, DELETE_REPLACE], update: [UPDATE, UPDATE_REPLACE] } as const;

/** What an update would change, place by place, as the engine shows it. */
export function differenceResponse({ changes, replaces, deleteFirst }: Difference): rpc.DiffResponse {
  const { DIFF_SOME, DIFF_NONE } = rpc.DiffResponse.DiffChanges;
  const replaced = changes.filter(({ replace }) => replace).map(({ path }) => writePath(path));
  const some = changes.length > 0 || replaces.length > 0;
  const response = new rpc.DiffResponse()
    .setChanges(some ? DIFF_SOME : DIFF_NONE)
    .setDiffsList([...new Set(changes.map(({ path }) => String(path[0])))])
    .setReplacesList([...replaced, ...replaces])
    .setDeletebeforereplace(deleteFirst)
    .setHasdetaileddiff(true);
  for (const { path, kind, replace } of changes) {
    const difference = new rpc.PropertyDiff().setKind(kinds[kind][replace ? 1 : 0]);
    response.getDetaileddiffMap().set(writePath(path), difference);
  }
  return response;
}
