/** A step of the demo did not do what it says. It is shown without a stack, and the exit status is 1. */
export class DemoFailure extends Error {
  override readonly name = "DemoFailure";
}
