import { serveProvider } from "../core/serve";
import { awsProvider } from "./provider";

void serveProvider(awsProvider);
