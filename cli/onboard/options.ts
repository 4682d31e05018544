/** What may be typed behind `strongroom onboard`. */
export interface OnboardOptions {
  /** Manifests and files of variables that say what the application reads; `-` is standard input. */
  from: string[];
  /** The stack that the declaration is checked for and previewed in. */
  environment: string;
  namespace?: string;
  team?: string;
  address?: string;
  runbook?: string;
  /** For example `"Deployment/orders"`. */
  workload: string[];
  /** For example `"STRIPE_SECRET_KEY"`, or with its group `"stripe/STRIPE_SECRET_KEY"`. */
  secret: string[];
  /** For example `"LOG_LEVEL=info"`. */
  setting: string[];
  /** Variables that stay where they are. */
  leave: string[];
  /** Whether every setting that has no value stays where it is. */
  leaveSettings: boolean;
  /** For example `"postgresql://orders.{environment}.db.example.com/orders"`, with a group in front: `"reporting-database=..."`. */
  database: string[];
  /** For example `"orders-{environment}"`, with a group in front as above. */
  instance: string[];
  /** For example `"stripe=90"` or `"database=database"`. */
  rotation: string[];
  /** Entries to adopt; true looks for those of all groups. */
  adopt?: true | string[];
  /** Outputs of other stacks, each `STACK=FILE`. */
  stackReference: string[];
  /** Folder of the program. */
  program?: string;
  /** False for `--no-color`. */
  color: boolean;
}
