import type { Detector, Format, Sample } from "./detector";
import { compileShape } from "./shape";

/** A family of vendors' formats, as its file writes it. */
export interface VendorFamily {
  id: string;
  title: string;
  why: string;
  references: readonly string[];
  /** Shapes by what they are: `"a GitHub OAuth token": ["gho_{a:36}"]`. See `compileShape` for their language. */
  shapes: Readonly<Record<string, readonly string[]>>;
  /** Tests of a checksum, by what they are for. A credential with a wrong one is made up or damaged: it is suspicious. */
  checksum?: Readonly<Record<string, (match: string) => boolean>>;
  /** Tests of what a shape cannot say, by what they are for: what fails one is no credential. */
  verify?: Readonly<Record<string, (match: string) => boolean>>;
  /** Samples that pass such a test, by what they are. */
  samples?: Readonly<Record<string, () => string>>;
  /** More values that are none of these credentials. */
  innocent?: () => Sample[];
}

/** Makes a detector of a family: its leaks and its innocents follow from the shapes. */
export function vendorFamily(family: VendorFamily): Detector {
  const { id, title, why, references, shapes, checksum = {}, verify = {}, samples = {}, innocent } = family;
  const rows = Object.entries(shapes).flatMap(([what, texts]) =>
    texts.map((text) => ({ what, checksum: checksum[what], verify: verify[what], ...compileShape(text) })),
  );
  const formats: Format[] = rows.map(({ sample: _, ...format }) => format);
  return {
    id,
    title,
    why,
    references,
    formats,
    leaks: () => rows.flatMap(({ what, sample }, index) => inPlaces(samples[what]?.() ?? sample(index * 7 + 1))),
    innocent: () => [...rows.flatMap(({ anchor }) => withoutBody(anchor)), ...(innocent?.() ?? [])],
  };
}

/** A credential under a key that says nothing, in a script, and deep in a document. */
function inPlaces(value: string): Sample[] {
  return [
    { keyPath: ["data", "SETTING"], value },
    { keyPath: ["data", "run.sh"], value: `set -e\nSETTING="${value}" run --now\n` },
    { keyPath: ["data", "settings.json"], value: JSON.stringify({ setting: { list: [1, value] } }, null, 2) },
  ];
}

function withoutBody(anchor: string): Sample[] {
  return [
    { keyPath: ["data", "NOTE"], value: `Such a value has ${anchor} in it.` },
    { keyPath: ["data", "NOTE"], value: `${anchor}\${REST_OF_IT}` },
  ];
}
