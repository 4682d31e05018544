/** What to type to keep an entry whose deletion is scheduled. */
export function restoreCommand(entry: string): string {
  return `aws secretsmanager restore-secret --secret-id ${entry}`;
}
