import { ConfigFile } from "@pulumi/kubernetes/yaml/v2/configFile";

// Only the provider opens the file.
new ConfigFile("manifests", { file: process.env["MANIFEST"] ?? "" });
