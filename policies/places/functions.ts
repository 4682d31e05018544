import type { KeyPath } from "../engine/leaves";
import type { Resource } from "../engine/rule";
import { isList, isMap, unknown, type Value, type ValueMap } from "../engine/value";
import { commandLine } from "./command-line";
import { placeLeaves, type Place, type PlaceLeaf } from "./place";

type Read = (value: Value, at: KeyPath) => Iterable<PlaceLeaf>;

/** What runs code on AWS: each type with the properties that hold variables, command lines and settings. */
const readers: Readonly<Record<string, Readonly<Record<string, Read>>>> = {
  "aws:lambda/function:Function": {
    "environment.variables": variables,
    "imageConfig.commands": command,
    "imageConfig.entryPoints": command,
  },
  "aws:ecs/taskDefinition:TaskDefinition": { containerDefinitions: fromJson(containers) },
  "aws:batch/jobDefinition:JobDefinition": {
    containerProperties: fromJson(container),
    nodeProperties: fromJson(everything),
    parameters: variables,
  },
  "aws:codebuild/project:Project": {
    "environment.environmentVariables": buildVariables,
    "source.buildspec": everything,
  },
  "aws:codepipeline/pipeline:Pipeline": { stages: everything },
  "aws:apprunner/service:Service": {
    "sourceConfiguration.imageRepository.imageConfiguration.runtimeEnvironmentVariables": variables,
    "sourceConfiguration.codeRepository.codeConfiguration.codeConfigurationValues.runtimeEnvironmentVariables":
      variables,
  },
  "aws:amplify/app:App": { environmentVariables: variables, buildSpec: everything },
  "aws:amplify/branch:Branch": { environmentVariables: variables },
  "aws:elasticbeanstalk/environment:Environment": { settings: variables },
  "aws:glue/job:Job": { defaultArguments: variables, nonOverridableArguments: variables },
  "aws:sagemaker/model:Model": { "primaryContainer.environment": variables, containers: everything },
  "aws:lightsail/containerServiceDeploymentVersion:ContainerServiceDeploymentVersion": { containers: everything },
  "aws:cloudformation/stack:Stack": { parameters: variables },
  "aws:ssm/association:Association": { parameters: variables },
  "aws:sfn/stateMachine:StateMachine": { definition: everything },
};

/** Variables, command lines and settings of Lambda, ECS, CodeBuild and whatever else runs code on AWS. */
export const functions: Place = {
  types: Object.keys(readers),
  leaves: function* ({ type, props }: Resource): Generator<PlaceLeaf> {
    for (const [path, read] of Object.entries(readers[type] ?? {})) {
      const at = path.split(".");
      const { value, reached } = valueAt(props, at);
      if (value === undefined || value === null) continue;
      if (value === unknown) yield leaf(reached, unknown);
      else yield* read(value, at);
    }
  },
};

/** Follows a path; it ends early at a value that is not known. */
function valueAt(props: ValueMap, path: readonly string[]): { value: Value | undefined; reached: KeyPath } {
  let value: Value | undefined = props;
  for (const [index, key] of path.entries()) {
    if (value === unknown) return { value, reached: path.slice(0, index) };
    value = isMap(value) ? value[key] : undefined;
  }
  return { value, reached: path };
}

function leaf(keyPath: KeyPath, value: PlaceLeaf["value"], at: KeyPath = keyPath): PlaceLeaf {
  return { keyPath, at, value, reading: "environment", fix: () => fix };
}

const fix =
  "store it in Secrets Manager and hand over its ARN: ECS, CodeBuild and App Runner read it by ARN at start,\n" +
  "a function reads it with its own role.";

function* variables(value: Value, at: KeyPath): Generator<PlaceLeaf> {
  yield* placeLeaves(value, at, { reading: "environment", fix: () => fix });
}

function* everything(value: Value, at: KeyPath): Generator<PlaceLeaf> {
  yield* placeLeaves(value, at, { reading: "manifest", fix: () => fix });
}

function* command(value: Value, at: KeyPath): Generator<PlaceLeaf> {
  if (isList(value)) yield* commandLine(value, at, () => fix);
}

/** CodeBuild reads the value of a variable of another type from Parameter Store or Secrets Manager. */
function* buildVariables(value: Value, at: KeyPath): Generator<PlaceLeaf> {
  const isPlain = (item: Value) => isMap(item) && (item.type === undefined || item.type === "PLAINTEXT");
  if (isList(value))
    yield* variables(
      value.map((item) => (isPlain(item) ? item : null)),
      at,
    );
}

/** ECS and Batch take their containers as a text. Marks and sources belong to the text as a whole. */
function fromJson(read: Read): Read {
  return function* (value, at) {
    const parsed = typeof value === "string" ? parseJson(value) : value;
    if (parsed !== undefined) for (const inside of read(parsed, at)) yield { ...inside, at };
    // AWS refuses what is no JSON, but whatever it is, it is read.
    else yield* everything(value, at);
  };
}

function parseJson(text: string): Value | undefined {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return undefined;
  }
}

function* containers(value: Value, at: KeyPath): Generator<PlaceLeaf> {
  for (const [index, item] of (isList(value) ? value : []).entries()) yield* container(item, [...at, index]);
}

function* container(value: Value, at: KeyPath): Generator<PlaceLeaf> {
  if (!isMap(value)) return;
  yield* variables(value.environment ?? null, [...at, "environment"]);
  for (const field of ["command", "entryPoint"]) yield* command(value[field] ?? null, [...at, field]);
  const { healthCheck, logConfiguration, firelensConfiguration, dockerLabels } = value;
  if (isMap(healthCheck)) yield* command(healthCheck.command ?? null, [...at, "healthCheck", "command"]);
  if (isMap(logConfiguration))
    yield* variables(logConfiguration.options ?? null, [...at, "logConfiguration", "options"]);
  if (isMap(firelensConfiguration)) {
    yield* variables(firelensConfiguration.options ?? null, [...at, "firelensConfiguration", "options"]);
  }
  yield* variables(dockerLabels ?? null, [...at, "dockerLabels"]);
}
