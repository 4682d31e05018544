import assert from "node:assert/strict";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { describeEmulator, errorName, region } from "./emulator-process";

describeEmulator("the emulator's objects", (emulator) => {
  let s3: S3Client;
  const bucket = { Bucket: "journals" };

  before(async () => {
    s3 = new S3Client(await emulator.administrator());
    await s3.send(new CreateBucketCommand({ ...bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
  });

  const put = (Key: string, Body: string, condition: { IfMatch?: string; IfNoneMatch?: string }) =>
    s3.send(new PutObjectCommand({ ...bucket, Key, Body, ...condition }));

  it("are made only where there is none, if that is asked", async () => {
    await put("one", "a", { IfNoneMatch: "*" });
    assert.equal(await errorName(put("one", "b", { IfNoneMatch: "*" })), "PreconditionFailed");
    const { Body } = await s3.send(new GetObjectCommand({ ...bucket, Key: "one" }));
    assert.equal(await Body!.transformToString(), "a");
  });

  it("are replaced only by whoever knows them, if that is asked", async () => {
    const { ETag: first = "" } = await put("two", "a", {});
    const { ETag: second = "" } = await put("two", "b", { IfMatch: first });
    assert.equal(await errorName(put("two", "c", { IfMatch: first })), "PreconditionFailed");
    assert.equal(await errorName(put("none", "c", { IfMatch: first })), "NoSuchKey");
    await put("two", "c", { IfMatch: second });
  });

  it("are made by one of many that ask in the same moment", async () => {
    const names = await Promise.all(
      Array.from({ length: 20 }, (_, index) => errorName(put("three", `${index}`, { IfNoneMatch: "*" }))),
    );
    assert.equal(names.filter((name) => name === "none").length, 1);
  });
});
