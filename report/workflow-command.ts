/** Where an annotation stands, and what stands above it. */
export interface AnnotationProperties {
  file?: string;
  /** From 1. */
  line?: number;
  title?: string;
}

/**
 * Writes a workflow command, which GitHub Actions turns into an annotation. Whatever a text holds, it can neither end the command nor
 * begin another one.
 *
 * Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 *
 * @example workflowCommand("error", { file: "services/api.ts", line: 12 }, "It is wrong.") // "::error file=services/api.ts,line=12::It is wrong."
 */
export function workflowCommand(
  name: "error" | "warning" | "notice",
  properties: AnnotationProperties,
  message: string,
): string {
  const list = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  const space = list.length > 0 ? " " : "";
  return `::${name}${space}${list.join(",")}::${escapeData(message)}`;
}

/** As @actions/core does it: a line break would end the command. */
function escapeData(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}
