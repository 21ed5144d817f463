namespace McpRedis.Redis.Connections;

/// <summary>What is learned while the settings of connections are read.</summary>
internal sealed class ConnectionNotes
{
    /// <summary>What stops the program, one line each.</summary>
    public List<string> Mistakes { get; } = [];

    /// <summary>What an operator should know and may want, one line each.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Everything that must never be shown, of refused settings too.</summary>
    public HashSet<string> Secrets { get; } = new(StringComparer.Ordinal);
}
