import assert from "node:assert/strict";
import { assertSettled, change, describeAws, make, plan, remove } from "./provider-lifecycle";

const policy = (source: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: "arn:aws:sqs:eu-west-1:111122223333:events",
        Condition: { ArnLike: { "aws:SourceArn": `arn:aws:events:eu-west-1:111122223333:rule/${source}` } },
      },
    ],
  });

describeAws("queues in the lab's AWS provider", (aws) => {
  it("makes a queue, changes it in place, and takes it away", async () => {
    const given = {
      name: "events",
      sqsManagedSseEnabled: true,
      messageRetentionSeconds: 3600,
      receiveWaitTimeSeconds: 20,
      tags: { environment: "dev" },
    };
    const queue = await make(aws().of("aws:sqs/queue:Queue"), given);
    assert.equal(queue.state["arn"], "arn:aws:sqs:eu-west-1:111122223333:events");
    assert.equal(queue.state["url"], queue.id);
    await assertSettled(queue, given);
    const wanted = { ...given, messageRetentionSeconds: 7200, tags: { environment: "prod" } };
    const changed = await change(queue, wanted, ["messageRetentionSeconds", "tags"]);
    assert.deepEqual((await plan(changed, { ...wanted, name: "other" })).replaces, ["name"]);

    const first = { queueUrl: queue.id, policy: policy("sync-*") };
    const allowed = await make(aws().of("aws:sqs/queuePolicy:QueuePolicy"), first);
    await assertSettled(allowed, first);
    // The queue does not take its policy back: the program says nothing about it there.
    await assertSettled(changed, wanted);
    await remove(await change(allowed, { ...first, policy: policy("other-*") }, ["policy"]));
    await assertSettled(changed, wanted);
    await remove(changed);
  });
});
