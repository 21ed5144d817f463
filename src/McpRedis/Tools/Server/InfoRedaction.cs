namespace McpRedis.Tools.Server;

/// <summary>What of INFO a model may see: facts, but no addresses, file paths or credentials.</summary>
internal static class InfoRedaction
{
    private static readonly HashSet<string> Hidden = new(StringComparer.OrdinalIgnoreCase)
    {
        "config_file", "executable", "master_host", "master_port", "master_user", "master_auth", "tcp_port", "run_id",
        "master_replid", "master_replid2", "process_supervised", "aof_base_filename", "availability_zone",
    };

    /// <summary>The value to show; null to leave the field out.</summary>
    public static string? Show(string field, string value)
    {
        if (Hidden.Contains(field) || field.StartsWith("listener", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        // slave0:ip=10.0.0.3,port=6379,state=online,offset=1234,lag=0   (replicas; sentinels list masters the same way)
        bool endpoints = value.Contains("ip=", StringComparison.Ordinal) || value.Contains("address=", StringComparison.Ordinal);
        return endpoints
            ? string.Join(',', value.Split(',').Where(part => !part.StartsWith("ip=", StringComparison.Ordinal) && !part.StartsWith("port=", StringComparison.Ordinal) && !part.StartsWith("address=", StringComparison.Ordinal)))
            : value;
    }
}
