#!/usr/bin/env node
"use strict";
// GitHub's command line for the tests of workflows: `gh api` on the comments of a pull request and on issues, kept in the file GH_STATE. Its
// --jq is really evaluated, by GH_JQ. It refuses what it does not know.
const { execFileSync } = require("node:child_process");
const { appendFileSync, readFileSync, writeFileSync } = require("node:fs");
const { URL } = require("node:url");

const { GH_STATE, GH_JQ, GH_TOKEN } = process.env;
const [command, ...rest] = process.argv.slice(2);
if (command !== "api" || !GH_TOKEN) throw new Error(`gh ${command}: not known, or no token`);
appendFileSync(`${GH_STATE}.calls`, `${rest.join(" ")}\n`);

const options = { method: "GET", fields: {} };
let address;
for (let at = 0; at < rest.length; at++) {
  const argument = rest[at];
  if (argument === "--paginate" || argument === "--silent") options[argument.slice(2)] = true;
  else if (argument === "--method" || argument === "--jq") options[argument.slice(2)] = rest[++at];
  else if (argument === "--field" || argument === "--raw-field") {
    const [, key, value] = /^([^=]+)=([^]*)$/.exec(rest[++at]);
    const isFile = argument === "--field" && value.startsWith("@");
    options.fields[key] = isFile ? readFileSync(value.slice(1), "utf8") : value;
  } else if (argument.startsWith("-") || address !== undefined) throw new Error(`gh api: ${argument} is not known`);
  else address = argument;
}

const state = JSON.parse(readFileSync(GH_STATE, "utf8"));
const result = answer(new URL(address, "https://api.example.com/"));
writeFileSync(GH_STATE, JSON.stringify(state));
if (options.jq) {
  process.stdout.write(execFileSync(GH_JQ, ["-r", options.jq], { input: JSON.stringify(result), encoding: "utf8" }));
} else if (!options.silent) process.stdout.write(JSON.stringify(result));

function answer({ pathname, searchParams }) {
  const [, what, number, below] = /^\/repos\/acme\/platform\/(issues|issues\/comments)(?:\/(\d+))?(\/comments)?$/.exec(
    pathname,
  );
  if (what === "issues/comments" && options.method === "PATCH") {
    return Object.assign(find(state.comments, number), options.fields);
  }
  if (below) return options.method === "POST" ? add(state.comments, { issue: Number(number) }) : state.comments;
  if (options.method === "PATCH") return Object.assign(find(state.issues, number, "number"), options.fields);
  if (options.method === "POST") return add(state.issues, { state: "open" });
  if (searchParams.get("creator") !== "github-actions[bot]") throw new Error("the issues of others are none of ours");
  return state.issues.filter((issue) => issue.state === searchParams.get("state"));
}

function find(list, value, key = "id") {
  return list.find((one) => String(one[key]) === value);
}

function add(list, more) {
  const id = list.length + 100;
  list.push({ id, number: id, user: { login: "github-actions[bot]" }, ...more, ...options.fields });
  return list.at(-1);
}
