namespace McpRedis.Tests.Support;

/// <summary>One master, two replicas and three sentinels that know each other. Down after one second; quorum two.</summary>
internal sealed class RedisSentinels : IAsyncDisposable
{
    /// <summary>The name of the master set.</summary>
    public const string Service = "mymaster";

    private readonly List<RedisServerProcess> _sentinels = [];

    private RedisSentinels(RedisReplication replication) => Replication = replication;

    public RedisReplication Replication { get; }

    public IReadOnlyList<RedisServerProcess> Sentinels => _sentinels;

    public static async Task<RedisSentinels> StartAsync()
    {
        var set = new RedisSentinels(await RedisReplication.StartAsync(replicas: 2));
        try
        {
            for (int i = 0; i < 3; i++)
            {
                set._sentinels.Add(await RedisServerProcess.StartAsync(SentinelOf(set.Replication.Master)));
            }
            foreach (RedisServerProcess sentinel in set._sentinels)
            {
                await KnowsAllAsync(sentinel);
            }
            return set;
        }
        catch
        {
            await set.DisposeAsync();
            throw;
        }
    }

    /// <summary>The port of the master as the sentinels see it now; it moves with a failover.</summary>
    public async Task<int> MasterPortAsync()
    {
        RawReply address = await _sentinels[0].CallAsync("SENTINEL", "get-master-addr-by-name", Service);
        return (int)address[1].Integer;
    }

    public async ValueTask DisposeAsync()
    {
        // Sentinels first: else they start a failover among servers that are being stopped.
        foreach (RedisServerProcess sentinel in _sentinels)
        {
            await sentinel.DisposeAsync();
        }
        await Replication.DisposeAsync();
    }

    private static ServerSettings SentinelOf(RedisServerProcess master) => new()
    {
        Sentinel = true,
        Config =
        [
            $"sentinel monitor {Service} 127.0.0.1 {master.Port} 2",
            $"sentinel down-after-milliseconds {Service} 1000",
            $"sentinel failover-timeout {Service} 5000",
        ],
    };

    private static async Task KnowsAllAsync(RedisServerProcess sentinel)
    {
        await using RawRedis redis = await sentinel.ConnectAsync();
        await TestTimeout.UntilAsync($"sentinel {sentinel.Port} knows all others", async () =>
        {
            IReadOnlyDictionary<string, RawReply> master = (await redis.CallAsync("SENTINEL", "master", Service)).Map;
            return master["num-slaves"].Text == "2" && master["num-other-sentinels"].Text == "2" && master["flags"].Text == "master";
        });
    }
}
