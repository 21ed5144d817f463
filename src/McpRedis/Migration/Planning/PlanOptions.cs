using McpRedis.Migration.Selection;
using McpRedis.Redis.Connections;

namespace McpRedis.Migration.Planning;

/// <summary>What is wanted of a migration.</summary>
/// <param name="Selection">What is taken and where it goes.</param>
/// <param name="Live">Changes made during the copy are carried over until the cut-over.</param>
/// <param name="ReplaceTarget">All that the target holds may be lost.</param>
/// <param name="KeepIdle">Idle times and use counts of keys are carried over.</param>
internal sealed record PlanOptions(KeySelection Selection, bool Live, bool ReplaceTarget, bool KeepIdle);

/// <summary>The two ends, as they are open to the caller.</summary>
internal sealed record MigrationEnds(RedisConnection Source, RedisConnection Target);
