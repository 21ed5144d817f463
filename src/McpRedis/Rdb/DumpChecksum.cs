namespace McpRedis.Rdb;

/// <summary>What the checksum at the end of a payload is worth.</summary>
internal enum DumpChecksum : byte
{
    Right,

    /// <summary>0: not computed. Redis 8.6 and later take that, and pass such payloads on to their replicas.</summary>
    Absent,
    Wrong,
}
