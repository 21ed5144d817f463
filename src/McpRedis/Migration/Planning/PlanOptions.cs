using McpRedis.Migration.Selection;
using McpRedis.Migration.Serving;
using McpRedis.Redis.Connections;

namespace McpRedis.Migration.Planning;

/// <summary>What is wanted of a migration.</summary>
/// <param name="Selection">What is taken and where it goes.</param>
/// <param name="Live">Changes made during the copy are carried over until the cut-over.</param>
/// <param name="ReplaceTarget">All that the target holds may be lost.</param>
/// <param name="KeepIdle">Idle times and use counts of keys are carried over.</param>
/// <param name="Path">The one way to go; null for the best that is open.</param>
internal sealed record PlanOptions(KeySelection Selection, bool Live, bool ReplaceTarget, bool KeepIdle, MigrationPath? Path = null);

/// <summary>The two ends, as they are open to the caller.</summary>
/// <param name="ServeAt">Where the target finds this program, as the operator says; null where nobody said.</param>
internal sealed record MigrationEnds(RedisConnection Source, RedisConnection Target, ServeAddress? ServeAt = null);
