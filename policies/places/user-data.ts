import type { Resource } from "../engine/rule";
import { unknown } from "../engine/value";
import { decodeBase64, type Place, type PlaceLeaf } from "./place";

/** The scripts that instances run at boot. Whoever may describe the instance, or runs on it, reads them. */
export const userData: Place = {
  types: [
    "aws:ec2/instance:Instance",
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:ec2/launchConfiguration:LaunchConfiguration",
    "aws:lightsail/instance:Instance",
  ],
  leaves: function* ({ props }: Resource): Generator<PlaceLeaf> {
    for (const field of ["userData", "userDataBase64"]) {
      const value = props[field];
      const leaf = { keyPath: [field], reading: "user-data", fix: () => fix } as const;
      if (value === unknown) yield { ...leaf, value };
      if (typeof value !== "string") continue;
      // A launch template wants base64 in userData; an instance takes text there.
      const decoded = isBase64(value) ? decodeBase64(value) : undefined;
      if (decoded !== undefined) yield { ...leaf, value: openParts(decoded) };
      else yield { ...leaf, value: openParts(value), isBase64: field === "userDataBase64" };
    }
  },
};

const fix = "store it in Secrets Manager, and let the script read it with the instance's role.";

function isBase64(value: string): boolean {
  return /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(value) && value.replace(/\s/g, "").length % 4 === 0;
}

/** Opens the base64 parts of a MIME archive, which cloud-init takes as well. Lines stay where they are, as far as that goes. */
function openParts(text: string): string {
  if (!/^content-transfer-encoding:\s*base64/im.test(text)) return text;
  return text.replace(/(?:^[A-Za-z0-9+/=]{4,}\r?\n)+/gm, (block) => decodeBase64(block) ?? block);
}
