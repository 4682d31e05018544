import { setTimeout as wait } from "node:timers/promises";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { clientOptions } from "./client-options";

/** An object as it was read. */
export interface ReadObject {
  text: string;
  /** What a later write gives as proof that it knows this state. */
  etag: string;
}

/** Somebody else has written, or deleted, the object since it was last read. Nothing was written. */
export class ChangedObject extends Error {
  override readonly name = "ChangedObject";
  /** @param isGone Whether there is no such object any more. */
  constructor(readonly isGone: boolean) {
    super(isGone ? "the object was deleted" : "the object was changed");
  }
}

/** How often a write is repeated that met another one in the same moment. */
const repetitions = 3;

/**
 * Objects of a bucket that are written only by whoever knows what they hold: S3 compares and writes in one.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export class ConditionalObjects {
  private readonly client: S3Client;

  /**
   * @param bucket Its name.
   * @param region Where it is expected; S3 leads on to another region by itself.
   * @param patience Milliseconds that a call may take, its repetition included.
   */
  constructor(
    readonly bucket: string,
    region: string,
    private readonly patience: number,
  ) {
    this.client = new S3Client({ ...clientOptions(region), followRegionRedirects: true, maxAttempts: 2 });
  }

  /**
   * Names of the folders whose path begins so.
   *
   * @param beginning For example `"strongroom/prod-api-app-"`.
   * @returns What is behind it up to the next slash, e.g. `["20261127T031200Z"]`.
   */
  async folders(beginning: string): Promise<string[]> {
    const found: string[] = [];
    let token: string | undefined;
    do {
      const page = await this.client.send(
        new ListObjectsV2Command({
          Bucket: this.bucket,
          Prefix: beginning,
          Delimiter: "/",
          ...(token !== undefined && { ContinuationToken: token }),
        }),
        this.deadline(),
      );
      found.push(...(page.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix?.slice(beginning.length, -1) ?? []));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return found;
  }

  /** Reads an object, or nothing where there is none. */
  async read(key: string): Promise<ReadObject | undefined> {
    const deadline = this.deadline();
    try {
      const { Body, ETag = "" } = await this.client.send(
        new GetObjectCommand({ Bucket: this.bucket, Key: key }),
        deadline,
      );
      return { text: (await Body?.transformToString()) ?? "", etag: ETag };
    } catch (error) {
      if ((error as Error).name === "NoSuchKey") return undefined;
      throw error;
    }
  }

  /**
   * Writes an object as a whole.
   *
   * @param text Lines of JSON.
   * @param etag Of the state that is replaced. Undefined: there must be no such object.
   * @returns The ETag of the new state.
   * @throws ChangedObject when the object is not, or no longer, as expected.
   */
  async put(key: string, text: string, etag: string | undefined): Promise<string> {
    const expected = etag === undefined ? { IfNoneMatch: "*" } : { IfMatch: etag };
    const object = { Bucket: this.bucket, Key: key, Body: text, ContentType: "application/x-ndjson" };
    for (let attempt = 0; ; attempt++) {
      try {
        const { ETag = "" } = await this.client.send(new PutObjectCommand({ ...object, ...expected }), this.deadline());
        return ETag;
      } catch (error) {
        const { name } = error as Error;
        const isGone = name === "NoSuchKey" && etag !== undefined;
        if (isGone || name === "PreconditionFailed") throw new ChangedObject(isGone);
        if (name !== "ConditionalRequestConflict" || attempt >= repetitions) throw error;
        await wait(100 * 2 ** attempt);
      }
    }
  }

  close(): void {
    this.client.destroy();
  }

  private deadline(): { abortSignal: AbortSignal } {
    return { abortSignal: AbortSignal.timeout(this.patience) };
  }
}
