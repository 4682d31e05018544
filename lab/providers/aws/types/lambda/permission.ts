import { AddPermissionCommand, GetPolicyCommand, LambdaClient, RemovePermissionCommand } from "@aws-sdk/client-lambda";
import { textOf } from "../../../core/values";
import { awsType } from "../../aws-type";
import { unlessGone } from "../../gone";

/** One statement of a function's resource policy, as Lambda writes it. */
interface Statement {
  Sid: string;
  Action: string;
  Principal: string | { Service?: string; AWS?: string };
  Resource: string;
  Condition?: Record<string, Record<string, string>>;
}

/** Who may call a function. Nothing of it changes in place. Its id is the statement's. */
export const resource = awsType({
  module: "lambda/permission",
  supports: {
    action: true,
    function: true,
    principal: true,
    sourceAccount: true,
    sourceArn: true,
    statementId: true,
  },
  replaceOn: ["action", "function", "principal", "sourceAccount", "sourceArn", "statementId"],
  same: { function: (one, other) => textOf(one)?.split(":").pop() === textOf(other)?.split(":").pop() },
  autoname: { property: "statementId", longest: 100 },

  create: async (inputs, context) => {
    const StatementId = textOf(inputs["statementId"])!;
    await context.client(LambdaClient).send(
      new AddPermissionCommand({
        StatementId,
        FunctionName: textOf(inputs["function"]),
        Action: textOf(inputs["action"]),
        Principal: textOf(inputs["principal"]),
        SourceAccount: textOf(inputs["sourceAccount"]),
        SourceArn: textOf(inputs["sourceArn"]),
      }),
    );
    return StatementId;
  },

  read: async (id, context, state) => {
    // It is imported as function/statement, because the statement alone does not say whose it is.
    const slash = id.lastIndexOf("/");
    const [name, sid] = slash > 0 ? [id.slice(0, slash), id.slice(slash + 1)] : [textOf(state["function"]), id];
    const found = await unlessGone(context.client(LambdaClient).send(new GetPolicyCommand({ FunctionName: name })));
    const { Statement: statements } = JSON.parse(found?.Policy ?? '{"Statement":[]}') as { Statement: Statement[] };
    const statement = statements.find(({ Sid }) => Sid === sid);
    if (!statement) return undefined;
    const { Principal: principal, Condition: condition } = statement;
    return {
      action: statement.Action,
      function: name,
      principal: typeof principal === "string" ? principal : (principal.Service ?? principal.AWS),
      sourceAccount: condition?.["StringEquals"]?.["AWS:SourceAccount"],
      sourceArn: condition?.["ArnLike"]?.["AWS:SourceArn"],
      statementId: sid,
    };
  },

  // Every input replaces it.
  update: () => Promise.resolve(),

  delete: async (id, state, context) => {
    const request = { FunctionName: textOf(state["function"]), StatementId: textOf(state["statementId"]) ?? id };
    await unlessGone(context.client(LambdaClient).send(new RemovePermissionCommand(request)));
  },
});
