using McpRedis.Reply;

namespace McpRedis.Reading;

/// <param name="Field">Field.</param>
/// <param name="Value">Value.</param>
internal sealed record HashField(RedisText Field, RedisText Value);

/// <param name="Member">Member.</param>
/// <param name="Score">Score; inf and -inf are text.</param>
internal sealed record ScoredMember(RedisText Member, double Score);

/// <param name="Id">Entry id, milliseconds-sequence.</param>
/// <param name="Fields">Fields in order.</param>
/// <param name="Truncated">True when the entry alone is more than a reply holds: its last fields are left out.</param>
internal sealed record StreamEntry(string Id, IReadOnlyList<HashField> Fields, bool Truncated);
