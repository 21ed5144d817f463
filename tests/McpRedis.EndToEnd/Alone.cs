namespace McpRedis.EndToEnd;

/// <summary>Tests that measure time or memory: nothing else of this assembly runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
