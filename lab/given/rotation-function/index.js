"use strict";
// Rotates a database credential in the four steps of Secrets Manager, as AWS's own functions for one user do:
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
//
// What stands in: there is no PostgreSQL. The file LAB_DATABASE plays its table of users, with a salted hash instead of the
// password. So setSecret changes the database, and testSecret logs in with the new password and fails when it is another.
const { Buffer } = require("node:buffer");
const { randomBytes, scryptSync, timingSafeEqual } = require("node:crypto");
const { existsSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const {
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} = require("@aws-sdk/client-secrets-manager");

const secretsManager = new SecretsManagerClient({});

/** Characters that break a connection string or a shell, as AWS's functions leave them out. */
const excluded = "/@\"'\\:";

const steps = { createSecret, setSecret, testSecret, finishSecret };

/** @param {{ SecretId: string, ClientRequestToken: string, Step: string }} event */
async function handler({ SecretId: entry, ClientRequestToken: version, Step: step }) {
  const { RotationEnabled, VersionIdsToStages } = await secretsManager.send(
    new DescribeSecretCommand({ SecretId: entry }),
  );
  if (RotationEnabled === false) throw new Error(`${entry} has no rotation.`);
  const stages = VersionIdsToStages?.[version];
  if (!stages) throw new Error(`${entry} has no version ${version}.`);
  if (stages.includes("AWSCURRENT")) return;
  if (!stages.includes("AWSPENDING")) throw new Error(`Version ${version} of ${entry} is not AWSPENDING.`);
  if (!Object.hasOwn(steps, step)) throw new Error(`There is no step ${step}.`);
  await steps[step](entry, version);
}

/** Makes a new password and keeps every other key of the entry. */
async function createSecret(entry, version) {
  const current = await read(entry, { VersionStage: "AWSCURRENT" });
  try {
    await read(entry, { VersionId: version, VersionStage: "AWSPENDING" });
    return; // An earlier try has made it.
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
  const { RandomPassword } = await secretsManager.send(
    new GetRandomPasswordCommand({ PasswordLength: 32, ExcludeCharacters: excluded }),
  );
  await secretsManager.send(
    new PutSecretValueCommand({
      SecretId: entry,
      ClientRequestToken: version,
      SecretString: JSON.stringify({ ...current, password: RandomPassword }),
      VersionStages: ["AWSPENDING"],
    }),
  );
}

/** ALTER USER ... PASSWORD ...: logs in with the current password first, as the user itself has to. */
async function setSecret(entry, version) {
  const pending = await read(entry, { VersionId: version, VersionStage: "AWSPENDING" });
  const current = await read(entry, { VersionStage: "AWSCURRENT" });
  if (current.username !== pending.username || current.host !== pending.host) {
    throw new Error(`The versions of ${entry} name different users or databases.`);
  }
  const database = readDatabase();
  const user = userOf(pending);
  const known = database[user];
  if (known && !matches(known, pending.password) && !matches(known, current.password)) {
    throw new Error(`The database takes neither version's password of ${entry}.`);
  }
  writeDatabase({ ...database, [user]: hash(pending.password) });
}

async function testSecret(entry, version) {
  const pending = await read(entry, { VersionId: version, VersionStage: "AWSPENDING" });
  const known = readDatabase()[userOf(pending)];
  if (!known || !matches(known, pending.password))
    throw new Error(`The database refuses the new password of ${entry}.`);
}

async function finishSecret(entry, version) {
  const { VersionIdsToStages = {} } = await secretsManager.send(new DescribeSecretCommand({ SecretId: entry }));
  const [current] = Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes("AWSCURRENT")) ?? [];
  if (current === version) return;
  await secretsManager.send(
    new UpdateSecretVersionStageCommand({
      SecretId: entry,
      VersionStage: "AWSCURRENT",
      MoveToVersionId: version,
      RemoveFromVersionId: current,
    }),
  );
}

async function read(entry, version) {
  const { SecretString } = await secretsManager.send(new GetSecretValueCommand({ SecretId: entry, ...version }));
  const value = JSON.parse(SecretString);
  for (const key of ["engine", "host", "username", "password"]) {
    if (typeof value[key] !== "string" || value[key] === "") throw new Error(`${entry} has no ${key}.`);
  }
  return value;
}

function userOf({ host, username }) {
  return `${username}@${host}`;
}

function readDatabase() {
  const { LAB_DATABASE: file } = process.env;
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

function writeDatabase(users) {
  const { LAB_DATABASE: file } = process.env;
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(users), { mode: 0o600 });
  renameSync(temporary, file);
}

function hash(password, salt = randomBytes(16).toString("hex")) {
  return { salt, hash: scryptSync(password, salt, 32).toString("hex") };
}

function matches(known, password) {
  return timingSafeEqual(Buffer.from(hash(password, known.salt).hash), Buffer.from(known.hash));
}

module.exports = { handler };
