/**
 * What a declaration in `services/` is made of: `defineService`, `perEnvironment` and the types of what stands in them. It imports
 * nothing heavy.
 *
 * @module strongroom/model
 */
export type { Owner } from "./owner";
export { type Declared, type EnvironmentValue, perEnvironment, type PerEnvironment } from "./per-environment";
export type {
  DatabaseRotation,
  LambdaRotation,
  ManagedExternalRotation,
  ManualRotation,
  RdsManagedRotation,
  Rotation,
  RotationStrategy,
  RotationTiming,
} from "./rotation";
export {
  type Database,
  defineService,
  type Parameter,
  type Partner,
  type SecretGroup,
  type SecretKey,
  type Service,
  type ServiceDeclaration,
  type Workload,
} from "./service";
