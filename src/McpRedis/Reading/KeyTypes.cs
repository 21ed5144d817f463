namespace McpRedis.Reading;

/// <summary>The core types by the names TYPE gives them.</summary>
internal static class KeyTypes
{
    /// <summary>The command that tells a value's length in constant time; null for types that are not core.</summary>
    public static string? LengthCommand(string type) => type switch
    {
        "string" => "STRLEN",
        "hash" => "HLEN",
        "list" => "LLEN",
        "set" => "SCARD",
        "zset" => "ZCARD",
        "stream" => "XLEN",
        _ => null,
    };
}
