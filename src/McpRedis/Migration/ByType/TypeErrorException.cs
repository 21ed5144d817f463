namespace McpRedis.Migration.ByType;

/// <summary>A server refused a command about one key, in its own words.</summary>
internal sealed class TypeErrorException(string command, string text) : Exception($"{command}: {text}")
{
    /// <summary>The key holds another type than a moment ago.</summary>
    public bool IsWrongType { get; } = text.StartsWith("WRONGTYPE", StringComparison.Ordinal);
}
