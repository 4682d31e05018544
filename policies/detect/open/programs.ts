const extensions = new Set(
  "js mjs cjs ts tsx jsx py rb go java kt scala groovy php pl pm lua cs rs r c h cpp swift dart ex exs erl clj hs nix tf bicep jsonnet libsonnet rego cue star bzl gradle".split(
    " ",
  ),
);

/** In a program a value without quotes is a name or an expression; elsewhere it is the value itself. */
export function isCodeFile(file: string, text: string): boolean {
  const dot = file.lastIndexOf(".");
  if (dot > 0 && extensions.has(file.slice(dot + 1).toLowerCase())) return true;
  if (dot > 0) return false;
  return /^[ \t]*(?:import [\w.{*]|from \w{1,60} import|def \w{1,60}\(|class \w{1,60}|function \w{1,60}|(?:const|let|var) \w{1,60} ?=|package \w|#!\/usr\/bin\/(?:env )?(?:python|node|ruby|perl))/m.test(
    text.slice(0, 4096),
  );
}
