import * as path from "node:path";
import * as strongroom from "./components";

// The environment is the stack's file, the services are the files in services/: whatever is wrong is refused here.
const environment = strongroom.loadEnvironment();
const services = strongroom.loadServices(path.join(__dirname, "services"), environment);
const providers = strongroom.createProviders(environment);

export = environment.team === undefined ? wholeEnvironment() : servicesOfTeam(environment.team);

/** The environment's own stack: everything, but the entries of teams that have a stack of their own. */
function wholeEnvironment() {
  const { name, account, region, secrets, cluster, seeded, rotations, adopt, prometheusRules } = environment;
  const namespaces = strongroom.storeNamespaces(environment, services);
  const iam = strongroom.iamPlacement(environment);

  // Who may change this environment: GitHub Actions, by OIDC, within a boundary that every role carries.
  const github = new strongroom.GitHubOidc("github", strongroom.githubAccess(environment, services), { providers });

  // Who reads for the pods: the operator, which can become one of two stores and nothing else.
  const operator = new strongroom.ExternalSecretsOperator(
    "external-secrets",
    { environment, cluster, iam, ...environment.operator },
    { providers, dependsOn: github },
  );
  const { roleArn: operatorRoleArn, sessionTags } = operator;
  const reader = { environment, namespaces, iam, operatorRoleArn, sessionTags, kmsKeyArn: secrets.kmsKeyArn };
  const behindOperator = { providers, dependsOn: operator };
  const parameterStore = new strongroom.SecretStore(
    "parameter-store",
    { ...reader, service: "ParameterStore" },
    behindOperator,
  );
  const secretStore = new strongroom.SecretStore(
    "secrets-manager",
    { ...reader, service: "SecretsManager", serviceOwnedEntries: strongroom.serviceOwnedEntries(services, namespaces) },
    behindOperator,
  );

  // Who rotates databases: AWS's own functions, each deployed once.
  const functions = strongroom
    .databaseRotations(environment, services)
    .map(([name, args]) => new strongroom.DatabaseRotation(name, args, { providers }));

  // What each service keeps, those included that other programs declare: readPlatform reads there what is the environment's to say.
  const stores = { secretStore: secretStore.ref, parameterStore: parameterStore.ref };
  const platform: strongroom.Platform = { environment: { name, account, region }, ...stores, ...secrets };
  const behindStores = { providers, dependsOn: [secretStore, parameterStore, ...functions] };
  const own = strongroom.servicesOfStack(environment, services);
  const owned = own.map(
    (service) =>
      new strongroom.ServiceSecrets(service.name, { service, seeded, rotations, adopt, ...platform }, behindStores),
  );

  // Who is told of rotations: of those by hand before they are due, of those by AWS that failed.
  const inventory = owned.flatMap((service) => service.inventory);
  const secretArns = Object.fromEntries(own.map(({ name }, index) => [name, owned[index]!.secretArns]));
  const everybody = [...inventory, ...strongroom.inventoryOfTeams(environment, services)];
  const alerts = new strongroom.AlertTopic("alerts", strongroom.alertArguments(environment, everybody), { providers });
  const told = { ...environment.reminders, environment, iam, inventory, secretArns, topicArn: alerts.topicArn };
  new strongroom.RotationReminder("reminders", told, { providers, dependsOn: github });
  new strongroom.RotationAlarms("rotation-alarms", told, { providers });
  new strongroom.SecretAudit(
    "audit",
    { environment, topicArn: alerts.topicArn, ...strongroom.auditArguments(environment, services) },
    { providers },
  );
  new strongroom.PrometheusRules("prometheus", { environment, namespaces, ...prometheusRules }, { providers });

  // How a changed value gets to the pods: events have it read at once, and Reloader restarts who reads it.
  const entries = owned.flatMap((service) => service.entries);
  if ((entries.length > 0 || environment.teamStacks.length > 0) && strongroom.syncsByEvents(environment)) {
    const companion = { environment, cluster, iam, namespace: operator.namespace, ...environment.eventSync };
    const { queueArn } = new strongroom.EventSync("event-sync", companion, { providers, dependsOn: operator });
    new strongroom.EventRules("event-sync", { environment, entries, queueArn }, { providers });
  }
  const restarts = { environment, namespaces, ...environment.reloader };
  // Behind the operator, so that an update that breaks off leaves one release half-way, and not two.
  new strongroom.Reloader("reloader", restarts, { providers, dependsOn: operator });

  // Who else writes ConfigMaps: the cluster judges what never passes through this program.
  new strongroom.ConfigMapAdmission("config-map-admission", { environment, ...environment.admission }, { providers });

  const roleArns = {
    operator: operator.roleArn,
    secretStore: secretStore.roleArn,
    parameterStore: parameterStore.roleArn,
    deploy: github.deployRoleArns,
    preview: github.previewRoleArns,
  };
  const teamStacks = strongroom.teamStacksOutput(environment);
  return { roleArns, platform, inventory, secretArns, ...(teamStacks && { teamStacks }) };
}

/** The stack of a team: its entries, and who is told of their rotation. Everything else is the environment's own stack's. */
async function servicesOfTeam(team: string) {
  const { platform, alerts, eventQueueArn: queueArn } = await strongroom.readSharedPlatform(environment);
  const { stack, seeded, rotations, adopt } = environment;
  const owned = services.map(
    (service) =>
      new strongroom.ServiceSecrets(service.name, { service, seeded, rotations, adopt, ...platform }, { providers }),
  );
  const inventory = owned.flatMap((service) => service.inventory.map((item) => ({ ...item, stack })));
  const secretArns = Object.fromEntries(services.map(({ name }, index) => [name, owned[index]!.secretArns]));
  const iam = strongroom.iamPlacement(environment);
  const told = { ...alerts, topicArn: alerts?.topicArn, environment, iam, inventory, secretArns };
  new strongroom.RotationReminder("reminders", { ...told, joins: true }, { providers });
  new strongroom.RotationAlarms("rotation-alarms", told, { providers });
  if (queueArn !== undefined) {
    const entries = owned.flatMap((service) => service.entries);
    new strongroom.EventRules("event-sync", { environment, stack, entries, queueArn }, { providers });
  }
  return { team, inventory, secretArns };
}
