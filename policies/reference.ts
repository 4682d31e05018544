/**
 * The guard: what stands under `strongroom:guard` in a stack file, see `GuardConfig`, and what a rule and a detector are, see `Rule` and
 * `Detector`. The package has nothing to import: the Pulumi CLI runs it, and rules and detectors are files of its folders.
 *
 * @module strongroom-guard
 */
// Nothing imports this file: it says what the API reference describes. The pack itself begins in index.ts.
export type { Detector, Format, Piece, Sample, Verdict } from "./detect/detector";
export type { KeyPath, Level, Place } from "./detect/types";
export type { Exemption } from "./engine/exemptions";
export type { GuardConfig, Strictness } from "./engine/guard-config";
export type {
  Example,
  ExampleResource,
  Finding,
  FindingLevel,
  Resource,
  Rule,
  StackFinding,
  StackResource,
} from "./engine/rule";
export { Asset, unknown, type Value, type ValueMap } from "./engine/value";
