/** Services that share a team, as in a company that is asked who owns what. */
const servicesATeam = 10;

/** Where the generated environment is: the account that the lab's emulator knows as that of prod. */
export const account = "333344445555";
export const region = "eu-west-1";

/** One generated declaration, and what the stack file says of it. */
export interface GeneratedService {
  /** Also its file's name and its namespace, e.g. `"service-0007"`. */
  name: string;
  /** For example `"team-000"`. */
  team: string;
  /** TypeScript of `services/<name>.ts`. */
  source: string;
  /** Its entries' groups. */
  groups: string[];
  /** Those of them that people rotate. */
  manual: string[];
}

/**
 * Declares services like those of services/: in turn one with a database and two groups of keys, one with a group and parameters,
 * and one with a group alone. Every tenth has a team of its own. No value stands in them.
 *
 * @param count At least 1.
 */
export function makeServices(count: number): GeneratedService[] {
  return Array.from({ length: count }, (_, index) => makeService(index));
}

function makeService(index: number): GeneratedService {
  const name = `service-${String(index).padStart(4, "0")}`;
  const team = `team-${String(Math.floor(index / servicesATeam)).padStart(3, "0")}`;
  const { groups, parameters } = shapes[index % shapes.length]!(name);
  const declaration = {
    name,
    namespace: name,
    owner: { team, address: `${team}@example.com` },
    runbook: `https://runbooks.example.com/${name}`,
    workloads: [{ kind: "Deployment", name }],
    groups,
    parameters,
  };
  return {
    name,
    team,
    source:
      `import { defineService } from "../components/model";\n\n` +
      `export default defineService(${JSON.stringify(declaration, null, 2)});\n`,
    groups: Object.keys(groups),
    manual: Object.keys(groups).filter((group) => groups[group]!.rotation.mode === "manual"),
  };
}

interface Shape {
  groups: Record<string, { rotation: { mode: "database" | "manual" } } & Record<string, unknown>>;
  parameters: Record<string, string>;
}

const byHand = { mode: "manual", intervalDays: 90 } as const;

const shapes: ((name: string) => Shape)[] = [
  (name) => ({
    groups: {
      database: {
        database: {
          engine: "postgres",
          host: `${name}.prod.db.example.com`,
          name: "app",
          instanceIdentifier: `${name}-prod`,
        },
        // Alternating users want a superuser's entry, which neither a preview nor an emulator has.
        rotation: { mode: "database", strategy: "single-user", schedule: "rate(30 days)" },
      },
      app: {
        keys: { STRIPE_SECRET_KEY: { value: "provided" }, JWT_SIGNING_KEY: { value: "provided" } },
        rotation: byHand,
      },
      apple: { keys: { APPLE_SHARED_SECRET: { value: "provided" } }, rotation: byHand },
    },
    parameters: { LOG_LEVEL: "info", BUNDLE_ID: `com.example.${name}` },
  }),
  (name) => ({
    groups: { tracking: { keys: { TRACKING_API_KEY: { value: "provided" } }, rotation: byHand } },
    parameters: { QUEUE_URL: `https://sqs.${region}.amazonaws.com/${account}/${name}`, CONCURRENCY: "16" },
  }),
  () => ({
    groups: { mail: { keys: { MAIL_API_KEY: { value: "provided" } }, rotation: byHand } },
    parameters: {},
  }),
];
