import type * as Expressions from "@actions/expressions";

/** What expressions of a workflow are evaluated with: contexts such as `github` and `needs`, as plain values. */
export type Contexts = Record<string, unknown>;

/** How the job stands, which success(), failure() and cancelled() ask. */
export type JobStatus = "success" | "failure" | "cancelled";

/** Evaluates the expressions of a workflow by GitHub's own library. */
export class Evaluation {
  private constructor(private readonly library: typeof Expressions) {}

  /** The library is an ES module. */
  static async load(): Promise<Evaluation> {
    return new Evaluation(await import("@actions/expressions"));
  }

  /**
   * The value of one expression, without `${{ }}`.
   *
   * @throws Error for a context or a function that does not exist.
   */
  value(expression: string, contexts: Contexts, status: JobStatus = "success"): unknown {
    const { Lexer, Parser, Evaluator, data } = this.library;
    const answers = {
      always: true,
      success: status === "success",
      failure: status === "failure",
      cancelled: status === "cancelled",
    };
    const functions = Object.entries(answers).map(([name, answer]) => {
      return { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(answer) };
    });
    const parsed = new Parser(new Lexer(expression).lex().tokens, Object.keys(contexts), functions).parse();
    const context = JSON.parse(JSON.stringify(contexts), data.reviver) as Expressions.data.Dictionary;
    const result = new Evaluator(parsed, context, new Map(functions.map((one) => [one.name, one]))).evaluate();
    return JSON.parse(JSON.stringify(result, data.replacer)) as unknown;
  }

  /** A text of a workflow with its expressions replaced. One that is an expression as a whole keeps its type. */
  text(template: unknown, contexts: Contexts, status?: JobStatus): unknown {
    if (typeof template !== "string") return template;
    const [, whole] = /^\s*\$\{\{((?:(?!\}\})[^])*)\}\}\s*$/.exec(template) ?? [];
    if (whole !== undefined) return this.value(whole.trim(), contexts, status);
    return template.replaceAll(/\$\{\{(.+?)\}\}/gs, (_, expression: string) => {
      const value = this.value(expression.trim(), contexts, status);
      return typeof value === "string" ? value : JSON.stringify(value);
    });
  }

  /** Whether a step or a job runs. A condition that asks no status function asks success() first. */
  condition(template: unknown, contexts: Contexts, status: JobStatus): boolean {
    const text = typeof template === "string" ? template.replace(/^\s*\$\{\{([^]*)\}\}\s*$/, "$1").trim() : "";
    const asksStatus = /\b(always|success|failure|cancelled)\(\)/.test(text);
    if (!asksStatus && status !== "success") return false;
    return text === "" || Boolean(this.value(text, contexts, status));
  }
}
