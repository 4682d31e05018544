import { gzipSync } from "node:zlib";
import type { Rule } from "../engine/rule";
import { unknown } from "../engine/value";
import { judgePlace } from "../places/place";
import { userData } from "../places/user-data";

const instance = "aws:ec2/instance:Instance";
const template = "aws:ec2/launchTemplate:LaunchTemplate";
const password = ["n7Kq2vXw", "9LrTb4Zp"].join("");
const script = `#!/bin/bash\nexport DB_PASSWORD=${password}\n/opt/api/start\n`;

const rule: Rule = {
  id: "user-data",
  description: "User data of instances holds no credentials.",
  severity: "high",
  why:
    "Every process on the instance reads its user data from the metadata service, whoever may describe the instance or its " +
    "launch template reads it too, and it stays as it is until the instance is replaced.",
  fix: "Store the value in Secrets Manager, and let the script read it with the role of the instance.",
  references: [
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
    "https://docs.aws.amazon.com/prescriptive-guidance/latest/secure-sensitive-data-secrets-manager-terraform/best-practices.html",
  ],
  resource: { types: userData.types, check: (resource) => judgePlace(userData, resource) },
  examples: {
    bad: [
      { title: "a script", resources: [{ type: instance, name: "api", props: { userData: script } }] },
      {
        title: "a script in base64",
        resources: [{ type: template, name: "api", props: { userData: Buffer.from(script).toString("base64") } }],
      },
      {
        title: "a script that is compressed",
        resources: [{ type: instance, name: "api", props: { userDataBase64: gzipSync(script).toString("base64") } }],
      },
      {
        title: "files that cloud-init writes",
        resources: [
          {
            type: "aws:ec2/launchConfiguration:LaunchConfiguration",
            name: "api",
            props: {
              userData: `#cloud-config\nwrite_files:\n  - path: /etc/api.env\n    content: |\n      DB_PASSWORD=${password}\n`,
            },
          },
        ],
      },
      {
        title: "a part of a MIME archive",
        resources: [
          {
            type: instance,
            name: "api",
            props: {
              userData:
                "MIME-Version: 1.0\nContent-Type: text/x-shellscript\nContent-Transfer-Encoding: base64\n\n" +
                `${Buffer.from(script).toString("base64")}\n`,
            },
          },
        ],
      },
    ],
    good: [
      {
        title: "a script that reads the value at boot",
        resources: [
          {
            type: instance,
            name: "api",
            props: {
              userData:
                "#!/bin/bash\nDB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id prod/api/database" +
                " --query SecretString --output text)\n",
            },
          },
        ],
      },
      {
        title: "a script that is not known yet",
        resources: [{ type: template, name: "api", props: { userData: unknown } }],
      },
    ],
  },
};
export default rule;
