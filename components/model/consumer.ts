import { groupVariables, parametersName, secretsName } from "./names";
import type { Service } from "./service";

/** An environment variable of a container, read from a Secret that must be there. */
export interface EnvironmentVariable {
  name: string;
  valueFrom: { secretKeyRef: { name: string; key: string; optional: false } };
}

/** A volume of a pod that holds a Secret as files. */
export interface SecretVolume {
  name: string;
  secret: { secretName: string; optional: false; defaultMode: number };
}

/** Where a container finds the volume. */
export interface VolumeMount {
  name: string;
  mountPath: string;
  readOnly: true;
}

/** What a workload pastes in to read a service's secrets. Nothing in it is optional: a missing key stops the pod at start. */
export interface Consumer {
  /** For `containers[].env`. */
  env: EnvironmentVariable[];
  /** For `spec.volumes`, for an application that reads files and can reload them. */
  volumes: SecretVolume[];
  /** For `containers[].volumeMounts`. */
  volumeMounts: VolumeMount[];
  /** For the workload's own metadata: Stakater Reloader restarts it when one of these Secrets changes. */
  annotations: Record<string, string>;
}

/** Files are readable by the owner and the group of the pod only. */
const fileMode = 0o440;

/** What the workloads of a service paste in. */
export function consumer(service: Service): Consumer {
  const secrets = Object.values(service.groups).flatMap(groupVariables);
  const sources = [
    { secret: secretsName(service.name), keys: secrets },
    { secret: parametersName(service.name), keys: Object.keys(service.parameters ?? {}) },
  ].filter(({ keys }) => keys.length > 0);
  return {
    env: sources.flatMap(({ secret, keys }) =>
      keys.map((key) => ({
        name: key,
        valueFrom: { secretKeyRef: { name: secret, key, optional: false as const } },
      })),
    ),
    volumes: sources.map(({ secret }) => ({
      name: secret,
      secret: { secretName: secret, optional: false, defaultMode: fileMode },
    })),
    volumeMounts: sources.map(({ secret }) => ({
      name: secret,
      mountPath: `/var/run/secrets/${secret}`,
      readOnly: true,
    })),
    // https://github.com/stakater/Reloader: "secret.reloader.stakater.com/reload" takes a comma-separated list of names.
    annotations: { "secret.reloader.stakater.com/reload": sources.map(({ secret }) => secret).join(",") },
  };
}
