import type { ClientSettings } from "../stage/environment";

/** One AWS account on the stage, as the SDK's clients take it. */
export interface AccountClient extends ClientSettings {
  /** Twelve digits. */
  account: string;
}

/**
 * Lets something that exists already be.
 *
 * @param making What makes it.
 * @param exists Names of the errors that say so, e.g. `["EntityAlreadyExistsException"]`.
 * @returns Whether it was made now.
 */
export async function unlessExists(making: Promise<unknown>, exists: readonly string[]): Promise<boolean> {
  try {
    await making;
    return true;
  } catch (error) {
    if (!exists.includes((error as Error).name)) throw error;
    return false;
  }
}
