namespace McpRedis.Tests.Support;

/// <summary>A master and its replicas, in sync when started.</summary>
internal sealed class RedisReplication : IAsyncDisposable
{
    private readonly List<RedisServerProcess> _replicas = [];

    private RedisReplication(RedisServerProcess master) => Master = master;

    public RedisServerProcess Master { get; }

    public IReadOnlyList<RedisServerProcess> Replicas => _replicas;

    /// <summary>The one replica of a pair.</summary>
    public RedisServerProcess Replica => _replicas[0];

    public static Task<RedisReplication> StartAsync(params string[] config) => StartAsync(1, config);

    public static async Task<RedisReplication> StartAsync(int replicas, params string[] config)
    {
        var replication = new RedisReplication(await RedisServerProcess.StartAsync([.. config, "repl-diskless-sync-delay 0"]));
        try
        {
            for (int i = 0; i < replicas; i++)
            {
                replication._replicas.Add(await RedisServerProcess.StartAsync([.. config, $"replicaof 127.0.0.1 {replication.Master.Port}"]));
            }
            foreach (RedisServerProcess replica in replication._replicas)
            {
                await InSyncAsync(replica);
            }
            return replication;
        }
        catch
        {
            await replication.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until a server is a replica whose link to its master is up.</summary>
    public static async Task InSyncAsync(RedisServerProcess replica)
    {
        await using RawRedis redis = await replica.ConnectAsync();
        await TestTimeout.UntilAsync($"{replica.Port} is in sync with its master", async () =>
            (await redis.InfoAsync("replication")).GetValueOrDefault("master_link_status") == "up");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RedisServerProcess server in _replicas.Append(Master))
        {
            await server.DisposeAsync();
        }
    }
}
