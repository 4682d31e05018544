import assert from "node:assert/strict";
import { intervalDaysOf, rotationSchedule, staggeredSchedule } from "../../components/model/rotation-schedule";
import { longestInterval } from "../../policies/rotation/interval";

const functionArn = "arn:aws:lambda:eu-west-1:123456789012:function:rotate";
const entries = Array.from({ length: 2400 }, (_, at) => `prod/service-${at % 300}/group-${Math.floor(at / 300)}`);

/** The fields of a `cron()` expression. */
function fields(schedule: string): string[] {
  const [, inner] = /^cron\((.+)\)$/.exec(schedule)!;
  return inner!.split(" ");
}

describe("a staggered schedule", () => {
  it("is the same for a name, today and always", () => {
    const schedules = [1, 2, 7, 15, 16, 30, 31, 62, 90, 92].map((days) =>
      staggeredSchedule("prod/api/database", days, "3h"),
    );
    assert.deepEqual(schedules, [
      "cron(0 4 * * ? *)",
      "cron(0 4 ? * 1,2,4,6 *)",
      "cron(0 4 ? * 2 *)",
      "cron(0 4 ? * 2 *)",
      "cron(0 4 12,28 * ? *)",
      "cron(0 4 12,28 * ? *)",
      "cron(0 4 16 * ? *)",
      "cron(0 4 16 2/2 ? *)",
      "cron(0 4 16 2/2 ? *)",
      "cron(0 4 16 1/3 ? *)",
    ]);
  });

  it("never exceeds the interval, and takes the longest rhythm within it", () => {
    const longest = (days: number): number[] =>
      entries.slice(0, 5).map((entry) => {
        const interval = longestInterval({ scheduleExpression: staggeredSchedule(entry, days) });
        return "days" in interval ? interval.days : NaN;
      });
    for (const days of [1, 2, 3, 4, 5, 6, 7, 15, 16, 30, 31, 61, 62, 91, 92]) {
      const rhythm = [92, 62, 31, 16, 7].find((one) => one <= days) ?? days;
      const found = longest(days);
      assert.ok(
        found.every((one) => one <= rhythm && one > 0),
        `${days}: ${Math.max(...found)}`,
      );
      assert.equal(Math.max(...found), rhythm);
    }
  });

  it("has minutes 0, and leaves the window its day", () => {
    for (const entry of entries) {
      const [minutes, hour] = fields(staggeredSchedule(entry, 30, "6h"));
      assert.equal(minutes, "0");
      assert.ok(Number(hour) >= 0 && Number(hour) <= 18, hour);
      assert.equal(fields(staggeredSchedule(entry, 30, "24h"))[1], "0");
    }
  });

  it("spreads entries evenly over the hours, and over the days, independently of each other", () => {
    const busiest = (texts: string[], places: number): number => {
      const counts = new Map<string, number>();
      for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
      assert.equal(counts.size, places);
      return Math.max(...counts.values()) / (texts.length / places);
    };
    const monthly = entries.map((entry) => fields(staggeredSchedule(entry, 31)));
    assert.ok(
      busiest(
        monthly.map(([, hour]) => hour!),
        24,
      ) < 1.5,
    );
    assert.ok(
      busiest(
        monthly.map(([, , day]) => day!),
        28,
      ) < 1.5,
    );
    assert.equal(new Set(monthly.map(([, hour, day]) => `${hour} ${day}`)).size > 600, true);
    const weekly = entries.map((entry) => fields(staggeredSchedule(entry, 7)));
    assert.ok(
      busiest(
        weekly.map((parts) => parts[4]!),
        7,
      ) < 1.5,
    );
    const quarterly = entries.map((entry) => fields(staggeredSchedule(entry, 92)));
    assert.ok(
      busiest(
        quarterly.map((parts) => parts[3]!),
        3,
      ) < 1.5,
    );
  });

  it("stands back behind a schedule that is declared", () => {
    const schedule = "rate(30 days)";
    assert.deepEqual(rotationSchedule("prod/api/database", { schedule, window: "3h" }), { schedule, window: "3h" });
    assert.deepEqual(rotationSchedule("prod/api/database", { schedule }), { schedule });
    const staggered = { schedule: staggeredSchedule("prod/api/database", 30), window: "1h" };
    assert.deepEqual(rotationSchedule("prod/api/database", { intervalDays: 30 }), staggered);
    assert.deepEqual(rotationSchedule("prod/api/database", {}), staggered);
  });

  it("is told by its longest interval", () => {
    const of = (rotation: object) => intervalDaysOf("prod/api/app", { mode: "lambda", functionArn, ...rotation });
    assert.equal(of({ intervalDays: 30 }), 16);
    assert.equal(of({ schedule: "cron(0 4 1 * ? *)" }), 31);
    assert.equal(intervalDaysOf("prod/api/app", { mode: "manual", intervalDays: 92 }), 92);
    const secretArn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-0a1b-AbCdEf";
    assert.equal(intervalDaysOf(secretArn, { mode: "rds-managed", secretArn }), 16);
    assert.equal(intervalDaysOf(secretArn, { mode: "rds-managed", secretArn, intervalDays: 7 }), 7);
    assert.equal(intervalDaysOf("prod/api/database", { mode: "database", schedule: "rate(12 hours)" }), 0.5);
  });
});
