import { serveProvider } from "../core/serve";
import { randomProvider } from "./provider";

void serveProvider(randomProvider);
