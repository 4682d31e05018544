import type { Level } from "../policies/detect/types";

/** Where something stands: the file and line, and the Kubernetes object. Nothing of it holds a value. */
export interface ScanPlace {
  /** As it was found from where the reader is, e.g. `"k8s/api.yaml"`; `"-"` is standard input. */
  file: string;
  /** In the file, from 1, also for what stands inside a block of text. */
  line: number;
  /** The document inside the file, from 1. */
  document: number;
  /** For example `"ConfigMap"`. */
  kind: string;
  /** Null where the manifest names none. */
  namespace: string | null;
  name: string | null;
  /** Inside the object, as the guard prints it: `data["application.yaml"] → spring.password`. */
  keyPath: string;
}

/** A credential that was found. */
export interface ScanFinding extends ScanPlace {
  detector: string;
  level: Level;
  /** What it is, in a sentence. */
  text: string;
  /** What to do about it, in a sentence without "Fix:". */
  fix: string;
  /** A keyed digest of the value, when a baseline asks for one; absent for a value that could be guessed. */
  fingerprint?: string;
}

/** A value that was not looked at. */
export interface ScanUnread extends ScanPlace {
  /** To be read after "could not be read: ". */
  reason: string;
}

/** A file, or a document of it, that is broken. */
export interface ScanProblem {
  file: string;
  /** From 1; absent when the file as a whole is meant. */
  line?: number;
  message: string;
}

/** What a detector says about itself. */
export interface DetectorFacts {
  id: string;
  title: string;
  why: string;
  references: readonly string[];
}

/** Everything that one scan found out. It holds no value. */
export interface ScanReport {
  /** Version of Strongroom. */
  version: string;
  /** Accepted ones and, unless they were asked for, placeholders left out. */
  findings: ScanFinding[];
  problems: ScanProblem[];
  unread: ScanUnread[];
  /** What there is to say about the baseline, a sentence each. */
  notes: string[];
  /** Every file, in the order of the scan. */
  files: string[];
  /** Kubernetes objects that were met. */
  objects: number;
  /** Findings that the baseline accepts. */
  accepted: number;
  /** Of the detectors that found something. */
  detectors: DetectorFacts[];
}

/** Levels that fail a scan; a placeholder never does. */
export function counts({ level }: ScanFinding): boolean {
  return level !== "placeholder";
}

/** The whole message: what it is, and the fix. */
export function messageOf({ text, fix }: ScanFinding): string {
  return `${text} Fix: ${fix}`;
}

/** @example describeObject(finding) // "ConfigMap payments/api" */
export function describeObject({ kind, namespace, name }: ScanPlace): string {
  return `${kind} ${namespace === null ? "" : `${namespace}/`}${name ?? "(no name)"}`;
}
