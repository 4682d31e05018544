import { admissionName, defaultAdmissionAction } from "../../components/model/admission-policy";
import { syncsByEvents } from "../../components/model/environment-arguments";
import { companionName } from "../../components/model/event-sync-names";
import { parametersName, secretsName } from "../../components/model/names";
import { operatorNamespace } from "../../components/model/operator-role";
import { defaultChartVersion } from "../../components/model/operator-version";
import { isProduction } from "../../components/model/production";
import { reloaderName } from "../../components/model/reloader-values";
import { defaultStoreNames } from "../../components/model/role-names";
import type { LoadedProgram } from "../load-program";

/** What the program puts into a cluster, as far as it is looked for. */
export interface Expected {
  operator: { namespace: string; chartVersion: string; replicas: number };
  /** Deployments beside the operator's. */
  helpers: { what: string; namespace: string; name: string; replicas: number }[];
  /** Names of the ClusterSecretStores. */
  stores: string[];
  /** ExternalSecrets, each with the service whose secrets or settings it brings. */
  externalSecrets: { namespace: string; name: string; service: string; brings: "secrets" | "parameters" }[];
  /** The binding of the admission policy; nothing where it is off. */
  admission: { name: string; action: "warn" | "deny" } | undefined;
}

/** What an environment's stack file and declarations put into its cluster. */
export function expectedInCluster({ environment, services }: LoadedProgram): Expected {
  const { operator, reloader, admission } = environment;
  const namespace = operator.namespace ?? operatorNamespace;
  const replicas = (highlyAvailable = isProduction(environment.name)): number => (highlyAvailable ? 2 : 1);
  const restarter = { what: "Reloader", namespace: reloader.namespace ?? reloaderName, name: reloaderName };
  const companion = { what: "event sync", namespace, name: companionName, replicas: 1 };
  const action = admission.action ?? defaultAdmissionAction(environment.name);
  return {
    operator: {
      namespace,
      chartVersion: operator.chartVersion ?? defaultChartVersion,
      replicas: replicas(operator.highlyAvailable),
    },
    helpers: [
      { ...restarter, replicas: replicas(reloader.highlyAvailable) },
      ...(syncsByEvents(environment) ? [companion] : []),
    ],
    stores: Object.values(defaultStoreNames),
    externalSecrets: services.flatMap(({ name: service, namespace, groups, parameters = {} }) => [
      ...(Object.keys(groups).length > 0
        ? [{ namespace, name: secretsName(service), service, brings: "secrets" as const }]
        : []),
      ...(Object.keys(parameters).length > 0
        ? [{ namespace, name: parametersName(service), service, brings: "parameters" as const }]
        : []),
    ]),
    admission: action === "off" ? undefined : { name: admissionName, action },
  };
}
