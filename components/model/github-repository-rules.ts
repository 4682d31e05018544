import { z } from "zod";
import { githubRoleName, repositoryLabel } from "./github-role-name";
import { hasWildcard, type GitHubRepository, type GitHubSubject } from "./github-subject";
import { problemsOf, type Problem } from "./problems";

type Path = readonly PropertyKey[];
type Found = Omit<Problem, "where">;

const subjectShape = z.strictObject(
  {
    environment: z.string().optional(),
    ref: z.string().optional(),
    branch: z.string().optional(),
    tag: z.string().optional(),
    pullRequest: z.boolean().optional(),
    allowWildcard: z.boolean().optional(),
  },
  { error: 'wanted who may, such as { branch: "main" } or { environment: "prod" }' },
);

const repositoryShape = z.strictObject(
  {
    repository: z.string({ error: 'wanted owner/repository, such as "acme/platform"' }),
    name: z.string().optional(),
    deploy: subjectShape.optional(),
    preview: subjectShape.optional(),
  },
  { error: 'wanted { repository: "acme/platform" }, with deploy and preview where not its main branch is meant' },
);

const namePattern = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
/** Both ids or none. No wildcard anywhere: another owner could then make a repository that fits. */
const repositoryPattern = /^[A-Za-z0-9][A-Za-z0-9_-]*(@\d+)?\/(?!\.{1,2}(@|$))[A-Za-z0-9._-]{1,100}(@\d+)?$/;
/** Wildcards included. `$` is not: IAM would read `${...}` as one of its own variables. */
const refPattern = /^[A-Za-z0-9*?][A-Za-z0-9*?._/+#@=,-]*$/;
const environmentPattern = /^[A-Za-z0-9*?][A-Za-z0-9*?._/+#@=,: -]*$/;

/**
 * Everything that is wrong with the repositories that may deploy and preview: shape, subjects, wildcards, repetitions.
 *
 * @param where What to name as the place, e.g. `strongroom:github`.
 * @param path Keys from there to the list.
 */
export function repositoryProblems(
  where: string,
  path: Path,
  environment: string,
  repositories: readonly unknown[],
): Problem[] {
  const problems: Problem[] = [];
  const sound: { repository: GitHubRepository; index: number }[] = [];
  repositories.forEach((given, index) => {
    const at = [...path, index];
    const parsed = repositoryShape.safeParse(given);
    if (!parsed.success) {
      problems.push(...problemsOf(where, parsed.error).map((found) => ({ ...found, path: [...at, ...found.path] })));
      return;
    }
    const { repository, name, deploy, preview } = parsed.data;
    const found = [
      ...nameProblems([...at, "repository"], repository, [...at, "name"], name),
      ...(deploy ? deployProblems([...at, "deploy"], deploy) : []),
      ...(preview ? subjectProblems([...at, "preview"], preview) : []),
    ];
    problems.push(...found.map((problem) => ({ where, ...problem })));
    if (repositoryPattern.test(repository)) sound.push({ repository: parsed.data, index });
  });
  return [...problems, ...repetitions(path, environment, sound).map((problem) => ({ where, ...problem }))];
}

function nameProblems(path: Path, repository: string, namePath: Path, name: string | undefined): Found[] {
  const problems: Found[] = [];
  const ids = repository.match(/@\d+(?=\/|$)/g)?.length ?? 0;
  if (!repositoryPattern.test(repository) || ids === 1) {
    problems.push({
      path,
      message:
        `"${repository}" is no repository. Wanted owner/repository, such as "acme/platform", or with both ids, such as ` +
        `"acme@1234/platform@5678"; a wildcard is never accepted here. ` +
        `The ids: gh api repos/acme/platform --jq '.owner.id, .id'`,
    });
  }
  if (name !== undefined && !namePattern.test(name)) {
    problems.push({ path: namePath, message: `"${name}" cannot end a role's name. Wanted letters, digits and . _ -` });
  }
  return problems;
}

function deployProblems(path: Path, subject: GitHubSubject): Found[] {
  const key = subject.pullRequest ? "pullRequest" : subject.ref?.startsWith("refs/pull/") ? "ref" : undefined;
  if (key === undefined) return subjectProblems(path, subject);
  const message =
    "a pull request must not deploy: whoever can open one could then change this environment. " +
    'Write { environment: "prod" } or { branch: "main" }; pullRequest is for preview';
  return [{ path: [...path, key], message }];
}

function subjectProblems(path: Path, subject: GitHubSubject): Found[] {
  const { environment, ref, branch, tag, pullRequest, allowWildcard } = subject;
  const problems: Found[] = [];
  const add = (key: string, message: string) => problems.push({ path: [...path, key], message });
  const given = [environment, branch, tag, pullRequest || undefined].filter((value) => value !== undefined);
  if (given.length !== 1) {
    const message = `${given.length} subjects are given. Wanted one of environment, branch, tag and pullRequest, such as { branch: "main" }`;
    problems.push({ path, message });
  }
  if (ref !== undefined && environment === undefined) {
    add("ref", "belongs to an environment only: a branch or tag stands in the subject itself. Remove it");
  }
  if (ref !== undefined && !/^refs\/(heads|tags|pull)\//.test(ref)) {
    add("ref", `"${ref}" is no full ref. Wanted "refs/heads/main" or the like`);
  }
  for (const [key, value] of Object.entries({ branch, tag })) {
    if (value?.startsWith("refs/")) add(key, `"${value}" is a full ref. Write the name alone, such as "main" or "v1"`);
  }
  for (const [key, value] of Object.entries({ environment, ref, branch, tag })) {
    if (value === undefined) continue;
    const pattern = key === "environment" ? environmentPattern : refPattern;
    if (!pattern.test(value)) {
      const more = key === "environment" ? ", : and space" : "";
      add(key, `"${value}" has a character that is not supported. Wanted letters, digits and . _ / + # @ = , -${more}`);
    }
    if (hasWildcard(value) && !allowWildcard) {
      add(key, `"${value}" holds a wildcard (* or ?). Write the value out, or put allowWildcard: true beside it`);
    }
  }
  if (allowWildcard && ![environment, ref, branch, tag].some((value) => value !== undefined && hasWildcard(value))) {
    add("allowWildcard", "nothing here holds a wildcard. Remove it");
  }
  return problems;
}

/** IAM compares role names without regard to case, and so does GitHub with repositories. */
function repetitions(
  path: Path,
  environment: string,
  entries: { repository: GitHubRepository; index: number }[],
): Found[] {
  const repositories = new Map<string, number>();
  const names = new Map<string, string>();
  return entries.flatMap(({ repository: entry, index }): Found[] => {
    const key = entry.repository.toLowerCase();
    const first = repositories.get(key);
    if (first !== undefined) {
      const message = `"${entry.repository}" stands under [${first}] already. Keep one of them`;
      return [{ path: [...path, index, "repository"], message }];
    }
    repositories.set(key, index);
    const role = githubRoleName(environment, "deploy", entry);
    const other = names.get(role.toLowerCase());
    if (other !== undefined) {
      const message =
        `its deploy role would be named ${role}, as that of "${other}" is. ` +
        `Add a name of its own, such as name: "${entry.repository.split(/[@/]/)[0]}-${repositoryLabel(entry)}"`;
      return [{ path: [...path, index, "name"], message }];
    }
    names.set(role.toLowerCase(), entry.repository);
    return [];
  });
}
