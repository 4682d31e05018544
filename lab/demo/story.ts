import type { Step } from "./step";
import { delivery } from "./steps/delivery";
import { environment } from "./steps/environment";
import { incident } from "./steps/incident";
import { leak } from "./steps/leak";
import { onboarding } from "./steps/onboarding";
import { report } from "./steps/report";
import { rotation } from "./steps/rotation";

/** The whole product, from the incident that it grew out of to the report. Each step goes on where the one before ended. */
export const story: readonly Step[] = [environment, incident, onboarding, delivery, rotation, leak, report];
