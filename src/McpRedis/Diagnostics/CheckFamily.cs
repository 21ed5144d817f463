namespace McpRedis.Diagnostics;

/// <summary>What a check is about.</summary>
internal enum CheckFamily
{
    Memory,
    Persistence,
    Replication,
    Clients,
    Latency,
    Cache,
    Security,
    Configuration,
    Version,
    Cluster,
    Sentinel,
}
