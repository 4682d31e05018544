import { PartialFailure, ProviderError } from "../core/errors";
import type { Call, Change, ResourceType, Shape } from "../core/resource-type";
import { type Properties, textMapOf, textOf } from "../core/values";
import { vendorProperties } from "../core/vendor-properties";
import type { AwsContext } from "./context";
import { allTags, ownTags, tagChange, tagsDiffer } from "./tags";

/** What one type of AWS says about itself; regions and tags are the same for all. */
export interface AwsType extends Pick<
  ResourceType<AwsContext>,
  | "defaults"
  | "computed"
  | "replaceOn"
  | "refuseChange"
  | "secretOutputs"
  | "retained"
  | "same"
  | "autoname"
  | "check"
  | "differences"
  | "preview"
> {
  /** The vendor's module, such as `"iam/role"`. */
  module: string;
  /** Inputs that are carried out, beside `region` and `tags` where the vendor has them. */
  supports: Record<string, Shape>;
  /** Makes it. `tagsAll` of the inputs are the tags to give. @returns Its id. */
  create: (inputs: Properties, context: AwsContext, call: Call) => Promise<string>;
  /** What is left to do once it exists; where it fails, the resource is kept and the next update goes on. */
  complete?: (id: string, inputs: Properties, context: AwsContext) => Promise<void>;
  /** What the service shows: inputs, outputs and, where it can have tags, all of them as `tagsAll`. */
  read: (id: string, context: AwsContext, state: Properties) => Promise<Properties | undefined>;
  /** Carries out the changes; tags apart. */
  update: (id: string, change: Change, context: AwsContext) => Promise<void>;
  /** Adds or overwrites tags and takes others away. */
  tag?: (id: string, change: { set: Record<string, string>; remove: string[] }, context: AwsContext) => Promise<void>;
  delete: (id: string, state: Properties, context: AwsContext) => Promise<void>;
}

/** Makes a type of AWS as the core takes it. */
export function awsType(own: AwsType): ResourceType<AwsContext> {
  const { module, create, complete, read, update, tag, delete: remove, ...rest } = own;
  const properties = vendorProperties(`@pulumi/aws/${module}`);
  const regional = properties.inputs.includes("region");
  const tagged = properties.inputs.includes("tags");
  const always = [...(regional ? ["region"] : []), ...(tagged ? ["tags"] : [])];

  /** An id is an ARN as often as not, and then it says the region of something that is imported. */
  const place = (context: AwsContext, id: string, region: Properties["region"]) =>
    regional ? context.at(textOf(region) ?? /^arn:[^:]*:[^:]*:([^:]+):/.exec(id)?.[1]) : context;

  async function show(id: string, context: AwsContext, state: Properties, given: Properties) {
    const shown = await read(id, context, state);
    if (!shown) return undefined;
    const all = textMapOf(shown["tagsAll"]);
    const tags = tagged ? { tags: ownTags(all, textMapOf(given["tags"]), context.defaultTags), tagsAll: all } : {};
    return { ...shown, ...tags, ...(regional ? { region: context.region } : {}) };
  }

  async function shownAfter(
    id: string,
    context: AwsContext,
    state: Properties,
    inputs: Properties,
  ): Promise<Properties> {
    const shown = await show(id, context, state, inputs);
    if (shown) return shown;
    throw new ProviderError(`${id} is gone as soon as it was made or changed: look who else deletes it`);
  }

  return {
    ...rest,
    type: properties.type,
    properties,
    supports: { ...Object.fromEntries(always.map((name) => [name, true as const])), ...own.supports },
    computed: [...(own.computed ?? []), ...(regional ? ["region"] : [])],
    comparedApart: always,
    differences: (state, inputs, context) => [
      ...(regional && state["region"] !== undefined && state["region"] !== (inputs["region"] ?? context.region)
        ? [{ property: "region", replace: true }]
        : []),
      ...(tagged && tagsDiffer(state["tagsAll"], inputs["tags"], context)
        ? [{ property: "tags", replace: false }]
        : []),
      ...(own.differences?.(state, inputs, context) ?? []),
    ],
    preview: (inputs, context, state) => ({
      ...(regional ? { region: inputs["region"] ?? context.region } : {}),
      ...(tagged ? { tagsAll: allTags(inputs["tags"], context) } : {}),
      ...own.preview?.(inputs, context, state),
    }),
    create: async (inputs, context, call) => {
      const there = place(context, "", inputs["region"]);
      const id = await create({ ...inputs, tagsAll: allTags(inputs["tags"], there) }, there, call);
      try {
        await complete?.(id, inputs, there);
        return { id, state: await shownAfter(id, there, inputs, inputs) };
      } catch (error) {
        const state = await show(id, there, inputs, inputs).catch(() => undefined);
        throw new PartialFailure(id, state ?? inputs, [`it was made, but not completed: ${messageOf(error)}`]);
      }
    },
    read: async (id, state, context, _call, inputs) => {
      const there = place(context, id, state["region"] ?? inputs["region"]);
      const shown = await show(id, there, state, Object.keys(inputs).length > 0 ? inputs : state);
      return shown && { id, state: shown };
    },
    update: async (id, change, context) => {
      const there = place(context, id, change.state["region"]);
      await update(id, change, there);
      if (tag && change.changed.has("tags")) await tag(id, tagChange(change, there), there);
      return shownAfter(id, there, { ...change.state, ...change.inputs }, change.inputs);
    },
    delete: (id, state, context) => remove(id, state, place(context, id, state["region"])),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
