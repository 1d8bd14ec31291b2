import type { JsonObject, JsonValue } from '@chappe/crypto';

/** An m.room.canonical_alias with those of its aliases that are to stay. */
export function filterAliases(content: JsonObject, stays: (alias: JsonValue) => boolean): JsonObject {
  const { alias, alt_aliases: others, ...rest } = content;
  const kept = Array.isArray(others) ? others.filter(stays) : [];
  return {
    ...rest,
    ...(alias !== undefined && stays(alias) && { alias }),
    ...(kept.length > 0 && { alt_aliases: kept }),
  };
}
