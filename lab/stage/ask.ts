import * as fs from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import type { Stage } from "./stage";

/** Milliseconds after which a question counts as unanswered. */
const patience = 2_000;

/** How to ask. */
export interface AskOptions {
  /** PEM file: whom to trust. */
  certificateAuthorityFile?: string;
  /** A file that holds a bearer token. */
  tokenFile?: string;
}

/**
 * What a URL answers.
 *
 * @returns The body of an answer with status 200.
 * @throws Error with the reason, for any other.
 */
export function ask(url: string, options: AskOptions = {}): Promise<string> {
  const { certificateAuthorityFile, tokenFile } = options;
  const headers = tokenFile === undefined ? {} : { authorization: `Bearer ${fs.readFileSync(tokenFile, "utf8")}` };
  const ca = certificateAuthorityFile === undefined ? undefined : fs.readFileSync(certificateAuthorityFile);
  return new Promise((resolve, reject) => {
    const get = url.startsWith("https:") ? https.get : http.get;
    // No connection is kept: a part that is restarted would break it.
    const request = get(url, { headers, ca, agent: false, timeout: patience }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (text: string) => (body += text));
      answer.on("end", () => {
        if (answer.statusCode === 200) resolve(body);
        else reject(new Error(`${url} answers ${answer.statusCode}: ${body.slice(0, 300)}`));
      });
      answer.on("error", reject);
    });
    request.on("timeout", () => request.destroy(new Error(`${url} does not answer`)));
    request.on("error", reject);
  });
}

/** What the API server answers to the administrator, parsed. */
export async function askKubernetes<Answer>(stage: Stage, path: string): Promise<Answer> {
  return JSON.parse(await ask(`${stage.kubernetes.url}${path}`, stage.kubernetes)) as Answer;
}
