import type { StackResource } from "../engine/rule";

/**
 * The resources that refer to a secret by `secretId`, such as its SecretRotation or its SecretVersion.
 *
 * A known `secretId` is compared with the secret's id, ARN and name. While one of both is not known, at the preview that
 * creates them, the engine's property dependencies say which resource the value comes from.
 *
 * @param secret The `aws:secretsmanager/secret:Secret`.
 * @param others Resources that have a `secretId`.
 */
export function linkedTo(secret: StackResource, others: readonly StackResource[]): StackResource[] {
  const identifiers = [secret.props.id, secret.props.arn, secret.props.name].filter(
    (value) => typeof value === "string",
  );
  const isCreated = typeof secret.props.id === "string";
  return others.filter((other) => {
    const { secretId } = other.props;
    if (typeof secretId === "string" && (isCreated || identifiers.includes(secretId))) {
      return identifiers.includes(secretId);
    }
    return other.sourcesOf("secretId").some(({ urn }) => urn === secret.urn);
  });
}
