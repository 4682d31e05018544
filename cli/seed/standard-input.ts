import { UserError } from "../user-error";

/** Sixty-four kilobytes an entry, and room for a few. */
const most = 1024 * 1024;

/**
 * Reads standard input to its end. The buffers that it came in are emptied.
 *
 * @throws UserError when it is no text, or more than a megabyte.
 */
export async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) throw new UserError("Standard input holds more than a megabyte. Nothing was written.");
  }
  const bytes = Buffer.concat(chunks);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(
      "Standard input is no UTF-8 text. Nothing was written.\nFix: give it as UTF-8, in a form that --help shows.",
    );
  } finally {
    for (const chunk of [...chunks, bytes]) chunk.fill(0);
  }
}
