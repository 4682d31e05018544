import type { Service } from "../../components/model/service";
import { indent } from "../../report/words";
import type { NewService } from "./new-service";
import { snippets } from "./snippet";
import type { Consumer } from "./typed";

/** What goes into the manifests of the workloads; those that take the same are named together. */
export function workloadStep(declared: NewService, service: Service): string {
  const byText = new Map<string, string[]>();
  for (const { workload, text } of snippets(declared, service)) {
    byText.set(text, [...(byText.get(text) ?? []), titleOf(workload)]);
  }
  const parts = [...byText].map(([text, [first, ...more]], index) => {
    const others = more.length > 0 ? `, and into ${more.join(", ")} likewise` : "";
    const into =
      index === 0 ? `Into the manifest of ${first}, in the place of what it reads now` : `Into that of ${first}`;
    return `${into}${others}:\n${indent(text.trimEnd(), 2)}`;
  });
  const told = new Set([...byText.values()].flat());
  const partly = declared.given.filter((one) => one.readsMore && !told.has(titleOf(one))).map(titleOf);
  const unknown = partly.map((title) => `${title} reads all of an object that was not given: paste in what it needs.`);
  return [...parts, ...unknown].join("\n");
}

function titleOf({ kind, name }: Consumer): string {
  return `${kind} ${name}`;
}
