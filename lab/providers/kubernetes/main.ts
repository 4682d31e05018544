import { serveService } from "../core/serve";
import { vendorVersion } from "../core/vendor-properties";
import { kubernetesService } from "./service";

void serveService(kubernetesService(vendorVersion("@pulumi/kubernetes")));
