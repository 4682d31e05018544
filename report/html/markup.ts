import htm from "htm";
import { h, type VNode } from "preact";

/** A piece of a page. */
export type Markup = VNode | Markup[];

const build = htm.bind(h);
const templates = new WeakMap<TemplateStringsArray, TemplateStringsArray>();

/**
 * Builds markup from a template. Every text and attribute that is put in is escaped when the page is rendered, wherever it stands.
 *
 * A line break in the template is a space, as it is in HTML; htm alone would leave both out, and run words together.
 *
 * @example html`<p title=${name}>${name}</p>`
 */
export function html(template: TemplateStringsArray, ...values: unknown[]): Markup {
  const known = templates.get(template);
  const spaced = known ?? withSpaces(template);
  if (!known) templates.set(template, spaced);
  return build(spaced, ...values);
}

/** At both ends of a template a line break is layout alone. */
function withSpaces(template: TemplateStringsArray): TemplateStringsArray {
  const texts = template.map((text, index) => {
    const begun = index === 0 ? text.trimStart() : text;
    const ended = index === template.length - 1 ? begun.trimEnd() : begun;
    return ended.replace(/\s*\n\s*/g, " ");
  });
  return Object.assign(texts, { raw: texts });
}
