namespace McpRedis.Redis.Subscriptions;

/// <summary>What to listen to, and how much may wait to be read.</summary>
/// <param name="Topics">Channels and patterns; may be empty at first.</param>
/// <param name="MaxWaiting">Messages kept for a reader that is busy; beyond it the oldest are dropped and counted.</param>
internal sealed record SubscribeRequest(IReadOnlyList<Topic> Topics, int MaxWaiting = 1000)
{
    /// <summary>Called when listening goes on after the connection was lost: what was said meanwhile is missing.</summary>
    public Action? AfterGap { get; init; }
}

/// <summary>A channel, a pattern of channels, or a shard channel.</summary>
/// <param name="Command">SUBSCRIBE, PSUBSCRIBE or SSUBSCRIBE.</param>
/// <param name="Name">Channel or pattern, any bytes.</param>
internal sealed record Topic(string Command, byte[] Name)
{
    public static Topic Channel(byte[] name) => new("SUBSCRIBE", name);

    public static Topic Pattern(byte[] name) => new("PSUBSCRIBE", name);

    public static Topic Shard(byte[] name) => new("SSUBSCRIBE", name);

    /// <summary>Keyspace notifications are not passed round a cluster: each master tells of its own keys.</summary>
    public bool IsOfEveryMaster => Command != "SSUBSCRIBE" && (Name.AsSpan().StartsWith("__key"u8) || Name.AsSpan().StartsWith("__subkey"u8));
}
