import assert from "node:assert/strict";
import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  GetParameterCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { describeEmulator, errorName } from "./emulator-process";

describeEmulator("the emulator's Parameter Store", (emulator) => {
  let client: SSMClient;
  before(async () => {
    client = new SSMClient(await emulator.administrator());
  });

  it("keeps a parameter's type, value, key and tags", async () => {
    const Name = "/dev/api/LOG_LEVEL";
    const Tags = [{ Key: "team", Value: "a" }];
    await client.send(new PutParameterCommand({ Name, Type: "SecureString", Value: "one", KeyId: "alias/own", Tags }));
    const again = new PutParameterCommand({ Name, Type: "SecureString", Value: "two" });
    assert.equal(await errorName(client.send(again)), "ParameterAlreadyExists");
    await client.send(new PutParameterCommand({ Name, Type: "SecureString", Value: "two", Overwrite: true }));
    const { Parameter } = await client.send(new GetParameterCommand({ Name, WithDecryption: true }));
    assert.deepEqual([Parameter?.Type, Parameter?.Value, Parameter?.Version], ["SecureString", "two", 2]);
    const hidden = await client.send(new GetParameterCommand({ Name }));
    assert.ok(!hidden.Parameter!.Value!.startsWith("two"));
    const resource = { ResourceType: "Parameter", ResourceId: Name } as const;
    await client.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: "team", Value: "b" }] }));
    const { TagList } = await client.send(new ListTagsForResourceCommand(resource));
    assert.deepEqual(TagList, [{ Key: "team", Value: "b" }]);
    await client.send(new DeleteParameterCommand({ Name }));
    assert.equal(await errorName(client.send(new GetParameterCommand({ Name }))), "ParameterNotFound");
  });
});
