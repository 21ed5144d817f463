namespace McpRedis.Redis.Connections;

/// <summary>A value an operator gave, and where, so that a mistake can name the place and not the value.</summary>
/// <param name="Source">A variable (<c>REDIS_URL</c>) or a path in the file (<c>connections.staging.url</c>).</param>
internal sealed record Setting(string Source, string Value)
{
    /// <summary>The place alone: the value may be a secret.</summary>
    public override string ToString() => Source;
}
