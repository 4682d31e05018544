/** The chart that is installed unless a stack pins another one. */
export const defaultChartVersion = "2.9.0";

/**
 * Whether an operator tells AWS which namespace asks: `sessionTagsPolicy` came with 2.5. The API server of an older one
 * refuses a store that has it.
 *
 * Source: https://external-secrets.io/latest/provider/aws-access/#sts-session-tags
 *
 * @param chartVersion The chart's version, which is also the operator's, e.g. `"2.9.0"`.
 */
export function sendsSessionTags(chartVersion: string): boolean {
  const [major = 0, minor = 0] = chartVersion.split(/[.-]/).map(Number);
  return major > 2 || (major === 2 && minor >= 5);
}

/**
 * What is weaker with a store whose operator sends no tags.
 *
 * @param store Name of the store.
 * @param namespaces Those that may read it.
 */
export function withoutSessionTags(store: string, namespaces: readonly string[]): string {
  return (
    `The store ${store} does not tell its namespaces apart: whoever may write an ExternalSecret in one of ` +
    `${namespaces.join(", ")} reads the entries of all of them. Operators older than 2.5 send no session tags.\n` +
    "Fix: give the operator the chart version 2.5.0 or newer (strongroom:operator.chartVersion; without it the default)."
  );
}
