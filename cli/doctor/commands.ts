/** What brings cloud and cluster to what the program says. */
export function up(environment: string): string {
  return `pulumi up --stack ${environment}`;
}

/** The same where something may have been taken away behind the engine's back: its state has to hear of it first. */
export function upAfresh(environment: string): string {
  return `pulumi up --refresh --stack ${environment}`;
}
