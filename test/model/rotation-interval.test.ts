import assert from "node:assert/strict";
import { longestInterval } from "../../policies/rotation/interval";

const longest: Record<string, number> = {
  "rate(30 days)": 30,
  "rate(1 day)": 1,
  "rate(12 hours)": 0.5,
  "cron(0 4 1 * ? *)": 31,
  "cron(0 4 L * ? *)": 31,
  "cron(0 4 1,15 * ? *)": 17,
  "cron(0 4 ? * SUN *)": 7,
  "cron(0 4 ? * 1 *)": 7,
  "cron(0 4 ? * 2-6 *)": 3,
  "cron(0 4 ? * 2#1 *)": 35,
  "cron(0 4 ? * 6L *)": 35,
  "cron(0 0/8 ? * * *)": 0.33,
  "cron(0 4 1 1/3 ? *)": 92,
  // From 29 February 2096 to the next one in 2104: 2100 is no leap year.
  "cron(0 4 29 2 ? *)": 2921,
};

const problems: Record<string, string> = {
  "rate(3 hours)": '"rate(3 hours)" is out of range; wanted 4 hours to 999 days',
  "rate(1000 days)": '"rate(1000 days)" is out of range; wanted 4 hours to 999 days',
  "every month": '"every month" is no schedule; wanted rate(30 days) or cron(0 4 1 * ? *)',
  "cron(0 4 1 *)": '"cron(0 4 1 *)" has 4 fields; wanted six: minutes hours day month weekday year',
  "cron(5 4 1 * ? *)": '"cron(5 4 1 * ? *)" has minutes "5"; Secrets Manager wants 0',
  "cron(0 4 1 * ? 2030)": '"cron(0 4 1 * ? 2030)" ends with year "2030"; wanted * (a rotation must not end)',
  "cron(0 4 31 2 ? *)": '"cron(0 4 31 2 ? *)" never runs',
};

describe("the longest interval of a rotation schedule", () => {
  for (const [expression, days] of Object.entries(longest)) {
    it(`of ${expression} is ${days} days`, () =>
      assert.deepEqual(longestInterval({ scheduleExpression: expression }), { days }));
  }

  for (const [expression, problem] of Object.entries(problems)) {
    it(`of ${expression} does not exist`, () =>
      assert.deepEqual(longestInterval({ scheduleExpression: expression }), { problem }));
  }

  it("of a number of days is that number, within what Secrets Manager takes", () => {
    assert.deepEqual(longestInterval({ automaticallyAfterDays: 30 }), { days: 30 });
    const problem = "automaticallyAfterDays is 1001; wanted a whole number from 1 to 1000";
    assert.deepEqual(longestInterval({ automaticallyAfterDays: 1001 }), { problem });
  });

  it("needs exactly one schedule", () => {
    assert.deepEqual(longestInterval({}), { problem: "there is no schedule" });
    assert.deepEqual(longestInterval({ automaticallyAfterDays: 30, scheduleExpression: "rate(30 days)" }), {
      problem: "both automaticallyAfterDays and scheduleExpression are given; Secrets Manager takes one",
    });
  });
});
