import assert from "node:assert/strict";
import { awsProvider } from "../../lab/providers/aws/provider";
import type { Path, Properties } from "../../lab/providers/core/values";
import { describeEmulator, type Emulator, region } from "./emulator-process";
import { ask, type Asked } from "./provider-client";

/** A resource that was made. */
export interface Made {
  asked: Asked;
  id: string;
  state: Properties;
  inputs: Properties;
}

/** Checks inputs and makes a resource of them, as an update does. */
export async function make(asked: Asked, given: Properties, secrets: Path[] = []): Promise<Made> {
  const { inputs, failures } = await asked.check(given, { secrets });
  assert.deepEqual(failures, []);
  const { id, state } = await asked.create(inputs.values, { secrets });
  return { asked, id, state: state.values, inputs: inputs.values };
}

/** What the engine would do about new inputs. */
export interface Planned {
  changed: string[];
  replaces: string[];
  inputs: Properties;
}

export async function plan({ asked, state, inputs: olds }: Made, given: Properties): Promise<Planned> {
  const { inputs, failures } = await asked.check(given, { olds });
  assert.deepEqual(failures, []);
  const { diffsList, replacesList } = await asked.diff(state, inputs.values);
  return { changed: diffsList.sort(), replaces: replacesList.sort(), inputs: inputs.values };
}

/** Changes a resource in place, and sees that nothing is left to change. */
export async function change(made: Made, given: Properties, changed: string[]): Promise<Made> {
  const planned = await plan(made, given);
  assert.deepEqual([planned.changed, planned.replaces], [changed, []]);
  const state = await made.asked.update(made.id, made.state, planned.inputs);
  const next = { ...made, state: state.values, inputs: planned.inputs };
  await assertSettled(next, given);
  return next;
}

/** Another update and a refresh find nothing to do, and an import of the same finds the same. */
export async function assertSettled(made: Made, given: Properties): Promise<void> {
  assert.deepEqual((await plan(made, given)).changed, []);
  const { state, inputs } = await refresh(made);
  assert.deepEqual(inputs, made.inputs);
  assert.deepEqual((await plan({ ...made, state }, given)).changed, []);
}

/** What a refresh finds; an empty id where it is gone. */
export async function refresh({ asked, id, state, inputs }: Made): Promise<Made> {
  const read = await asked.read(id, state, inputs);
  return { asked, id: read.id, state: read.state.values, inputs: read.inputs.values };
}

/** Takes over what exists, as the engine does with the option `import`: it is read without anything being known of it. */
export async function adopt(asked: Asked, existing: string): Promise<Made> {
  const { id, state, inputs } = await asked.read(existing);
  assert.notEqual(id, "", `${existing} does not exist`);
  return { asked, id, state: state.values, inputs: inputs.values };
}

/** Deletes a resource, and sees that it is gone. */
export async function remove(made: Made): Promise<void> {
  await made.asked.delete(made.id, made.state);
  assert.equal((await refresh(made)).id, "");
  await made.asked.delete(made.id, made.state);
}

/** As the vendor's package sends it. */
export const configuration = {
  region,
  allowedAccountIds: '["111122223333"]',
  defaultTags: '{"tags":{"team":"platform"}}',
};

/** Tests of the AWS provider on an emulator of their own, as an administrator of the account 111122223333. */
export function describeAws(title: string, tests: (aws: () => Asked, emulator: Emulator) => void): void {
  describeEmulator(title, (emulator) => {
    let asked: Asked | undefined;
    const variables = ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] as const;
    const outer = variables.map((name) => process.env[name]);

    before(async () => {
      const { credentials } = await emulator.administrator();
      const { accessKeyId, secretAccessKey, sessionToken } = credentials;
      for (const [index, value] of [emulator.endpoint, accessKeyId, secretAccessKey, sessionToken].entries()) {
        process.env[variables[index]!] = value;
      }
      asked = await ask(awsProvider, "aws:iam/role:Role");
      await asked.configure(configuration);
    });
    after(() => {
      asked?.stop();
      for (const [index, name] of variables.entries()) {
        if (outer[index] === undefined) delete process.env[name];
        else process.env[name] = outer[index];
      }
    });

    tests(() => asked!, emulator);
  });
}
