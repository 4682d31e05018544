"use strict";
// Preloaded into the Node programs that lab/kubelet runs: a server that names no address, or every address, gets the pod's.
// On a real node each pod has a network of its own; here two replicas would meet on one port.
const { Server } = require("node:net");

const address = process.env.LAB_POD_IP;
const everywhere = new Set([undefined, "", "0.0.0.0", "::"]);
const listen = Server.prototype.listen;

Server.prototype.listen = function listenOnPod(...given) {
  const [first, second, ...rest] = given;
  if (address && typeof first === "object" && first !== null && "port" in first && everywhere.has(first.host)) {
    return listen.call(this, { ...first, host: address }, ...given.slice(1));
  }
  const isPort = typeof first === "number" || /^\d+$/.test(first);
  if (!address || !isPort) return listen.apply(this, given);
  if (typeof second === "string") {
    return listen.call(this, first, everywhere.has(second) ? address : second, ...rest);
  }
  // (port, backlog, listener) and (port, listener) name no address.
  return listen.call(this, first, address, ...given.slice(1));
};
