import type { Detector, Piece, Verdict } from "./detector";
import { discoverDetectors } from "./discover-detectors";
import { isPlaceholder } from "./evidence/placeholders";
import { FormatSearch, type Hit } from "./formats";
import { open } from "./open/index";
import type { Detection, Finding, Fingerprint, KeyPath, Leaf, Unread } from "./types";

/** Layers that are opened inside each other: base64 in JSON in YAML is three. */
const deepest = 8;
/** Characters of a value that are looked at. */
const longest = 8 * 1024 * 1024;
/** Pieces of one leaf that are judged. */
const most = 200_000;

interface Engine {
  search: FormatSearch;
  judges: (Detector & Required<Pick<Detector, "judge">>)[];
}
let engine: Engine | undefined;

function start(): Engine {
  const detectors = discoverDetectors();
  const judges = detectors
    .filter((detector): detector is Detector & Required<Pick<Detector, "judge">> => detector.judge !== undefined)
    .sort((one, other) => (one.order ?? 50) - (other.order ?? 50));
  return { search: new FormatSearch(detectors), judges };
}

/**
 * Looks for credentials in a value: opens what is written in a known format, searches the formats of vendors, and judges each
 * value by its keys and its texture. It is total: no value makes it throw, and what it could not read it says.
 *
 * @param leaf The value, and the keys that lead to it.
 * @param fingerprint Asked once for each finding, so that a value can be known again without being kept. Default: none.
 * @example detect({ keyPath: ["data", "APPLE_SHARED_SECRET"], value }).findings[0]?.level // "certain"
 */
export function detect(leaf: Leaf, fingerprint?: Fingerprint): Detection {
  engine ??= start();
  const { keyPath, value, place = "config-map" } = leaf;
  const run = new Run(engine, keyPath, value.includes("\n"));
  run.visit({ keyPath, value: value.slice(0, longest), line: 1, place }, 0, true);
  if (value.length > longest) run.unread.push({ keyPath, reason: `it is longer than ${longest} characters` });
  return { findings: run.findings(fingerprint), unread: run.unread };
}

interface Found extends Finding {
  /** To tell one credential that was found twice. It never leaves the run. */
  secret: string;
}

class Run {
  readonly unread: Unread[] = [];
  private readonly found: Found[] = [];
  private pieces = 0;

  constructor(
    private readonly engine: Engine,
    private readonly root: KeyPath,
    private readonly hasLines: boolean,
  ) {}

  visit(piece: Piece, depth: number, isNewText: boolean): void {
    if (++this.pieces > most) {
      if (this.pieces === most + 1) this.say(`it holds more than ${most} values`);
      return;
    }
    const hits = isNewText ? this.search(piece) : 0;
    const opened = depth < deepest ? open(piece.value, String(piece.keyPath.at(-1) ?? "")) : undefined;
    if (depth >= deepest) this.say(`it is nested more than ${deepest} layers deep`, piece.keyPath);
    if (opened?.unread !== undefined) this.say(opened.unread, piece.keyPath);
    const before = this.found.length;
    for (const { keys, value, line } of opened?.inside ?? []) {
      const inner = { ...piece, keyPath: [...piece.keyPath, ...keys], value, line: piece.line + line };
      const isSame = keys.length === 0 && value === piece.value;
      if (isSame || value.length === piece.value.length) this.judge(inner);
      else this.visit(inner, depth + 1, opened!.isDecoded === true);
    }
    if (opened === undefined || (opened.isDecoded === true && !this.found.slice(before).some(isSure))) {
      if (hits === 0) this.judge(piece);
    }
  }

  private search(piece: Piece): number {
    const hits = this.engine.search.find(piece.value);
    for (const hit of hits) this.addHit(hit, piece);
    return hits.length;
  }

  private addHit({ detector, format, at, secret }: Hit, piece: Piece): void {
    const lines = piece.value.slice(0, at).split("\n").length - 1;
    const level = isPlaceholder(secret) ? "placeholder" : (format.level ?? "certain");
    this.add(piece, detector, { what: format.what, level, secret, lineOffset: lines });
  }

  private judge(piece: Piece): void {
    const known = this.found.find(({ secret }) => piece.value.includes(secret));
    if (known !== undefined && known.keyPath.length <= piece.keyPath.length) {
      known.keyPath = piece.keyPath;
      return;
    }
    for (const { id, judge } of this.engine.judges) {
      const verdict = judge(piece);
      if (verdict !== undefined) return this.add(piece, id, verdict);
    }
  }

  private add(piece: Piece, detector: string, { what, level, secret, lineOffset = 0 }: Verdict): void {
    const line = this.hasLines ? { line: piece.line + lineOffset } : {};
    this.found.push({ keyPath: piece.keyPath, ...line, detector, what, level, length: secret.length, secret });
  }

  private say(reason: string, keyPath: KeyPath = this.root): void {
    this.unread.push({ keyPath, reason });
  }

  findings(fingerprint?: Fingerprint): Finding[] {
    return this.found.map(({ secret, ...finding }) => {
      const mark = fingerprint?.(secret);
      return mark === undefined ? finding : { ...finding, fingerprint: mark };
    });
  }
}

function isSure({ level }: Finding): boolean {
  return level !== "placeholder";
}
