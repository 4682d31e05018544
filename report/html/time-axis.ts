import { addDays, type Day, daysBetween } from "../../components/model/days";
import type { ReportEntry } from "../documents/report";

/** A span of days that a row of the timeline shows. */
export interface TimeAxis {
  /** The first of each month, or of each quarter where there are many, with its place and name. */
  ticks: { at: number; name: string }[];
  today: number;
  /** Where a day lies, in percent of the width; within 0 and 100. */
  place: (day: Day) => number;
}

/** Days before today and after it that are always shown. */
const least = { before: 45, after: 60 };
/** Days beyond which bars are cut off. */
const most = { before: 400, after: 550 };
/** Days of room on either side. */
const margin = 8;
/** Ticks beyond which only quarters are named. */
const mostTicks = 13;

/** The span that holds the days of some entries. */
export function timeAxis(entries: readonly ReportEntry[], today: Day): TimeAxis {
  const days = entries.flatMap(({ lastRotated, due }) => [lastRotated, due]).filter((day) => day !== null);
  const distances = days.map((day) => daysBetween(today, day));
  const before = Math.min(most.before, Math.max(least.before, ...distances.map((distance) => -distance)) + margin);
  const after = Math.min(most.after, Math.max(least.after, ...distances) + margin);
  const start = addDays(today, -before);
  const length = before + after;
  const place = (day: Day): number => {
    const share = (daysBetween(start, day) / length) * 100;
    return Math.round(Math.min(100, Math.max(0, share)) * 100) / 100;
  };
  return { ticks: ticksOf(start, addDays(start, length), place), today: place(today), place };
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function ticksOf(start: Day, end: Day, place: TimeAxis["place"]): TimeAxis["ticks"] {
  const ticks: { month: number; at: number; name: string }[] = [];
  for (let [year, month] = start.split("-").map(Number) as [number, number]; ; month++) {
    if (month > 12) [year, month] = [year + 1, 1];
    const day = `${year}-${String(month).padStart(2, "0")}-01`;
    if (day > end) break;
    if (day < start) continue;
    const name = month === 1 || ticks.length === 0 ? `${months[month - 1]} ${year}` : months[month - 1]!;
    ticks.push({ month, at: place(day), name });
  }
  return ticks.length > mostTicks ? ticks.filter(({ month }) => month % 3 === 1) : ticks;
}
