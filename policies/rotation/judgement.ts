/** What is wrong with a secret's rotation. Absent: nothing. */
export interface Judgement {
  /** `unknown` when it cannot be told at preview. */
  verdict: "wrong" | "unknown";
  /** To be read after the secret's name, without a full stop: `"rotates every 365 days; wanted at most 92"`. */
  text: string;
}
