using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Compare;

/// <summary>One database of one master.</summary>
/// <param name="Keys">How many keys it says it holds; null where it does not tell.</param>
internal sealed record WalkPart(MasterNode Node, int Database, long? Keys);
