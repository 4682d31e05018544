import { partitionOf } from "./iam";

/** Names that KMS knows calling services by, e.g. `secretsmanager.eu-west-1.amazonaws.com`. */
export function viaServices(region: string, ...services: string[]): string[] {
  const suffix = partitionOf(region) === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return services.map((service) => `${service}.${region}.${suffix}`);
}
