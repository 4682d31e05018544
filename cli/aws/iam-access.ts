import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { UserError } from "../user-error";
import { clientOptions } from "./client-options";
import { awsFailure } from "./failure";
import { laterDenial } from "./older-sessions";

/** An access key without its secret. */
export interface AccessKey {
  id: string;
  isActive: boolean;
  /** In UTC. */
  madeAt: string;
}

/** A role, as far as it is looked at. */
export interface IamRole {
  name: string;
  arn: string;
  /** Longest session in seconds. */
  longestSession: number;
  /** Its trust policy, as JSON. */
  trust: string;
}

/** The name that AWS's own console gives such a policy, so that whoever looks knows it. */
const denialName = "AWSRevokeOlderSessions";
const untouched = "Nothing was changed by that.";

/** What a response looks at and changes in IAM, which is one for all regions. */
export class IamAccess {
  private readonly client: IAMClient;

  private constructor(region: string) {
    this.client = new IAMClient(clientOptions(region));
  }

  /**
   * Works with a client that is closed afterwards.
   *
   * @param region The environment's, whose partition counts.
   */
  static async use<T>(region: string, work: (iam: IamAccess) => Promise<T>): Promise<T> {
    const iam = new IamAccess(region);
    try {
      return await work(iam);
    } finally {
      iam.client.destroy();
    }
  }

  /**
   * The user whose key it is.
   *
   * @param id For example `"AKIA..."`.
   * @throws UserError when it is no key of a user of this account.
   */
  async ownerOf(id: string): Promise<string> {
    const { UserName } = await this.try(`looking up the access key ${id} (iam:GetAccessKeyLastUsed)`, () =>
      this.client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: id })),
    ).catch((error: unknown) => {
      throw isMissing(error) ? noKey(id) : error;
    });
    if (UserName !== undefined && UserName !== "") return UserName;
    throw noKey(id);
  }

  /** The keys of a user, of which there are two at most. */
  async keysOf(user: string): Promise<AccessKey[]> {
    const { AccessKeyMetadata = [] } = await this.try(`listing the access keys of ${user} (iam:ListAccessKeys)`, () =>
      this.client.send(new ListAccessKeysCommand({ UserName: user })),
    );
    return AccessKeyMetadata.map(({ AccessKeyId = "", Status, CreateDate }) => ({
      id: AccessKeyId,
      isActive: Status === "Active",
      madeAt: (CreateDate ?? new Date(0)).toISOString(),
    }));
  }

  /** Switches a key off. It is kept: CloudTrail is asked by its id. */
  async deactivate(user: string, id: string): Promise<void> {
    await this.try(`switching off the access key ${id} (iam:UpdateAccessKey)`, () =>
      this.client.send(new UpdateAccessKeyCommand({ UserName: user, AccessKeyId: id, Status: "Inactive" })),
    );
  }

  /** @returns The new key, whose secret AWS shows this once. */
  async makeKey(user: string): Promise<{ id: string; secret: string }> {
    const { AccessKey } = await this.try(`making an access key of ${user} (iam:CreateAccessKey)`, () =>
      this.client.send(new CreateAccessKeyCommand({ UserName: user })),
    );
    return { id: AccessKey?.AccessKeyId ?? "", secret: AccessKey?.SecretAccessKey ?? "" };
  }

  async deleteKey(user: string, id: string): Promise<void> {
    await this.try(`deleting the access key ${id} (iam:DeleteAccessKey)`, () =>
      this.client.send(new DeleteAccessKeyCommand({ UserName: user, AccessKeyId: id })),
    );
  }

  /**
   * A role by its name.
   *
   * @throws UserError when the account has none.
   */
  async role(name: string): Promise<IamRole> {
    const { Role } = await this.try(`looking at the role ${name} (iam:GetRole)`, () =>
      this.client.send(new GetRoleCommand({ RoleName: name })),
    ).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
      throw new UserError(
        `The account has no role ${name}. Nothing was changed.\nFix: aws iam list-roles --query 'Roles[].RoleName' shows those that there are.`,
      );
    });
    return {
      name,
      arn: Role?.Arn ?? "",
      longestSession: Role?.MaxSessionDuration ?? 3600,
      trust: decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "{}"),
    };
  }

  /** @param trust A trust policy as JSON, which replaces the one that is there. */
  async setTrust(role: string, trust: string): Promise<void> {
    await this.try(`closing the trust of ${role} (iam:UpdateAssumeRolePolicy)`, () =>
      this.client.send(new UpdateAssumeRolePolicyCommand({ RoleName: role, PolicyDocument: trust })),
    );
  }

  /** Denies everything to sessions of a user that began before a moment. What works without a session goes on. */
  async denyUserSessions(user: string, before: Date): Promise<void> {
    const name = { UserName: user, PolicyName: denialName };
    const held = await this.policy(`reading the policy ${denialName} of ${user} (iam:GetUserPolicy)`, () =>
      this.client.send(new GetUserPolicyCommand(name)),
    );
    await this.try(`denying older sessions of ${user} (iam:PutUserPolicy)`, () =>
      this.client.send(new PutUserPolicyCommand({ ...name, PolicyDocument: laterDenial(before, held) })),
    );
  }

  /** Denies everything to sessions of a role that began before a moment. */
  async denyRoleSessions(role: string, before: Date): Promise<void> {
    const name = { RoleName: role, PolicyName: denialName };
    const held = await this.policy(`reading the policy ${denialName} of ${role} (iam:GetRolePolicy)`, () =>
      this.client.send(new GetRolePolicyCommand(name)),
    );
    await this.try(`denying older sessions of ${role} (iam:PutRolePolicy)`, () =>
      this.client.send(new PutRolePolicyCommand({ ...name, PolicyDocument: laterDenial(before, held) })),
    );
  }

  /** A policy's document, or nothing where there is none. */
  private async policy(
    doing: string,
    get: () => Promise<{ PolicyDocument: string | undefined }>,
  ): Promise<string | undefined> {
    try {
      const { PolicyDocument } = await this.try(doing, get);
      return PolicyDocument === undefined ? undefined : decodeURIComponent(PolicyDocument);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** What is not there is told apart from what fails. */
  private async try<T>(doing: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw isMissing(error) ? error : awsFailure(error, doing, untouched);
    }
  }
}

function isMissing(error: unknown): boolean {
  return ["NoSuchEntityException", "NoSuchEntity"].includes((error as Error).name);
}

function noKey(id: string): UserError {
  return new UserError(
    `${id} is no access key of a user of this account. Nothing was changed.\n` +
      "Fix: aws sts get-access-key-info --access-key-id ID says which account it is of; a key that begins with ASIA is of a session: give its role with --role.",
  );
}
