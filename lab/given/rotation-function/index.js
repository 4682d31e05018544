"use strict";
// Rotates a database credential in the four steps of Secrets Manager, as AWS's own functions do, for one user or for two that
// alternate: https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
//
// What stands in: there is no PostgreSQL and no MySQL. The folder LAB_DATABASE plays the servers: a file a user, with a salted hash
// instead of the password. So setSecret changes the database, and testSecret logs in with the new password and fails when it is
// another. A user that the folder does not know yet has the password that its entry says.
const { Buffer } = require("node:buffer");
const { randomBytes, scryptSync, timingSafeEqual } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
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
const { LAB_DATABASE: folder, LAB_ENGINE: engine, LAB_STRATEGY: strategy } = process.env;
const alternates = strategy === "alternating-users";

/** Characters that break a connection string or a shell, as AWS's functions leave them out. */
const excluded = "/@\"'\\:";

const steps = { createSecret, setSecret: alternates ? setOtherUser : setSecret, testSecret, finishSecret };

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

/** Makes a new password, of the other user where two alternate, and keeps every other key of the entry. */
async function createSecret(entry, version) {
  const current = await readCurrent(entry);
  try {
    await readPending(entry, version);
    return; // An earlier try has made it.
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
  const { RandomPassword } = await secretsManager.send(
    new GetRandomPasswordCommand({ PasswordLength: 32, ExcludeCharacters: excluded }),
  );
  const username = alternates ? otherUser(current.username) : current.username;
  await secretsManager.send(
    new PutSecretValueCommand({
      SecretId: entry,
      ClientRequestToken: version,
      SecretString: JSON.stringify({ ...current, username, password: RandomPassword }),
      VersionStages: ["AWSPENDING"],
    }),
  );
}

/** ALTER USER ... PASSWORD ...: logs in with the current password first, as the user itself has to. */
async function setSecret(entry, version) {
  const pending = await readPending(entry, version);
  const current = await readCurrent(entry);
  if (current.username !== pending.username || current.host !== pending.host) {
    throw new Error(`The versions of ${entry} name different users or databases.`);
  }
  const known = userOf(pending);
  if (known && !matches(known, pending.password) && !matches(known, current.password)) {
    throw new Error(`The database takes neither version's password of ${entry}.`);
  }
  writeUser(pending, {});
}

/** CREATE USER or ALTER USER of the other one, by the superuser, with the rights of the user that applications use now. */
async function setOtherUser(entry, version) {
  const pending = await readPending(entry, version);
  const current = await readCurrent(entry);
  const known = userOf(pending);
  if (known && matches(known, pending.password)) return;
  if (otherUser(current.username) !== pending.username || current.host !== pending.host) {
    throw new Error(`The versions of ${entry} are not of two users that alternate on one server.`);
  }
  logIn(current, `The database refuses the current password of ${entry}.`);
  if (!current.masterarn) throw new Error(`${entry} has no masterarn.`);
  const superuser = await read(current.masterarn, { VersionStage: "AWSCURRENT" }, ["username", "password"]);
  // RDS owns entries without a host: AWS's functions ask RDS for it.
  const host = superuser.host ?? current.host;
  if (host !== current.host) throw new Error(`${current.masterarn} is of another server than ${entry}.`);
  logIn({ ...superuser, host }, `The database refuses the superuser of ${entry}.`);
  writeUser(pending, { rightsOf: current.username });
}

async function testSecret(entry, version) {
  const pending = await readPending(entry, version);
  const known = userOf(pending);
  // With rotateImmediately off, this step alone runs on a copy of the current value: nobody has set that.
  const current = known ? undefined : await readCurrent(entry);
  if (current?.username === pending.username && current.password === pending.password) return;
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

function readCurrent(entry) {
  return readOwn(entry, { VersionStage: "AWSCURRENT" });
}

function readPending(entry, version) {
  return readOwn(entry, { VersionId: version, VersionStage: "AWSPENDING" });
}

async function readOwn(entry, version) {
  const value = await read(entry, version, ["engine", "host", "username", "password"]);
  if (value.engine !== engine)
    throw new Error(`${entry} is of engine ${value.engine}; this function rotates ${engine}.`);
  return value;
}

async function read(entry, version, keys) {
  const { SecretString } = await secretsManager.send(new GetSecretValueCommand({ SecretId: entry, ...version }));
  const value = JSON.parse(SecretString);
  for (const key of keys) {
    if (typeof value[key] !== "string" || value[key] === "") throw new Error(`${entry} has no ${key}.`);
  }
  return value;
}

/** `api` and `api_clone` alternate. */
function otherUser(username) {
  return username.endsWith("_clone") ? username.slice(0, -"_clone".length) : `${username}_clone`;
}

function logIn(credential, refusal) {
  const known = userOf(credential);
  if (!known) writeUser(credential, {});
  else if (!matches(known, credential.password)) throw new Error(refusal);
}

function fileOf({ host, username }) {
  return join(folder, `${encodeURIComponent(`${username}@${host}`)}.json`);
}

function userOf(credential) {
  const file = fileOf(credential);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

function writeUser(credential, more) {
  const file = fileOf(credential);
  const temporary = `${file}.${process.pid}`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(temporary, JSON.stringify({ ...hash(credential.password), ...more }), { mode: 0o600 });
  renameSync(temporary, file);
}

function hash(password, salt = randomBytes(16).toString("hex")) {
  return { salt, hash: scryptSync(password, salt, 32).toString("hex") };
}

function matches(known, password) {
  return timingSafeEqual(Buffer.from(hash(password, known.salt).hash), Buffer.from(known.hash));
}

module.exports = { handler };
