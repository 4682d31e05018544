import { databaseKeys } from "../../../components/model/names";
import type { ClusterConfig } from "../../../components/model/environment";
import { kubeconfig } from "../../../components/model/kubeconfig";
import type { Database, Workload } from "../../../components/model/service";

/** What the script of one RDS entry is made from: all of it from the declaration, and nothing in it is secret. */
export interface RdsScript {
  environment: { name: string; account: string; region: string; cluster: ClusterConfig };
  service: string;
  group: string;
  namespace: string;
  owner: string;
  runbook: string;
  /** The entry's name, `"prod/api/database"`; its ARN where RDS owns it. */
  entry: string;
  /** Whether RDS owns the password, and makes the new one. */
  isManaged: boolean;
  database: Database;
  /** The service's ExternalSecret, and the Secret that it writes: they have one name. */
  secret: string;
  workloads: readonly Workload[];
}

/** Oracle takes 30 characters; the others 40 and more: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html */
const passwordLength = ({ engine }: Database): number => (engine === "oracle" ? 30 : 40);

/** One word of a shell, whatever stands in it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * A shell script that replaces the master password of an RDS instance, for a night when Node is not at hand. It needs the AWS CLI, jq and
 * kubectl, and takes the steps of `strongroom respond` in the same order. The password is only ever in files that nobody else may read and
 * that are deleted at the end: never in an argument, a variable or the output.
 */
export function rdsScript(script: RdsScript): string {
  const change = script.isManaged ? managedChange : ownChange(script.database);
  return [head(script), checks, change, reach, restarts(script), ...(script.isManaged ? [] : [finish]), rest].join(
    "\n",
  );
}

function head(script: RdsScript): string {
  const { environment, service, entry, namespace, secret, database, owner, runbook, isManaged } = script;
  const { name, account, region, cluster } = environment;
  const parts = databaseKeys({ database, rotation: { mode: isManaged ? "rds-managed" : "manual" } }).parts;
  const [passwordKey = ""] = Object.entries(parts).find(([, property]) => property === "password") ?? [];
  return `#!/usr/bin/env bash
# Replaces the RDS master password in ${entry}, and sees it through to the pods of ${service} in ${name}.
# Written by: strongroom respond ${name} ${service} ${script.group} --print-script. Owner: ${owner}. Runbook: ${runbook}
# Interrupted, run it again: it goes on where it was. It needs the AWS CLI, jq and kubectl.
set -euo pipefail
umask 077

environment=${quoted(name)}
account=${quoted(account)}
entry=${quoted(entry)}
instance=${quoted(database.instanceIdentifier ?? "")} # Empty: found by the entry.
namespace=${quoted(namespace)}
secret=${quoted(secret)}
password_key=${quoted(passwordKey)}
export AWS_REGION=${quoted(region)} AWS_DEFAULT_REGION=${quoted(region)} AWS_PAGER=''

work=$(mktemp -d "\${XDG_RUNTIME_DIR:-/tmp}/respond.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
export KUBECONFIG="$work/kubeconfig" # The environment's own cluster, whatever the current context is.
printf '%s' ${quoted(kubeconfig(cluster, region))} >"$KUBECONFIG"

say() { printf '%s  %s\\n' "$(date -u +%H:%M:%SZ)" "$*"; }
fail() {
  printf 'STOPPED: %s\\n' "$*" >&2
  exit 1
}
# Asks every two seconds, as often as the first argument says, at most.
until_true() {
  local times=$1
  shift
  until "$@"; do
    ((times-- > 0)) || return 1
    sleep 2
  done
}
stage_of() {
  aws secretsmanager describe-secret --secret-id "$entry" --output json |
    jq -r --arg stage "$1" '(.VersionIdsToStages // {}) | to_entries[] | select(.value | index($stage)) | .key'
}`;
}

const checks = `
# 0. What is where.
for tool in aws jq kubectl; do command -v "$tool" >/dev/null || fail "$tool is not on PATH."; done
given=$(aws sts get-caller-identity --query Account --output text)
[ "$given" = "$account" ] || fail "These credentials are of account $given; $environment is account $account. Nothing was changed."
arn=$(aws secretsmanager describe-secret --secret-id "$entry" --query ARN --output text)
kubectl get namespace "$namespace" >/dev/null || fail "The cluster does not answer, or refuses. Nothing was changed."
say "ACCOUNT $account, ENVIRONMENT $environment, ENTRY $entry"
current=$(stage_of AWSCURRENT)
[ -n "$current" ] || fail "$entry has no value. Nothing was changed."`;

function ownChange(database: Database): string {
  return `
# 1. The instance, whose master user must be the entry's.
if [ -z "$instance" ]; then
  instance=$(aws secretsmanager describe-secret --secret-id "$entry" --output json |
    jq -r '.Tags[]? | select(.Key == "DBInstanceIdentifier") | .Value')
fi
[ -n "$instance" ] || fail "$entry names no instance: tag it DBInstanceIdentifier. Nothing was changed."
master=$(aws rds describe-db-instances --db-instance-identifier "$instance" --query 'DBInstances[0].MasterUsername' --output text)
aws secretsmanager get-secret-value --secret-id "$entry" --version-id "$current" --output json |
  jq -j '.SecretString' >"$work/current.json"
jq -e --arg master "$master" '.username == $master' "$work/current.json" >/dev/null ||
  fail "$entry is not of the master user of $instance ($master). Rotate it: strongroom rotate. Nothing was changed."
say "INSTANCE $instance, master user $master"

# 2. The new value is stored first, as a pending version: no moment knows it nowhere. Every other key stays.
# A version keeps AWSPENDING until the pods have it, so that a run that was interrupted is seen.
pending=$(stage_of AWSPENDING)
if [ "$pending" = "$current" ]; then
  say "Version $pending is current and was not followed through: it is taken up."
elif [ -n "$pending" ]; then
  say "Version $pending is pending already: it is taken up."
else
  aws secretsmanager get-random-password --password-length ${passwordLength(database)} --exclude-punctuation --output json |
    jq -j '.RandomPassword' >"$work/password"
  jq --rawfile password "$work/password" '.password = $password' "$work/current.json" >"$work/new.json"
  pending=$(aws secretsmanager put-secret-value --secret-id "$entry" --secret-string "file://$work/new.json" \\
    --version-stages AWSPENDING --query VersionId --output text)
  say "Version $pending is staged as AWSPENDING."
fi
aws secretsmanager get-secret-value --secret-id "$entry" --version-id "$pending" --output json |
  jq -j '.SecretString' >"$work/new.json"

# 3. The database takes it at once. From here on the old password is dead.
jq --arg instance "$instance" '{DBInstanceIdentifier: $instance, MasterUserPassword: .password, ApplyImmediately: true}' \\
  "$work/new.json" >"$work/modify.json"
aws rds modify-db-instance --cli-input-json "file://$work/modify.json" >/dev/null
is_applied() {
  aws rds describe-db-instances --db-instance-identifier "$instance" --output json |
    jq -e '.DBInstances[0] | .DBInstanceStatus == "available" and (.PendingModifiedValues.MasterUserPassword == null)' >/dev/null
}
until_true 300 is_applied ||
  fail "$instance has not taken the password after 10 minutes. Version $pending stays pending. Run this again."
say "$instance has the new password."

# 4. It becomes the current one.
if [ "$pending" != "$current" ]; then
  aws secretsmanager update-secret-version-stage --secret-id "$entry" --version-stage AWSCURRENT \\
    --move-to-version-id "$pending" --remove-from-version-id "$current" >/dev/null
fi
say "Version $pending is current; the password before it is dead."`;
}

const managedChange = `
# 1. The instance that RDS keeps this entry for.
if [ -z "$instance" ]; then
  instance=$(aws rds describe-db-instances --output json |
    jq -r --arg arn "$arn" '.DBInstances[] | select(.MasterUserSecret.SecretArn == $arn) | .DBInstanceIdentifier')
fi
[ -n "$instance" ] || fail "No instance of this region has the entry $arn. Nothing was changed."
say "INSTANCE $instance"

# 2. to 4. RDS stores the new password, applies it and makes it the current one.
aws rds modify-db-instance --db-instance-identifier "$instance" --rotate-master-user-password --apply-immediately >/dev/null
is_current() { [ "$(stage_of AWSCURRENT)" != "$current" ]; }
until_true 300 is_current || fail "$entry has no new version after 10 minutes: aws rds describe-events --source-type db-instance --source-identifier $instance"
pending=$(stage_of AWSCURRENT)
aws secretsmanager get-secret-value --secret-id "$entry" --version-id "$pending" --output json |
  jq -j '.SecretString' >"$work/new.json"
say "Version $pending is current; the password of $current is dead."`;

const reach = `
# 5. Exactly the ExternalSecrets that read the entry read it again.
kubectl get externalsecrets.external-secrets.io --all-namespaces -o json |
  jq -r --arg entry "$entry" --arg arn "$arn" '.items[]
    | select([(.spec.data[]?.remoteRef.key), (.spec.dataFrom[]?.extract.key)] | any(. == $entry or . == $arn))
    | [.metadata.namespace, .metadata.name, (.status.syncedResourceVersion // "-")] | @tsv' >"$work/readers"
[ -s "$work/readers" ] || fail "No ExternalSecret reads $entry: the pods do not get it."
while IFS=$'\\t' read -r ns name before; do
  kubectl annotate externalsecret "$name" --namespace "$ns" --overwrite "force-sync=$(date +%s)-$$" >/dev/null
  is_synced() {
    kubectl get externalsecret "$name" --namespace "$ns" -o json | jq -e --arg before "$before" '.status
      | .syncedResourceVersion != $before and any(.conditions[]?; .type == "Ready" and .status == "True")' >/dev/null
  }
  until_true 60 is_synced || fail "ExternalSecret $ns/$name has not synced: kubectl describe externalsecret $name --namespace $ns"
  say "ExternalSecret $ns/$name has read it."
done <"$work/readers"
# Compared inside jq, which says yes or no.
holds_it() {
  kubectl get secret "$secret" --namespace "$namespace" -o json |
    jq -e --arg key "$password_key" --slurpfile new "$work/new.json" '(.data[$key] | @base64d) == $new[0].password' >/dev/null
}
until_true 60 holds_it || fail "Secret $namespace/$secret does not hold the new value."
say "Secret $namespace/$secret holds it."`;

function restarts({ workloads }: RdsScript): string {
  const lasting = workloads.filter(({ kind }) => !["Job", "CronJob"].includes(kind));
  const restarted = lasting.filter(({ reload }) => reload !== "files");
  const targets = restarted.map(({ kind, name }) => quoted(`${kind.toLowerCase()}/${name}`));
  const lines = [...targets.map((target) => `restart ${target}`), ...targets.map((target) => `wait_for ${target}`)];
  if (restarted.length === 0) return "\n# 6. Nothing declared has to be restarted.";
  return `
# 6. Exactly the consumers restart, and are waited for.
restart() { kubectl rollout restart "$1" --namespace "$namespace" >/dev/null && say "$1: restarting."; }
wait_for() {
  kubectl rollout status "$1" --namespace "$namespace" --timeout 10m >/dev/null ||
    fail "$1 has not rolled out; old pods go on: kubectl describe $1 --namespace $namespace"
  say "$1: new pods are available."
}
${lines.join("\n")}`;
}

/** RDS moves the stages of what it owns, and lets nobody else. */
const finish = `
aws secretsmanager update-secret-version-stage --secret-id "$entry" --version-stage AWSPENDING \\
  --remove-from-version-id "$pending" >/dev/null`;

const rest = `
# 7. Audit: who read it. CloudTrail shows an event some minutes after it happened, and 90 days of them.
cat <<END

AUDIT: who read the entry, and who changed it:
  aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=$arn --output json |
    jq -r '.Events[].CloudTrailEvent | fromjson | [.eventTime, .eventName, .userIdentity.arn, .sourceIPAddress] | @tsv'
  Sessions that the old password opened go on: end them in the database.

COMMUNICATE:
  The master password of $instance ($environment) was replaced at $(date -u +%FT%TZ).
  Entry $entry, version $pending now. Since when it may have been known: ______
  What was read with it: ______ (audit). Who was told: ______ Next report at: ______
END`;
