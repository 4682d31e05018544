/**
 * Whether an event fits a pattern of EventBridge, as far as this project's patterns go: values that are equal, `exists`,
 * `prefix`, `anything-but` with a list, `$or`.
 * An operator beyond that is refused, so that no pattern passes unread.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function fits(pattern: object, event: unknown): boolean {
  const fields = event as Record<string, unknown> | null | undefined;
  return Object.entries(pattern).every(([key, wanted]) => {
    if (key === "$or") return (wanted as object[]).some((branch) => fits(branch, event));
    const value = fields?.[key];
    if (!Array.isArray(wanted)) return fits(wanted as object, value);
    return wanted.some((item: unknown) =>
      typeof item === "object" ? operator(item!, value) : [value].flat().includes(item),
    );
  });
}

/** All but `exists` need a value: of a list one that fits is enough, as for EventBridge. */
function operator(wanted: object, value: unknown): boolean {
  const [[name, operand] = []] = Object.entries(wanted) as [string, unknown][];
  const values = value === undefined || value === null ? [] : ([value].flat() as unknown[]);
  switch (name) {
    case "exists":
      return (value !== undefined) === operand;
    case "prefix":
      return values.some((one) => String(one).startsWith(operand as string));
    case "anything-but":
      if (!Array.isArray(operand)) throw new Error("the test reads anything-but with a list only");
      return values.some((one) => !operand.includes(one));
    default:
      throw new Error(`the test reads no operator ${name}`);
  }
}

/** What an input transformer makes of an event. */
export function transform(
  { inputPaths, inputTemplate }: { inputPaths: Record<string, string>; inputTemplate: string },
  event: unknown,
): unknown {
  const filled = Object.entries(inputPaths).reduce((text, [name, path]) => {
    const value = path
      .split(".")
      .slice(1)
      .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], event);
    return text.replaceAll(`<${name}>`, String(value));
  }, inputTemplate);
  return JSON.parse(filled);
}
