import assert from "node:assert/strict";
import { chooseColors } from "../../report/colors";
import type { DoctorReport } from "../../report/doctor-report";
import { renderDoctorText } from "../../report/doctor-text";

describe("the doctor's text", () => {
  const report: DoctorReport = {
    environment: "dev",
    groups: { machine: [{ check: "Node", state: "problem", found: "18.0.0.\nIt is old.", fix: "install 20." }] },
  };

  it("keeps every line of a message in its column", () => {
    const plain = chooseColors(false, {}, {});
    assert.equal(
      renderDoctorText(report, plain),
      [
        "Machine",
        "  PROBLEM      Node  18.0.0.",
        "                     It is old.",
        "                     Fix: install 20.",
        "",
        "dev: 1 check, 1 problem.",
        "",
      ].join("\n"),
    );
  });

  it("colours the word alone", () => {
    const text = renderDoctorText(report, chooseColors(true, { isTTY: true }, {}));
    assert.ok(text.includes("  \u001b[31mPROBLEM    \u001b[39m  Node  18.0.0."));
  });
});
