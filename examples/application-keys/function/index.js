"use strict";
// Rotates keys that an application makes up itself, in the four steps of Secrets Manager:
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
//
// A key's value becomes a ring: the current key, and the one before with the moment until which it is accepted. An application reads
// it with `signingKeys` of strongroom-runtime: it signs with the current key and accepts both. Two rotations in a row leave nothing
// of a key that leaked: `strongroom respond` makes them.
const { Buffer } = require("node:buffer");
const { randomBytes } = require("node:crypto");
const {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} = require("@aws-sdk/client-secrets-manager");

const secretsManager = new SecretsManagerClient({});
const steps = { createSecret, setSecret, testSecret, finishSecret };
/** 384 bits: more than HMAC with SHA-256 can use, and enough for SHA-384. */
const keyBytes = 48;
const millisecondsPerHour = 60 * 60 * 1000;
const mostHours = 24 * 30;

/** @param {{ SecretId: string, ClientRequestToken: string, Step: string }} event */
async function handler({ SecretId: entry, ClientRequestToken: version, Step: step }) {
  const { VersionIdsToStages } = await secretsManager.send(new DescribeSecretCommand({ SecretId: entry }));
  const stages = VersionIdsToStages?.[version];
  if (!stages) throw new Error(`${entry} has no version ${version}.`);
  if (stages.includes("AWSCURRENT")) return;
  if (!stages.includes("AWSPENDING")) throw new Error(`Version ${version} of ${entry} is not AWSPENDING.`);
  if (!Object.hasOwn(steps, step)) throw new Error(`There is no step ${step}.`);
  await steps[step](entry, version);
}

/** A new key for each that is named; every other key of the entry stays as it is. */
async function createSecret(entry, version) {
  const { keys, overlapHours } = settings();
  if (await pendingOf(entry, version)) return; // An earlier try has made it.
  const current = await read(entry, { VersionStage: "AWSCURRENT" });
  const until = new Date(Date.now() + overlapHours * millisecondsPerHour).toISOString();
  const rings = keys.map((key) => {
    const before = ringOf(entry, key, current[key]).current;
    return [key, JSON.stringify({ current: newKey(), previous: { key: before, until } })];
  });
  await secretsManager.send(
    new PutSecretValueCommand({
      SecretId: entry,
      ClientRequestToken: version,
      SecretString: JSON.stringify({ ...current, ...Object.fromEntries(rings) }),
      VersionStages: ["AWSPENDING"],
    }),
  );
}

/** Nobody outside the entry knows these keys, so nobody has to be told. */
async function setSecret() {}

/** What is about to become current lets every consumer go on: it holds the key that they sign with now. */
async function testSecret(entry, version) {
  const { keys } = settings();
  const current = await read(entry, { VersionStage: "AWSCURRENT" });
  const pending = await read(entry, { VersionId: version, VersionStage: "AWSPENDING" });
  for (const key of keys) {
    const [before, after] = [ringOf(entry, key, current[key]), ringOf(entry, key, pending[key])];
    if (Buffer.from(after.current, "base64url").length !== keyBytes)
      throw new Error(`The new ${key} of ${entry} is none.`);
    if (after.current === before.current) throw new Error(`The new ${key} of ${entry} is the old one.`);
    if (after.previous?.key !== before.current) throw new Error(`The new value of ${entry} lost the ${key} before.`);
  }
  const lost = Object.keys(current).filter((key) => !keys.includes(key) && pending[key] !== current[key]);
  if (lost.length > 0) throw new Error(`The new value of ${entry} changes ${lost.join(", ")}.`);
}

async function finishSecret(entry, version) {
  const { VersionIdsToStages = {} } = await secretsManager.send(new DescribeSecretCommand({ SecretId: entry }));
  const [current] = Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes("AWSCURRENT")) ?? [];
  await secretsManager.send(
    new UpdateSecretVersionStageCommand({
      SecretId: entry,
      VersionStage: "AWSCURRENT",
      MoveToVersionId: version,
      RemoveFromVersionId: current,
    }),
  );
}

/** The function's variables: KEYS, e.g. `JWT_SIGNING_KEY`, with commas between several, and OVERLAP_HOURS, from 1 to 720. */
function settings() {
  const { KEYS = "", OVERLAP_HOURS = "" } = process.env;
  const keys = KEYS.split(",").filter((key) => key !== "");
  if (keys.length === 0) throw new Error('KEYS is empty; wanted the keys to rotate, e.g. "JWT_SIGNING_KEY".');
  const overlapHours = Number(OVERLAP_HOURS);
  if (!Number.isInteger(overlapHours) || overlapHours < 1 || overlapHours > mostHours) {
    throw new Error(`OVERLAP_HOURS is ${JSON.stringify(OVERLAP_HOURS)}; wanted whole hours from 1 to ${mostHours}.`);
  }
  return { keys, overlapHours };
}

/** A value that was seeded is a key alone; one that was rotated is a ring. */
function ringOf(entry, key, value) {
  if (typeof value !== "string" || value === "") throw new Error(`${entry} has no ${key}: seed it first.`);
  return value.startsWith("{") ? JSON.parse(value) : { current: value };
}

function newKey() {
  return randomBytes(keyBytes).toString("base64url");
}

async function pendingOf(entry, version) {
  try {
    return await read(entry, { VersionId: version, VersionStage: "AWSPENDING" });
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function read(entry, version) {
  const { SecretString } = await secretsManager.send(new GetSecretValueCommand({ SecretId: entry, ...version }));
  return JSON.parse(SecretString);
}

module.exports = { handler };
