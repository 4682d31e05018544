import assert from "node:assert/strict";
import { companionMessage } from "../../components/model/event-sync-rules";
import { annotated, parseEvent, reads } from "../../lab/companion/event";

const event = { secretId: "prod/api/app", eventTime: "2026-10-23T12:26:45Z 79f04f06" };
const reading = (...keys: string[]) => ({ spec: { data: keys.map((key) => ({ remoteRef: { key } })) } });

describe("the companion's stand-in", () => {
  it("reads a message as the program's rules send it, and of another one nothing", () => {
    const { inputTemplate } = companionMessage("prod/api/app");
    const sent = inputTemplate.replace("<time>", "2026-10-23T12:26:45Z").replace("<id>", "79f04f06");
    assert.deepEqual(parseEvent(sent), event);
    // As the service's own events are, which is why they are rewritten.
    const rotation = { detail: { eventTime: "now", requestParameters: null, additionalEventData: { SecretId: "x" } } };
    assert.deepEqual(parseEvent(JSON.stringify(rotation)), { secretId: "", eventTime: "now" });
    assert.throws(() => parseEvent("no JSON"), SyntaxError);
  });

  it("compares names as a whole", () => {
    assert.equal(reads(reading("prod/api/database", "prod/api/app"), event), true);
    assert.equal(reads(reading("prod/api/app-two", "prod/api", "dev/api/app"), event), false);
    assert.equal(
      reads(reading("arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/api/app-AbCdEf"), event),
      false,
    );
    assert.equal(reads({ spec: { dataFrom: [{ extract: { key: "prod/api/app" } }] } }, event), true);
    assert.equal(reads({ spec: { dataFrom: [{ find: { name: { regexp: "^prod/api/" } } }] } }, event), true);
    assert.equal(reads({ spec: {} }, event), false);
  });

  it("changes two annotations and nothing else, and nothing by the same event again", () => {
    const before = { metadata: { name: "api-secrets", annotations: { kept: "yes" } }, ...reading("prod/api/app") };
    const after = annotated(before, event);
    assert.deepEqual(after, {
      ...before,
      metadata: {
        name: "api-secrets",
        annotations: { kept: "yes", "reloader/last-rotated": event.eventTime, "reloader/trigger-source": "AwsSqs" },
      },
    });
    assert.deepEqual(annotated(after, event), after);
  });
});
