import type { Database } from "../../../components/model/service";
import { isOfCluster, masterPasswordLength } from "../master-password";

/** How the AWS CLI speaks of a server: the password of Aurora and of Multi-AZ clusters is the cluster's. */
export interface Server {
  noun: "instance" | "cluster";
  /** The list in what RDS answers, and what it calls a server's name and status there. */
  list: string;
  identifier: string;
  status: string;
}

const instance: Server = {
  noun: "instance",
  list: "DBInstances",
  identifier: "DBInstanceIdentifier",
  status: "DBInstanceStatus",
};
const cluster: Server = { noun: "cluster", list: "DBClusters", identifier: "DBClusterIdentifier", status: "Status" };

/** What kind of server holds the master password. */
export function serverOf(database: Pick<Database, "engine" | "kind">): Server {
  return isOfCluster(database) ? cluster : instance;
}

/** Looks at the server, and keeps what cannot change meanwhile. */
const look = ({ noun, list }: Server): string => `
describe_server() {
  aws rds describe-db-${noun}s --db-${noun}-identifier "$server" --query '${list}[0]' --output json
}
described=$(describe_server) || fail "RDS knows no ${noun} $server, or refuses to show it. Nothing was changed."
master=$(jq -r '.MasterUsername' <<<"$described")`;

/** Steps 1 to 4 where the entry's owner makes the password: pending, applied, current. */
export function ownChange(database: Database): string {
  const server = serverOf(database);
  const { noun, status } = server;
  return `
# 1. The ${noun}, whose master user must be the entry's.
if [ -z "$server" ]; then
  server=$(aws secretsmanager describe-secret --secret-id "$entry" --output json |
    jq -r '.Tags[]? | select(.Key == "DBInstanceIdentifier") | .Value')
fi
[ -n "$server" ] || fail "$entry names no ${noun}. Nothing was changed." "tag it DBInstanceIdentifier."
${look(server).trim()}
jq -e '.MasterUserSecret == null' <<<"$described" >/dev/null ||
  fail "RDS owns the master password of $server. Nothing was changed." "declare mode rds-managed, and print the script anew."
value_of "$current" | jq -e --arg master "$master" '.username == $master' >/dev/null ||
  fail "$entry is not of the master user of $server, $master. Nothing was changed." "strongroom rotate"
say "${noun.toUpperCase()} $server, master user $master"

# 2. The new value is stored first, as a pending version: no moment knows it nowhere. Every other key stays.
# It keeps a label of this script's until the pods have it, so that a run that was interrupted is seen.
mark=STRONGROOM-RESPOND
differs_in_password_alone() {
  { value_of "$current" && value_of "$1"; } | jq -es '(.[0] | del(.password)) == (.[1] | del(.password))' >/dev/null
}
pending=$(stage_of "$mark")
other=$(stage_of AWSPENDING)
if [ -n "$pending" ]; then
  # One that is neither current nor pending was overtaken by another rotation.
  [ "$pending" = "$current" ] || { [ "$pending" = "$other" ] && differs_in_password_alone "$pending"; } ||
    fail "$entry was changed since version $pending was staged. Nothing was changed." \\
      "drop that version, and run this again: $(strip_command "$mark" "$pending")"
  say "Version $pending was not followed through: it is taken up. If that one leaked too, run this again afterwards."
elif [ -n "$other" ] && [ "$other" != "$current" ]; then
  fail "$entry has a pending version, $other, that is not of this script. Nothing was changed." \\
    "drop it, and run this again: $(strip_command AWSPENDING "$other")"
else
  pending=$({ value_of "$current" &&
    aws secretsmanager get-random-password --password-length ${masterPasswordLength(database.engine)} --exclude-punctuation --output json; } |
    jq -cjs '.[1].RandomPassword as $password | if ($password | type) == "string" then .[0] + {$password} else empty end' |
    aws secretsmanager put-secret-value --secret-id "$entry" --secret-string file:///dev/stdin \\
      --version-stages AWSPENDING "$mark" --query VersionId --output text) ||
    fail "No new value was stored, or nobody knows: see above. The old password is valid still." "run this again."
  say "Version $pending is staged as AWSPENDING."
fi

# 3. The database takes it at once. From here on the old password is dead.
value_of "$pending" | jq -je '.password | strings' |
  aws rds modify-db-${noun} --db-${noun}-identifier "$server" --master-user-password file:///dev/stdin --apply-immediately >/dev/null ||
  fail "$server was not given the password, or nobody knows: see above. Version $pending stays pending." "run this again."
sleep 2 # The status follows a moment after the call.
is_applied() {
  describe_server | jq -e '.${status} == "available" and .PendingModifiedValues.MasterUserPassword == null' >/dev/null
}
until_true 300 is_applied ||
  fail "$server has not taken the password after 10 minutes. Version $pending stays pending." "run this again."
say "$server has the new password."

# 4. It becomes the current one, and the one before is taken out of reach.
if [ "$pending" != "$current" ]; then
  aws secretsmanager update-secret-version-stage --secret-id "$entry" --version-stage AWSCURRENT \\
    --move-to-version-id "$pending" --remove-from-version-id "$current" >/dev/null
fi
strip AWSPREVIOUS
say "Version $pending is current; the password before it is dead."`;
}

/** Steps 1 to 4 where RDS makes the password that it owns. */
export function managedChange(database: Database): string {
  const server = serverOf(database);
  const { noun, list, identifier, status } = server;
  return `
# 1. The ${noun} that RDS keeps this entry for.
if [ -z "$server" ]; then
  server=$(aws rds describe-db-${noun}s --output json |
    jq -r --arg arn "$arn" '.${list}[] | select(.MasterUserSecret.SecretArn == $arn) | .${identifier}')
fi
[ -n "$server" ] || fail "No ${noun} of this region has the entry $arn. Nothing was changed."
${look(server).trim()}
jq -e --arg arn "$arn" '.MasterUserSecret.SecretArn == $arn' <<<"$described" >/dev/null ||
  fail "RDS does not keep the password of $server in $arn. Nothing was changed."
say "${noun.toUpperCase()} $server, master user $master"

# 2. to 4. RDS stores the new password, applies it and makes it the current one.
if jq -e '.MasterUserSecret.SecretStatus == "rotating"' <<<"$described" >/dev/null; then
  say "RDS is making a password already: it is waited for."
  current=''
else
  aws rds modify-db-${noun} --db-${noun}-identifier "$server" --rotate-master-user-password --apply-immediately >/dev/null
fi
is_rotated() {
  pending=$(stage_of AWSCURRENT) && [ -n "$pending" ] && [ "$pending" != "$current" ] &&
    describe_server | jq -e '.${status} == "available" and .MasterUserSecret.SecretStatus == "active"' >/dev/null
}
until_true 300 is_rotated ||
  fail "RDS has made no password after 10 minutes." \\
    "aws rds describe-events --source-type db-${noun} --source-identifier $server says why; then run this again."
say "Version $pending is current; the password before it is dead."`;
}

/** The end of {@link ownChange}: the pods have it. RDS moves the stages of what it owns, and lets nobody else. */
export const finish = `
strip AWSPENDING "$pending"
strip "$mark"`;
