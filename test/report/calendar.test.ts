import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import ICAL from "ical.js";
import { type DueRotation, renderCalendar } from "../../report/calendar";
import { addDays } from "../../components/model/days";
import { root } from "../cli/run-cli";

const now = new Date("2026-11-24T04:30:00Z");
const apple: DueRotation = {
  environment: "prod",
  entry: "prod/api/apple",
  intervalDays: 92,
  owner: "api <api-team@example.com>",
  runbook: "https://runbooks.example.com/apple-shared-secret",
  consumers: ["Deployment/api", "CronJob/nightly"],
  lastRotated: "2026-11-20",
  due: "2027-02-20",
  command: "npx strongroom rotate prod api apple",
};

/** What an independent parser reads. */
function read(text: string): ICAL.Component[] {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  return calendar.getAllSubcomponents("vevent");
}

/** Days on which a parser sees the event, from its first one. */
function occurrences(text: string, number: number): string[] {
  const days = new ICAL.Event(read(text)[0]).iterator();
  return Array.from({ length: number }, () => days.next().toString());
}

describe("a calendar of rotations", () => {
  it("is this text, to the letter", () => {
    assert.deepEqual(renderCalendar([{ ...apple, intervalDays: 7 }], "Rotations in prod", now).split("\r\n"), [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//Strongroom//rotation calendar//EN",
      "METHOD:PUBLISH",
      "NAME:Rotations in prod",
      "X-WR-CALNAME:Rotations in prod",
      "BEGIN:VEVENT",
      "UID:prod.api.apple@rotation.strongroom",
      "SEQUENCE:3627630",
      "DTSTAMP:20261124T043000Z",
      "DTSTART;VALUE=DATE:20270220",
      "DTEND;VALUE=DATE:20270221",
      "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
      "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT:TRUE",
      "RRULE:FREQ=DAILY;INTERVAL=7",
      "SUMMARY:Rotate prod/api/apple",
      "TRANSP:TRANSPARENT",
      "DESCRIPTION:Owner: api <api-team@example.com>\\nRunbook: https://runbooks.e",
      " xample.com/apple-shared-secret\\nRotated every 7 days\\, last on 2026-11-20.",
      " \\nRead by Deployment/api\\, CronJob/nightly.\\n\\nType: npx strongroom rotate",
      "  prod api apple\\n\\nThen import the calendar again: the event moves to the ",
      " next day.",
      "BEGIN:VALARM",
      "ACTION:DISPLAY",
      "TRIGGER:-PT15H",
      "DESCRIPTION:Rotate prod/api/apple: due in 1 day",
      "END:VALARM",
      "URL;VALUE=URI:https://runbooks.example.com/apple-shared-secret",
      "LAST-MODIFIED:20261124T043000Z",
      "END:VEVENT",
      "END:VCALENDAR",
      "",
    ]);
  });

  it("is read by another parser as it was meant: day, text, page and alarms at nine", () => {
    const [event] = read(renderCalendar([apple], "Rotations", now));
    const text = (name: string): string => String(event!.getFirstPropertyValue(name));
    assert.equal(text("uid"), "prod.api.apple@rotation.strongroom");
    assert.equal(text("dtstart"), "2027-02-20");
    assert.equal((event!.getFirstPropertyValue("dtstart") as ICAL.Time).isDate, true);
    assert.equal(text("dtend"), "2027-02-21");
    assert.equal(text("url"), apple.runbook);
    assert.equal(
      text("description"),
      [
        "Owner: api <api-team@example.com>",
        "Runbook: https://runbooks.example.com/apple-shared-secret",
        "Rotated every 92 days, last on 2026-11-20.",
        "Read by Deployment/api, CronJob/nightly.",
        "",
        "Type: npx strongroom rotate prod api apple",
        "",
        "Then import the calendar again: the event moves to the next day.",
      ].join("\n"),
    );
    const alarms = event!.getAllSubcomponents("valarm");
    const rings = alarms.map((alarm) => {
      const moment = (event!.getFirstPropertyValue("dtstart") as ICAL.Time).clone();
      moment.isDate = false;
      moment.addDuration(alarm.getFirstPropertyValue("trigger") as ICAL.Duration);
      return moment.toString();
    });
    assert.deepEqual(rings, [
      "2027-01-21T09:00:00",
      "2027-02-06T09:00:00",
      "2027-02-13T09:00:00",
      "2027-02-19T09:00:00",
    ]);
  });

  it("rings for nothing that was done in the meantime", () => {
    const alarms = (intervalDays: number): number =>
      read(renderCalendar([{ ...apple, intervalDays }], "Rotations", now))[0]!.getAllSubcomponents("valarm").length;
    assert.deepEqual([92, 31, 30, 14, 7, 1].map(alarms), [4, 4, 3, 2, 1, 0]);
  });

  it("returns after each interval, over a year, a leap day and both changes of clocks", () => {
    for (const intervalDays of [1, 30, 90, 92]) {
      const due = addDays("2028-02-29", -2 * intervalDays);
      const number = Math.ceil(800 / intervalDays);
      const wanted = Array.from({ length: number }, (_, at) => addDays(due, at * intervalDays));
      assert.ok(wanted.includes("2028-02-29"));
      assert.deepEqual(
        occurrences(renderCalendar([{ ...apple, due, intervalDays }], "Rotations", now), number),
        wanted,
      );
    }
  });

  it("is the same text in every time zone", () => {
    const script =
      `require(${JSON.stringify(`${root}/policies/load-typescript.js`)}).loadTypeScript(${JSON.stringify(root)}, { sourceMaps: false });` +
      `const { renderCalendar } = require(${JSON.stringify(`${root}/report/calendar.ts`)});` +
      `process.stdout.write(renderCalendar([${JSON.stringify({ ...apple, due: "2028-02-29" })}], "Rotations", new Date(${now.getTime()})));`;
    const texts = ["UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Europe/Berlin"].map((zone) => {
      const { stdout, stderr } = spawnSync(process.execPath, ["-e", script], {
        cwd: root,
        encoding: "utf8",
        env: { ...process.env, TZ: zone },
      });
      assert.equal(stderr, "");
      return stdout;
    });
    assert.match(texts[0]!, /^DTSTART;VALUE=DATE:20280229\r$/m);
    assert.equal(new Set(texts).size, 1);
  });

  it("updates its events when it is imported again: the same UID, a higher SEQUENCE", () => {
    const before = read(renderCalendar([apple], "Rotations", now))[0]!;
    const later = new Date(now.getTime() + 60_000);
    // Somebody had written a wrong day: the right one is earlier.
    const after = read(renderCalendar([{ ...apple, due: "2027-01-20" }], "Rotations", later))[0]!;
    const of = (event: ICAL.Component, name: string): string => String(event.getFirstPropertyValue(name));
    assert.equal(of(after, "uid"), of(before, "uid"));
    assert.equal(Number(of(after, "sequence")), Number(of(before, "sequence")) + 1);
    assert.equal(of(after, "last-modified"), "2026-11-24T04:31:00Z");
    assert.equal(of(after, "dtstart"), "2027-01-20");
  });

  it("folds lines at 75 bytes and escapes what has a meaning, in any script", () => {
    const owner = "Zürich; Geld, Schlüssel \\ 鍵と金庫と錠前と番人と夜警 🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑 <x@example.com>";
    const text = renderCalendar([{ ...apple, owner }], "Rotations", now);
    for (const line of text.split("\r\n")) assert.ok(Buffer.byteLength(line) <= 75, line);
    assert.doesNotMatch(text.replaceAll("\r\n", ""), /[\r\n\uFFFD]/);
    assert.match(
      String(read(text)[0]!.getFirstPropertyValue("description")),
      new RegExp(`^Owner: ${owner.replace("\\", "\\\\")}$`, "m"),
    );
  });
});
