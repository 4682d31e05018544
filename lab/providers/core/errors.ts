import { Metadata, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { encode, type Path, type Properties } from "./values";

/** What the engine prints instead of going on. The message says what to do. */
export class ProviderError extends Error {
  override readonly name: string = "ProviderError";
}

/**
 * A resource was made or changed, but is not as it was wanted. The engine keeps it, so that the next update goes on with it
 * and nothing is left behind.
 */
export class PartialFailure extends ProviderError {
  override readonly name = "PartialFailure";
  /**
   * @param id Of the resource as it stands.
   * @param state Its inputs and outputs as they stand.
   * @param reasons What is missing, a sentence each.
   */
  constructor(
    readonly id: string,
    readonly state: Properties,
    readonly reasons: string[],
  ) {
    super(reasons.join("; "));
  }
}

/** An error as gRPC carries it. */
export class WireError extends Error {
  readonly code = status.UNKNOWN;
  constructor(
    /** What the engine prints. */
    readonly details: string,
    /** Structured errors, encoded. */
    readonly metadata?: Metadata,
  ) {
    super(details);
  }
}

/** What is known about the call that failed. */
export interface FailedCall {
  /** Such as `'create aws:iam/role:Role "github-role"'`. */
  what: string;
  /** Texts that must not be seen. */
  hide: string[];
  /** Secret places of a state that is kept. Default: none. */
  secrets?: Path[];
  /** Inputs of a resource that is kept. Default: none. */
  inputs?: Properties;
}

/** The error for the engine: which resource, what the service said, and no secret. */
export function wireError(error: unknown, { what, hide, secrets = [], inputs = {} }: FailedCall): WireError {
  const details = `${what}: ${strike(sentence(error), hide)}`;
  if (!(error instanceof PartialFailure)) return new WireError(details);

  const detail = new ErrorResourceInitFailed();
  detail.setId(error.id);
  detail.setProperties(encode(error.state, secrets));
  detail.setInputs(encode(inputs, secrets));
  detail.setReasonsList(error.reasons.map((reason) => strike(reason, hide)));
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const wire = new Status();
  wire.setCode(status.UNKNOWN);
  wire.setMessage(details);
  wire.addDetails(any);
  const metadata = new Metadata();
  // The key under which gRPC carries structured errors; grpc-js has no other way to send one.
  metadata.add("grpc-status-details-bin", Buffer.from(wire.serializeBinary()));
  return new WireError(details, metadata);
}

/** A service's errors begin with their code: people search for it. */
function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const plain = error instanceof ProviderError || error.name === "Error";
  return plain ? error.message : `${error.name}: ${error.message}`;
}

/** Shorter texts are parts of other words: `2` would be struck out of every account. They are struck out where they stand alone. */
const shortest = 4;

/** Services repeat what they refuse. Every secret text is taken out, in the forms in which it may be repeated. */
function strike(message: string, hide: string[]): string {
  const forms = hide.flatMap((text) => [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text)]);
  const longestFirst = [...new Set(forms)].sort((one, other) => other.length - one.length);
  return longestFirst.reduce((text, form) => text.replace(occurrences(form), "[secret]"), message);
}

function occurrences(text: string): RegExp {
  const exact = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(text.length < shortest ? `(?<!\\w)${exact}(?!\\w)` : exact, "g");
}
