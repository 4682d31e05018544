/**
 * Whether an address is of this machine.
 *
 * @example isLoopback(new URL("http://127.0.0.1:4566")) // true
 */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
