import { typeFilter } from "../engine/name-pattern";
import type { Resource } from "../engine/rule";
import { configMaps } from "./config-maps";
import { functions } from "./functions";
import { otherObjects, workloads } from "./kubernetes-objects";
import { parameters } from "./parameters";
import type { Place, PlaceLeaf } from "./place";
import { releases } from "./releases";
import { tags } from "./tags";
import { userData } from "./user-data";

/** Every place of a resource that holds no credential. Stack outputs are not among them: see outputs.ts. */
export const places: readonly Place[] = [
  configMaps,
  workloads,
  otherObjects,
  releases,
  functions,
  userData,
  parameters,
  tags,
];

/** Types of resources that have any. */
export const placeTypes: readonly string[] = [...new Set(places.flatMap(({ types }) => types))];

const filters = places.map((place) => ({ place, fits: typeFilter(place.types) }));

/** All leaves of a resource that stand in such places. */
export function* allLeaves(resource: Resource): Generator<PlaceLeaf> {
  for (const { place, fits } of filters) if (fits(resource.type)) yield* place.leaves(resource);
}
