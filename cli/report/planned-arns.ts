import { type AwsLocation, arn } from "../../components/model/iam";
import { unknownText, type Wire, type WireProperties } from "../preview/properties";
import type { PlannedOutputs } from "../preview/resources";

/** Types whose ARN follows from path and name alone, and what stands before them. */
const iamTypes: Readonly<Record<string, string>> = {
  "aws:iam/policy:Policy": "policy",
  "aws:iam/role:Role": "role",
};

/**
 * The ARNs that AWS derives from what a program gives: those of roles and managed policies with a name. Documents that name
 * them are then whole before `up`, and can be evaluated.
 *
 * @param location The account that they belong to.
 */
export function plannedArns(location: AwsLocation): PlannedOutputs {
  return (type, { name, path = "/" }): WireProperties => {
    const kind = iamTypes[type];
    if (kind === undefined || !isKnown(name) || !isKnown(path)) return {};
    return { arn: arn("iam", location, `${kind}${path}${name}`) };
  };
}

function isKnown(value: Wire | undefined): value is string {
  return typeof value === "string" && value !== unknownText;
}
