/** What the services call something that does not exist. */
const names = new Set([
  "NoSuchEntityException",
  "NoSuchEntity",
  "ResourceNotFoundException",
  "ParameterNotFound",
  "NotFoundException",
  "QueueDoesNotExist",
]);

/** Waits for a call, and answers nothing where what it is about does not exist. */
export async function unlessGone<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** Whether an error says that something does not exist, or is about to be deleted. */
export function isGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const deleted = error.name === "InvalidRequestException" && /deleted|marked for deletion/.test(error.message);
  return names.has(error.name) || deleted;
}
