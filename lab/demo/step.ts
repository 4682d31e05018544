import type { Pod } from "./pods";
import type { Scene } from "./scene";

/** What a command did. */
export interface Ran {
  /** Everything that it printed, in the order in which it came. */
  text: string;
  /** The pods of the demo's namespace before it ran. */
  before: readonly Pod[];
}

/** What must be so once a command has run, or the demo fails. */
export interface Expectation {
  /** A sentence, e.g. `"the file holds no value"`. */
  says: string;
  holds: (ran: Ran, scene: Scene) => boolean | Promise<boolean>;
}

/** One command of a step. */
export interface Act {
  /** What is said before it, where the step's own sentence does not say it. */
  sentence?: string;
  /** As it is typed; `strongroom` is the checkout's. */
  command: readonly string[] | ((scene: Scene) => readonly string[]);
  /** What goes to its standard input, as JSON. The values in it are not shown. */
  input?: (scene: Scene) => object;
  /** Which lines are shown; `...` stands for the others. Default: all. */
  shown?: RegExp;
  /** Its exit status. Default: 0. */
  status?: number;
  /** What is prepared before it: a file, usually. */
  prepare?: (scene: Scene) => void;
  /** Asked until it is so, before the command runs. */
  awaits?: Expectation;
  expectations: readonly Expectation[];
}

/** A step of the story. */
export interface Step {
  /** Its heading, e.g. `"The incident, blocked"`. */
  title: string;
  /** One sentence that says what is to be seen. */
  sentence: string;
  acts: readonly Act[];
}
