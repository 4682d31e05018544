import { fingerprintUnder } from "../detect/fingerprint";
import { detect } from "../detect/index";
import type { Finding as Detected, Leaf } from "../detect/types";
import { fingerprintPattern } from "./exemptions";
import { formatKeyPath, formatNestedKeyPath } from "./key-path";
import type { KeyPath } from "./leaves";
import type { Finding } from "./rule";

/** Where a credential was found, for a rule that says what to do about it. */
export interface DetectedAt {
  /** Keys inside the leaf's value, empty when the value itself is the credential. */
  inner: KeyPath;
}

/**
 * Looks for credentials in a leaf: certain and likely ones are mandatory, suspicious ones advice, placeholders nothing. What
 * could not be read is said. It never throws, so that the leaf's neighbours are judged whatever happens.
 *
 * @param leaf The key path and the value.
 * @param fix What to do about a credential.
 * @param look What looks. Default: the pack's own detection.
 */
export function detectedIn(leaf: Leaf, fix: (at: DetectedAt) => string, look: typeof detect = detect): Finding[] {
  try {
    // The credentials stay in this call and in the findings' comparisons, which live as long as the verdict is made.
    const credentials: string[] = [];
    const { findings, unread } = look(leaf, (credential) => String(credentials.push(credential) - 1));
    return [
      ...findings
        .filter(({ level }) => level !== "placeholder")
        .map((detected) => {
          const credential = credentials[Number(detected.fingerprint)];
          const finding = describe(detected, leaf.keyPath, fix);
          return credential === undefined ? finding : { ...finding, matches: comparisonWith(credential) };
        }),
      ...unread.map(({ keyPath, reason }) => couldNotRead(leaf.keyPath, reason, innerOf(keyPath, leaf.keyPath))),
    ];
  } catch (error) {
    // The error's message may hold the value, so only its class is told.
    const kind = error instanceof Error ? error.constructor.name : typeof error;
    const unjudged = couldNotRead(leaf.keyPath, `the detection failed with ${kind}`);
    // A guard that fails must not let anything through: whoever has looked at the value exempts it by name.
    const exempt =
      "look at the value, and exempt its key path under strongroom:guard in the stack file if it is no credential.";
    return [{ ...unjudged, level: "mandatory", fix: exempt }];
  }
}

/** Compares a credential with fingerprints of the form `KEY:DIGEST`: the key is the baseline's, under which it was taken. */
function comparisonWith(credential: string): (fingerprint: string) => boolean {
  return (fingerprint) => {
    const [, key, digest] = fingerprintPattern.exec(fingerprint) ?? [];
    return key !== undefined && fingerprintUnder(key)(credential) === digest;
  };
}

/** Says that a value, or a part of it, was not looked at. @param reason To be read after "could not be read: ". */
export function couldNotRead(leaf: KeyPath, reason: string, inner: KeyPath = []): Finding {
  const keyPath = formatNestedKeyPath(leaf, inner);
  return { level: "advisory", keyPath, text: `${keyPath} could not be read: ${reason}.` };
}

/** Says that a field as a whole is not known yet. */
export function notKnown(at: KeyPath): Finding {
  const keyPath = formatKeyPath(at);
  return { level: "advisory", keyPath, text: `${keyPath} is not known at preview; it is judged during the update.` };
}

function describe(detected: Detected, leaf: KeyPath, fix: (at: DetectedAt) => string): Finding {
  const isSure = detected.level !== "suspicious";
  const inner = innerOf(detected.keyPath, leaf);
  const keyPath = formatNestedKeyPath(leaf, inner);
  const line = detected.line === undefined ? "" : ` (line ${detected.line})`;
  const size = `${detected.detector}, ${detected.length} characters, masked`;
  return {
    level: isSure ? "mandatory" : "advisory",
    keyPath,
    text: `${keyPath}${line} ${isSure ? "holds" : "may hold"} ${detected.what} (${size}).`,
    fix: fix({ inner }),
  };
}

function innerOf(keyPath: KeyPath, leaf: KeyPath): KeyPath {
  return keyPath.slice(leaf.length);
}
