import { PolicyPack } from "@pulumi/policy";
import { discoverRules } from "./engine/discover-rules";
import { packConfig } from "./engine/guard-config";
import { policiesOf } from "./engine/policies";

const rules = discoverRules();
const today = new Date().toISOString().slice(0, 10);
new PolicyPack("strongroom", { policies: policiesOf(rules, today) }, packConfig(process.env.PULUMI_CONFIG, rules));
