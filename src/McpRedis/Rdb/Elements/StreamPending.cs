namespace McpRedis.Rdb.Elements;

/// <summary>An entry that was delivered and not acknowledged.</summary>
/// <param name="Id">Of the entry, which may be deleted meanwhile.</param>
/// <param name="DeliveredAtMs">Last time, in milliseconds since 1970.</param>
/// <param name="Deliveries">How often.</param>
/// <param name="Owner">Index in the group's consumers, <see cref="Nobody"/> or <see cref="Nacked"/>.</param>
internal readonly record struct StreamPending(StreamId Id, long DeliveredAtMs, ulong Deliveries, int Owner)
{
    public const int Nobody = -1;

    /// <summary>Given back by its consumer, waiting for any (Redis 8.8).</summary>
    public const int Nacked = -2;
}
