/**
 * How it is known that a block of a page is true. A block that is not registered fails `test/docs/proofs.test.ts`, and so does an entry
 * whose block is gone.
 */
export type Proof =
  /** A test runs the block as it stands, by the comment `<!-- run: NAME -->` before it. */
  | { run: string }
  /** A test of test/docs/commands-run.test.ts runs it, and compares what it prints where the page shows that. */
  | { here: true }
  /** Tests read the page, and compare it with what is so. */
  | { compared: string[] }
  /** Tests type the same commands and options with other names, or assert the same output. */
  | { tried: string[] }
  /** It is neither a command nor output. */
  | { figure: true }
  /** No test can run it: why. */
  | { needs: string };

const recovery = (file: string): Proof => ({ run: `test/e2e/faults-${file}.test.ts` });
const here: Proof = { here: true };
const figure: Proof = { figure: true };
const vault: Proof = { needs: "a Vault, which the lab does not have" };
const upgrade: Proof = { run: "test/e2e/upgrade-operator.test.ts" };
const onboarding: Proof = { run: "test/e2e/onboard.test.ts" };

/** Page, then the first line of the block as it stands. Blocks between `<!-- output: ... -->` are written by `npm run docs`. */
export const proofs: Record<string, Record<string, Proof>> = {
  "README.md": {
    "npm start          # previews dev with the guard on; npm start prod previews prod": here,
    "$ npm run demo": { compared: ["test/e2e/demo.test.ts"] },
    "npm ci": { tried: ["test/e2e/guard.test.ts", "lab/commands/pulumi.ts"] },
    " services/api.ts          stacks/Pulumi.prod.yaml": figure,
    "kubectl get configmaps -A -o json | npx strongroom scan -    # what lies in the cluster now": here,
  },
  "ARCHITECTURE.md": {
    "index.ts ---> components/index.ts ---> components/* ---> components/model ---> policies/rotation/interval.ts,": {
      tried: ["test/house/arrows.test.ts"],
    },
  },
  "CONTRIBUTING.md": {
    "npm start          # previews dev with the guard on": here,
    "npm pack --ignore-scripts=false --dry-run     # .npmrc runs no scripts, and without the build there is nothing to pack":
      {
        tried: ["test/package/package.test.ts"],
      },
  },
  "policies/README.md": {
    "npm install --save-dev strongroom-guard": { tried: ["test/package/package.test.ts"] },
  },
  "docs/admission.md": {
    "$ kubectl apply -f api.yaml": { tried: ["test/e2e/admission.test.ts", "test/model/admission.test.ts"] },
  },
  "docs/audit.md": {
    "aws cloudtrail describe-trails --region eu-west-1 --query 'trailList[].[Name,HomeRegion,IsMultiRegionTrail]'": {
      needs: "an AWS account with a trail",
    },
  },
  "docs/benchmarks.md": {
    "export STRONGROOM_CORPUS=DIR                # the corpus: see below": {
      tried: ["test/bench/programs.test.ts", "test/bench/accuracy.test.ts", "test/bench/fuzz.test.ts"],
    },
    "PEERS=~/.cache/strongroom/peers": { compared: ["test/bench/programs.test.ts"] },
  },
  "docs/cost.md": {
    "USD a month = 0.40 x entries x (1 + replicas of each)": { compared: ["test/docs/cost.test.ts"] },
  },
  "docs/delivery.md": {
    "git worktree add --detach .base main": {
      tried: [
        "test/cli/preview-changes.test.ts",
        "test/workflows/pull-request.test.ts",
        "test/report/preview-formats.test.ts",
      ],
    },
    "$ npx strongroom environments": here,
    "gh api --method PUT /enterprises/octo-corp/actions/oidc/customization/issuer -F include_enterprise_slug=true": {
      needs: "an enterprise on GitHub",
    },
  },
  "docs/doctor.md": {
    "npx strongroom doctor                 # this machine, and the environments that there are": {
      tried: ["test/cli/doctor.test.ts"],
    },
    "$ npx strongroom doctor dev": { tried: ["test/cli/doctor.test.ts"] },
    "npx strongroom doctor prod --json | jq -r '.checks[] | select(.state != \"ok\") | [.check, .found, .fix] | @tsv'":
      {
        tried: ["test/cli/doctor.test.ts"],
      },
  },
  "docs/event-sync.md": {
    "Secrets Manager --- event ---> EventBridge rule of the entry ---> SQS queue ---> event-sync (the operator's companion)":
      figure,
  },
  "docs/inventory.md": {
    "$ npx strongroom inventory prod": here,
    "npx strongroom calendar prod --output rotations.ics": here,
  },
  "docs/json.md": {
    "npx strongroom inventory prod --json | jq -r '.entries[] | select(.state != \"ok\") | [.entry, .state, .owner] | @tsv'":
      here,
  },
  "docs/lab.md": {
    "$ npm run lab -- up": { tried: ["test/lab/stage-parts.test.ts", "test/e2e/shared-stage.ts"] },
    "$ npm run lab -- pulumi up --stack dev --yes --skip-preview": {
      tried: ["test/e2e/stage.test.ts", "test/e2e/engine.ts"],
    },
    "npx strongroom onboard --from k8s/orders.yaml              # writes services/orders.ts, and asks for what no manifest says":
      {
        tried: [
          "test/e2e/demo.test.ts",
          ...["incident", "onboarding", "rotation", "report"].map((step) => `lab/demo/steps/${step}.ts`),
          "test/e2e/stage.test.ts",
        ],
      },
  },
  "docs/onboard.md": {
    "npx strongroom onboard --from k8s/orders.yaml              # asks for the rest on a terminal": {
      tried: ["test/cli/onboard.test.ts", "test/cli/onboard-options.ts", "test/cli/onboard-terminal.test.ts"],
    },
    "kubectl get deployment,configmap orders --namespace shop --output json |": onboarding,
    "pulumi up --stack dev --yes": onboarding,
    "kubectl get configmaps --namespace shop --output json | npx strongroom scan -": onboarding,
    "npx strongroom onboard orders --from k8s/orders.yaml --adopt                  # a new service": {
      tried: ["test/e2e/adopt.test.ts", "test/cli/onboard.test.ts", "test/cli/onboard-options.ts"],
    },
    "aws secretsmanager get-secret-value --secret-id legacy/apple --query SecretString --output text |": onboarding,
  },
  "docs/recover-an-update.md": {
    "pulumi cancel --stack dev --yes": recovery("engine"),
    "pulumi up --stack dev --policy-pack policies --yes": recovery("engine"),
    'error: create aws:secretsmanager/secret:Secret "returns-carrier": ResourceExistsException: The operation failed because the':
      {
        tried: ["test/e2e/faults-engine.test.ts"],
      },
    "pulumi import aws:secretsmanager/secret:Secret returns-carrier \\": recovery("engine"),
    "pulumi refresh --stack dev --clear-pending-creates --yes": recovery("engine"),
    "helm history external-secrets --namespace external-secrets": recovery("chart"),
    "helm uninstall external-secrets --namespace external-secrets --wait": recovery("chart"),
    'kubectl annotate externalsecret api-secrets --namespace api --overwrite force-sync="$(date +%s)"': recovery("aws"),
  },
  "docs/reminders.md": {
    "prod/api/apple has to be rotated by 2027-02-18.": here,
  },
  "docs/report.md": {
    "npx strongroom report prod                      # strongroom-report-prod.html": {
      tried: ["test/cli/report.test.ts"],
    },
    "npx strongroom report prod --json | jq -r '.access.values[] | [.name, (.readers[] | .role)] | @tsv'": here,
  },
  "docs/respond.md": {
    "npx strongroom respond prod api apple --dry-run": {
      tried: ["test/e2e/respond.test.ts", "test/cli/respond.test.ts"],
    },
    "npx strongroom respond prod --access-key AKIA...       # a key of an IAM user: its id, never its secret": {
      tried: ["test/e2e/respond-iam.test.ts"],
    },
    "npx strongroom drill prod api app/STRIPE_SECRET_KEY                    # reads only: nobody needs to be warned": {
      tried: ["test/e2e/respond.test.ts", "test/cli/respond-drill.test.ts"],
    },
    "npx strongroom respond prod billing database --print-script > respond.sh": {
      tried: ["test/e2e/respond-script.test.ts", "test/cli/respond-script.test.ts"],
    },
  },
  "docs/rotate.md": {
    "npx strongroom rotate prod api apple --dry-run    # says what it would do; reads alone": {
      tried: ["test/e2e/rotate-command.test.ts", "test/cli/rotate.test.ts"],
    },
    "$ npx strongroom rotate dev api app": { compared: ["test/e2e/rotate-command.test.ts"] },
  },
  "docs/runtime.md": {
    "strongroom-runtime: 1 of 2 required secrets is missing:": { compared: ["test/runtime/require-secrets.test.ts"] },
    "node examples/app/main.js                      # ends, and names four keys": here,
  },
  "docs/scan.md": {
    "npx strongroom scan k8s/ charts/rendered.yaml": here,
    "npx strongroom baseline k8s/": here,
  },
  "docs/seed.md": {
    "pulumi up --stack dev                          # creates the entries": {
      tried: ["test/e2e/seeding.test.ts", "test/cli/seed.test.ts"],
    },
    "aws secretsmanager get-secret-value --secret-id legacy/apple --query SecretString --output text |": {
      tried: ["test/cli/seed.test.ts", "test/e2e/onboard.test.ts"],
    },
  },
  "docs/service-program.md": {
    "npm install strongroom": { tried: ["test/package/package.test.ts"] },
    "pulumi preview --policy-pack node_modules/strongroom/dist/policies": {
      tried: ["test/e2e/service-program.test.ts", "test/package/package.test.ts"],
    },
    "pulumi stack output --json --stack acme/strongroom/dev > platform.dev.json": {
      tried: ["test/package/package.test.ts"],
    },
  },
  "docs/threat-model.md": {
    " pull request | CI job on main | AWS account ------------------ | cluster                     | namespace": figure,
  },
  "docs/upgrade-operator.md": {
    "helm list --namespace external-secrets": upgrade,
    'pulumi config set --stack dev --path strongroom:operator.chartVersion "$VERSION"': upgrade,
    "pulumi up --stack dev --policy-pack policies --yes": upgrade,
    "helm history external-secrets --namespace external-secrets": upgrade,
    "kubectl get externalsecrets --all-namespaces --output json | kubectl replace --filename -": upgrade,
    'kubectl patch crd externalsecrets.external-secrets.io --subresource status --type merge --patch \'{"status":{"storedVersions":["v1"]}}\'':
      upgrade,
  },
  "docs/vault.md": {
    "vault policy write strongroom-prod-worker - <<'END'": vault,
    "aws secretsmanager get-secret-value --secret-id prod/worker/tracking --query SecretString --output text |": vault,
    "for secret in worker-secrets worker-secrets-proof; do": upgrade,
    "vault kv patch -mount=secret prod/worker/tracking TRACKING_API_KEY=-    # reads the value from standard input":
      vault,
    "vault kv get -mount=secret -format=json prod/worker/tracking | jq .data.data |": vault,
  },
};
