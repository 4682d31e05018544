/** What the companion reads of a message. */
export interface ChangeEvent {
  /** What is compared with `remoteRef.key`. */
  secretId: string;
  /** What the annotation says, and nothing else is done with it. */
  eventTime: string;
}

/**
 * Reads a message as the real companion does: two fields, and an empty text for one that is missing.
 *
 * Source: parseEvent in https://github.com/external-secrets/reloader/blob/v0.2.0/internal/listener/sqs/listener.go
 *
 * @throws SyntaxError when it is no JSON.
 */
export function parseEvent(body: string): ChangeEvent {
  const message = JSON.parse(body) as {
    detail?: { eventTime?: string; requestParameters?: { secretId?: string } | null };
  } | null;
  const { eventTime = "", requestParameters } = message?.detail ?? {};
  return { eventTime, secretId: requestParameters?.secretId ?? "" };
}

/** An ExternalSecret, as far as the companion reads it. */
export interface ExternalSecret {
  metadata?: { name?: string; namespace?: string; annotations?: Record<string, string> };
  spec?: {
    data?: { remoteRef?: { key?: string } }[];
    dataFrom?: { extract?: { key?: string }; find?: { name?: { regexp?: string } } }[];
  };
}

/**
 * Whether an ExternalSecret reads what an event is about: `data` and `extract` by the same spelling, `find` by its expression.
 *
 * Source: _references in https://github.com/external-secrets/reloader/blob/v0.2.0/internal/handler/externalsecret/handler.go
 */
export function reads({ spec }: ExternalSecret, { secretId }: ChangeEvent): boolean {
  if (spec?.data?.some(({ remoteRef }) => remoteRef?.key === secretId)) return true;
  return (spec?.dataFrom ?? []).some(({ extract, find }) => {
    const expression = find?.name?.regexp;
    return extract?.key === secretId || (expression !== undefined && new RegExp(expression).test(secretId));
  });
}

/** The ExternalSecret with the annotations that make the operator read again; the same event twice changes nothing. */
export function annotated<T extends ExternalSecret>(externalSecret: T, { eventTime }: ChangeEvent): T {
  const annotations = {
    ...externalSecret.metadata?.annotations,
    "reloader/last-rotated": eventTime,
    "reloader/trigger-source": "AwsSqs",
  };
  return { ...externalSecret, metadata: { ...externalSecret.metadata, annotations } };
}
