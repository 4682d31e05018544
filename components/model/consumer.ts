import { groupVariables, parametersName, secretsName } from "./names";
import type { Service } from "./service";

/** An environment variable of a container, read from a Secret that must be there. */
export interface EnvironmentVariable {
  /** Name of the variable, which is the key's in the declaration. */
  name: string;
  /** Where its value comes from. */
  valueFrom: {
    /** A key of a Secret in the workload's namespace. */
    secretKeyRef: {
      /** Name of the Secret, e.g. `"api-secrets"`. */
      name: string;
      /** The key in it. */
      key: string;
      /** Never true: a missing key stops the pod at start. */
      optional: false;
    };
  };
}

/** A volume of a pod that holds a Secret as files. */
export interface SecretVolume {
  /** Name of the volume, which is the Secret's. */
  name: string;
  /** What it is filled with. */
  secret: {
    /** Name of the Secret, e.g. `"api-secrets"`. */
    secretName: string;
    /** Never true: a missing Secret stops the pod at start. */
    optional: false;
    /** Permissions of each file: readable by the pod's owner and group alone, `0o440`. */
    defaultMode: number;
  };
}

/** Where a container finds the volume. */
export interface VolumeMount {
  /** Name of the volume. */
  name: string;
  /** Folder with one file a key, e.g. `"/var/run/secrets/api-secrets"`. */
  mountPath: string;
  /** The container cannot write there. */
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
  /**
   * For the metadata of a workload: Stakater Reloader restarts it when one of these Secrets changes. Where every workload of the
   * service reads its files again, those of `reloadAnnotations`.
   */
  annotations: Record<string, string>;
  /** For the metadata of a workload with `reload: "files"`: it is not restarted, and the guard takes its word. */
  reloadAnnotations: Record<string, string>;
}

/**
 * What a workload says that watches its files and reads them again. The guard reads it, and spells it itself:
 * policies/kubernetes/consumers.ts.
 */
const reloadsItself = { "strongroom/reloads": "true" };

/** Files are readable by the owner and the group of the pod only. */
const fileMode = 0o440;

/**
 * A variable that a key of a Secret fills; the pod does not start without it.
 *
 * @param reads The variable's name. Default: the key's.
 */
export function secretVariable(secret: string, key: string, reads = key): EnvironmentVariable {
  return { name: reads, valueFrom: { secretKeyRef: { name: secret, key, optional: false } } };
}

/** What the workloads of a service paste in. */
export function consumer(service: Service): Consumer {
  const secrets = Object.values(service.groups).flatMap(groupVariables);
  const sources = [
    { secret: secretsName(service.name), keys: secrets },
    { secret: parametersName(service.name), keys: Object.keys(service.parameters ?? {}) },
  ].filter(({ keys }) => keys.length > 0);
  return {
    env: sources.flatMap(({ secret, keys }) => keys.map((key) => secretVariable(secret, key))),
    volumes: sources.map(({ secret }) => ({
      name: secret,
      secret: { secretName: secret, optional: false, defaultMode: fileMode },
    })),
    volumeMounts: sources.map(({ secret }) => ({
      name: secret,
      mountPath: `/var/run/secrets/${secret}`,
      readOnly: true,
    })),
    annotations: allReadFiles(service)
      ? reloadsItself
      : // https://github.com/stakater/Reloader: the value is a comma-separated list of names.
        { "secret.reloader.stakater.com/reload": sources.map(({ secret }) => secret).join(",") },
    reloadAnnotations: reloadsItself,
  };
}

/** Jobs and CronJobs count for nothing here: they read afresh whenever they run. */
function allReadFiles({ workloads }: Service): boolean {
  const lasting = workloads.filter(({ kind }) => kind !== "Job" && kind !== "CronJob");
  return lasting.length > 0 && lasting.every(({ reload }) => reload === "files");
}
