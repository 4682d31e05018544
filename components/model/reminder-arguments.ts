import { type Problem, ProblemList } from "./problems";
import { hourProblem, type ReminderTime, timezoneProblem } from "./reminder-schedule";

/** The arguments of AlertTopic that can be wrong. */
export interface AlertArguments {
  topicArn?: string;
  emails: readonly string[];
}

/** Everything that is wrong with a topic's arguments, each with its fix. */
export function alertProblems({ topicArn, emails }: AlertArguments): Problem[] {
  const { problems, check } = new ProblemList();
  if (topicArn !== undefined && !topicPattern.test(topicArn)) {
    const wanted = "the ARN of a topic, e.g. arn:aws:sns:eu-west-1:123456789012:alarms";
    check(["topicArn"], `must be ${wanted}, not ${JSON.stringify(topicArn)}`);
  }
  emails.forEach((email, index) => {
    if (emailPattern.test(email)) return;
    check(["emails", index], `must be an e-mail address, e.g. "platform@example.com", not ${JSON.stringify(email)}`);
  });
  return problems;
}

/** Everything that is wrong with the time of reminders, each with its fix. */
export function reminderTimeProblems({ hour, timezone }: ReminderTime): Problem[] {
  const { problems, check } = new ProblemList();
  check(["hour"], hourProblem(hour));
  check(["timezone"], timezoneProblem(timezone));
  return problems;
}

/** The ARN of a topic; one in order (`.fifo`) takes no e-mail addresses. */
export const topicPattern = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/;
/** What SNS takes as an address; whether it exists it finds out by asking there. */
export const emailPattern = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/;
