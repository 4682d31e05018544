/** Everything that a declaration in services/ needs. */
export { perEnvironment } from "./per-environment";
export { defineService } from "./service";
export type { SecretKey } from "./service";
