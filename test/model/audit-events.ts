/**
 * Events as EventBridge hands them on from CloudTrail, in the shapes that AWS documents.
 *
 * Sources: https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html,
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html,
 * https://docs.aws.amazon.com/kms/latest/developerguide/ct-disablekey.html
 */
export const account = "123456789012";
export const region = "eu-west-1";
export const entryName = "prod/api/app";
export const entryArn = `arn:aws:secretsmanager:${region}:${account}:secret:${entryName}-AbCdEf`;
export const partialArn = entryArn.replace(/-AbCdEf$/, "");
export const ownedArn = `arn:aws:secretsmanager:${region}:${account}:secret:rds!db-0a1b2c3d-0000-4000-8000-000000000003-AbCdEf`;
export const storeRole = `arn:aws:iam::${account}:role/strongroom/prod/strongroom-prod-store-aws-secrets-manager`;
export const rotationFunction = `arn:aws:lambda:${region}:${account}:function:rotate-postgres`;

/** A session of a role. The name of the session is chosen by whoever takes the role. */
export function session(roleArn: string, name: string): Record<string, unknown> {
  const role = roleArn.split("/").at(-1)!;
  return {
    type: "AssumedRole",
    principalId: `AROAEXAMPLE:${name}`,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
    accountId: account,
    accessKeyId: "ASIAEXAMPLE",
    sessionContext: {
      sessionIssuer: { type: "Role", principalId: "AROAEXAMPLE", arn: roleArn, accountId: account, userName: role },
      attributes: { creationDate: "2026-11-27T12:00:00Z", mfaAuthenticated: "false" },
    },
  };
}

/** A function, which calls as its role does; Lambda writes down which one it is. */
export function lambda(functionArn: string): Record<string, unknown> {
  return {
    ...session(`arn:aws:iam::${account}:role/service-role/rotation`, functionArn.split(":").at(-1)!),
    inScopeOf: { issuerType: "AWS::Lambda::Function", credentialsIssuedTo: functionArn },
  };
}

export function user(name: string): Record<string, unknown> {
  return {
    type: "IAMUser",
    principalId: "AIDAEXAMPLE",
    arn: `arn:aws:iam::${account}:user/${name}`,
    accountId: account,
    accessKeyId: "AKIAEXAMPLE",
    userName: name,
  };
}

export const service = (invokedBy: string): Record<string, unknown> => ({ type: "AWSService", invokedBy });
export const otherAccount = { type: "AWSAccount", principalId: "AIDAEXAMPLE", accountId: "999988887777" };
export const root = { type: "Root", principalId: account, arn: `arn:aws:iam::${account}:root`, accountId: account };
export const operator = session(storeRole, "external-secrets");

/** What a call is, beside who makes it. */
export interface CallShape {
  eventName: string;
  requestParameters: Record<string, unknown> | null;
  readOnly?: boolean;
  errorCode?: string;
  region?: string;
  source?: "secretsmanager" | "kms";
}

export function called(userIdentity: Record<string, unknown>, call: CallShape) {
  const { source = "secretsmanager", region: at = region, readOnly = false, ...rest } = call;
  return {
    version: "0",
    id: "79f04f06-924c-7a00-b3f8-e532167d23e0",
    "detail-type": "AWS API Call via CloudTrail",
    source: `aws.${source}`,
    account,
    time: "2026-11-27T12:26:45Z",
    region: at,
    resources: [],
    detail: {
      eventVersion: "1.11",
      userIdentity,
      eventTime: "2026-11-27T12:26:45Z",
      eventSource: `${source}.amazonaws.com`,
      awsRegion: at,
      sourceIPAddress: "198.51.100.7",
      userAgent: "aws-cli/2.31.0",
      responseElements: null,
      requestID: "2b3c4d5e-0000-4000-8000-000000000001",
      eventID: "0a1b2c3d-0000-4000-8000-000000000002",
      readOnly,
      eventType: "AwsApiCall",
      managementEvent: true,
      recipientAccountId: account,
      eventCategory: "Management",
      ...rest,
    },
  };
}

/** A read of one entry, by the name that its caller used. */
export function read(userIdentity: Record<string, unknown>, secretId = entryName, more: Partial<CallShape> = {}) {
  return called(userIdentity, {
    eventName: "GetSecretValue",
    requestParameters: { secretId },
    readOnly: true,
    ...more,
  });
}
