import { vendorFamily } from "../vendor";

export default vendorFamily({
  id: "kubernetes-tokens",
  title: "Tokens of clusters",
  why: "A token of a cluster calls its API with all that its account may do.",
  references: [
    "https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/",
    "https://docs.openshift.com/container-platform/latest/authentication/understanding-authentication.html",
    "https://ranchermanager.docs.rancher.com/api/api-tokens",
  ],
  shapes: {
    "an OpenShift token": ["sha256~{u:43}"],
    "a Rancher token": ["token-{n:5}:{n:54}"],
    "a k0s or k3s join token": ["K10{h:64}::server:{z:16-128}"],
    "a Docker Swarm join token": ["SWMTKN-1-{n:50}-{n:25}"],
    "a Docker Swarm unlock key": ["SWMKEY-1-{b:43}"],
  },
});
