/**
 * Puts variables in place of `$(NAME)`, as kubelet does in commands, arguments and values: a name that is not known stays as
 * it is written, and `$$` stands for one `$`.
 *
 * Source: https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 *
 * @example expand("--name=$(POD) $$(POD)", { POD: "api-0" }) // "--name=api-0 $(POD)"
 */
export function expand(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$(?:\$|\(([^)]*)\))/g, (written, name: string | undefined) => {
    if (name === undefined) return "$";
    return Object.hasOwn(variables, name) ? variables[name]! : written;
  });
}
