import {
  CreateScheduleGroupCommand,
  DeleteScheduleGroupCommand,
  GetScheduleGroupCommand,
  ListTagsForResourceCommand,
  SchedulerClient,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-scheduler";
import { textOf } from "../../../core/values";
import { awsType } from "../../aws-type";
import type { AwsContext } from "../../context";
import { unlessGone } from "../../gone";
import { tagList, tagMap } from "../../tags";

/** A group of schedules: with it, everything in it goes. Its id is its name. */
export const resource = awsType({
  module: "scheduler/scheduleGroup",
  supports: { name: true },
  replaceOn: ["name"],
  autoname: { property: "name", longest: 64 },

  create: async (inputs, context) => {
    const Name = textOf(inputs["name"])!;
    const request = new CreateScheduleGroupCommand({ Name, Tags: tagList(inputs["tagsAll"]) });
    await context.client(SchedulerClient).send(request);
    return Name;
  },

  read: async (id, context) => {
    const client = context.client(SchedulerClient);
    const group = await unlessGone(client.send(new GetScheduleGroupCommand({ Name: id })));
    if (!group || group.State === "DELETING") return undefined;
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn: group.Arn }));
    return {
      arn: group.Arn,
      creationDate: group.CreationDate?.toISOString(),
      lastModificationDate: group.LastModificationDate?.toISOString(),
      name: group.Name,
      state: group.State,
      tagsAll: tagMap(Tags),
    };
  },

  // Nothing but its tags changes in place.
  update: () => Promise.resolve(),

  tag: async (id, { set, remove }, context) => {
    const client = context.client(SchedulerClient);
    const ResourceArn = arnOf(id, context);
    if (remove.length > 0) await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: remove }));
    const Tags = tagList(set);
    if (Tags.length > 0) await client.send(new TagResourceCommand({ ResourceArn, Tags }));
  },

  delete: async (id, _state, context) => {
    await unlessGone(context.client(SchedulerClient).send(new DeleteScheduleGroupCommand({ Name: id })));
  },
});

function arnOf(name: string, { region, account }: AwsContext): string {
  return `arn:aws:scheduler:${region}:${account}:schedule-group/${name}`;
}
