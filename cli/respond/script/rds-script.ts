import { databaseKeys } from "../../../components/model/names";
import type { ClusterConfig } from "../../../components/model/environment";
import { kubeconfig } from "../../../components/model/kubeconfig";
import type { Database, Workload } from "../../../components/model/service";
import { endSessionsStatement } from "../end-sessions";
import { finish, managedChange, ownChange, serverOf } from "./rds-change";

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

/** One word of a shell, whatever stands in it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * A shell script that replaces the master password of an RDS instance or cluster, for a night when Node is not at hand. It needs the
 * AWS CLI, jq and kubectl, and takes the steps of `strongroom respond` in the same order. The password is in pipes alone: never in an
 * argument, a variable, a file or the output.
 */
export function rdsScript(script: RdsScript): string {
  const change = script.isManaged ? managedChange(script.database) : ownChange(script.database);
  const closing = script.isManaged ? [] : [finish];
  return [head(script), checks, change, reach, restarts(script), ...closing, rest(script)].join("\n");
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
server=${quoted(database.instanceIdentifier ?? "")} # The ${serverOf(database).noun}; empty: found by the entry.
namespace=${quoted(namespace)}
secret=${quoted(secret)}
password_key=${quoted(passwordKey)}
export AWS_REGION=${quoted(region)} AWS_DEFAULT_REGION=${quoted(region)} AWS_PAGER='' AWS_CLI_AUTO_PROMPT=off

work=$(mktemp -d "\${XDG_RUNTIME_DIR:-/tmp}/respond.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
export KUBECONFIG="$work/kubeconfig" # The environment's own cluster, whatever the current context is.
printf '%s' ${quoted(kubeconfig(cluster, region))} >"$KUBECONFIG"

say() { printf '%s  %s\\n' "$(date -u +%H:%M:%SZ)" "$*"; }
fail() {
  printf 'STOPPED: %s\\n' "$1" >&2
  [ $# -eq 1 ] || printf 'Fix: %s\\n' "$2" >&2
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
# The version that carries a label; the value of a version, for a pipe.
stage_of() {
  aws secretsmanager describe-secret --secret-id "$entry" --output json |
    jq -r --arg stage "$1" '(.VersionIdsToStages // {}) | to_entries[] | select(.value | index($stage)) | .key'
}
value_of() {
  aws secretsmanager get-secret-value --secret-id "$entry" --version-id "$1" --output json |
    jq -ce '.SecretString | fromjson? | objects'
}
strip_command() {
  printf 'aws secretsmanager update-secret-version-stage --secret-id %s --version-stage %s --remove-from-version-id %s' "$entry" "$1" "$2"
}
# Takes a label away: from whichever version carries it, or from one alone.
strip() {
  local holder
  holder=$(stage_of "$1")
  if [ -n "$holder" ] && [ "$holder" = "\${2:-$holder}" ]; then
    aws secretsmanager update-secret-version-stage --secret-id "$entry" --version-stage "$1" --remove-from-version-id "$holder" >/dev/null
  fi
}`;
}

const checks = `
# 0. What is where.
for tool in aws jq kubectl; do command -v "$tool" >/dev/null || fail "$tool is not on PATH."; done
[ "$(aws configure get cli_history)" != enabled ] ||
  fail "The AWS CLI would keep values in its history. Nothing was changed." "aws configure set cli_history disabled"
given=$(aws sts get-caller-identity --query Account --output text)
[ "$given" = "$account" ] || fail "These credentials are of account $given; $environment is account $account. Nothing was changed."
arn=$(aws secretsmanager describe-secret --secret-id "$entry" --query ARN --output text)
kubectl get namespace "$namespace" >/dev/null || fail "The cluster does not answer, or refuses. Nothing was changed."
say "ACCOUNT $account, ENVIRONMENT $environment, ENTRY $entry"
current=$(stage_of AWSCURRENT)
[ -n "$current" ] || fail "$entry has no value. Nothing was changed."
value_of "$current" >/dev/null || fail "$entry does not hold a JSON object. Nothing was changed."`;

const reach = `
# 5. Exactly the ExternalSecrets that read the entry read it again.
readers=$(kubectl get externalsecrets.external-secrets.io --all-namespaces -o json |
  jq -r --arg entry "$entry" --arg arn "$arn" '.items[]
    | select([(.spec.data[]?.remoteRef.key), (.spec.dataFrom[]?.extract.key)] | any(. == $entry or . == $arn))
    | [.metadata.namespace, .metadata.name, (.status.syncedResourceVersion // "-")] | @tsv')
[ -n "$readers" ] || fail "No ExternalSecret reads $entry: the pods do not get it."
while IFS=$'\\t' read -r ns name before; do
  kubectl annotate externalsecret "$name" --namespace "$ns" --overwrite "force-sync=$(date +%s)-$$" >/dev/null
  is_synced() {
    kubectl get externalsecret "$name" --namespace "$ns" -o json | jq -e --arg before "$before" '.status
      | .syncedResourceVersion != $before and any(.conditions[]?; .type == "Ready" and .status == "True")' >/dev/null
  }
  until_true 60 is_synced || fail "ExternalSecret $ns/$name has not synced." "kubectl describe externalsecret $name --namespace $ns says why."
  say "ExternalSecret $ns/$name has read it."
done <<<"$readers"
# Compared inside jq, which says yes or no.
holds_it() {
  { kubectl get secret "$secret" --namespace "$namespace" -o json && value_of "$pending"; } |
    jq -es --arg key "$password_key" '(.[0].data[$key] // "" | @base64d) == .[1].password' >/dev/null
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
    fail "$1 has not rolled out; old pods go on." "kubectl describe $1 --namespace $namespace says why; then run this again."
  say "$1: new pods are available."
}
${lines.join("\n")}`;
}

/** Stands in the statement where the shell writes the user's name, in capitals because Oracle's is written so. */
const placeholder = "MASTER_USER";

/** What a person does next. */
function rest({ database: { engine } }: RdsScript): string {
  const statement = endSessionsStatement(engine, [placeholder]) ?? "";
  const shown = statement
    .replaceAll(/[\\$`]/g, "\\$&")
    .replaceAll(placeholder, "$user")
    .replaceAll("\n", "\n  ");
  const capitals = `\nuser=$(tr '[:lower:]' '[:upper:]' <<<"$user") # As the server keeps a name.`;
  return `
# 7. A new password ends no session. Audit: who read it. CloudTrail shows an event some minutes after it happened, and 90 days of them,
# by the name that the caller used.
user=\${master//\\'/\\'\\'}${engine === "oracle" ? capitals : ""}
short=\${arn%-??????}
cat <<REPORT

SESSIONS that the old password opened go on. In the database, as $master${printsCalls(engine) ? ", run what this prints" : ""}:
  ${shown}

AUDIT: who read the entry, and who changed it:
  for name in '\${short##*:}' '$short' '$arn'; do
    aws cloudtrail lookup-events --lookup-attributes "AttributeKey=ResourceName,AttributeValue=\\$name" --output json
  done | jq -r '.Events[].CloudTrailEvent | fromjson | [.eventTime, .eventName, .userIdentity.arn, .sourceIPAddress] | @tsv' | sort -u

COMMUNICATE:
  The master password of $server ($environment) was replaced at $(date -u +%FT%TZ).
  Entry $entry, version $pending now. Since when it may have been known: ______
  What was read with it: ______ (audit). Who was told: ______ Next report at: ______
REPORT`;
}

/** MySQL and MariaDB end one session a call, so their statement prints the calls. */
function printsCalls(engine: Database["engine"]): boolean {
  return engine === "mysql" || engine === "mariadb";
}
