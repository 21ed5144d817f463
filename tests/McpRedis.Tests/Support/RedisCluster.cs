namespace McpRedis.Tests.Support;

/// <summary>
/// A cluster of private servers, formed with the commands that redis-cli would send. When it is given out every node sees the same
/// layout and the state as ok.
/// </summary>
internal sealed class RedisCluster : IAsyncDisposable
{
    private const int Slots = 16384;
    private readonly List<RedisServerProcess> _nodes = [];
    private readonly int _masters;

    private RedisCluster(int masters) => _masters = masters;

    /// <summary>Masters first, then replicas; replica <c>i</c> follows master <c>i % masters</c>.</summary>
    public IReadOnlyList<RedisServerProcess> Nodes => _nodes;

    public IReadOnlyList<RedisServerProcess> Masters => _nodes[.._masters];

    public IReadOnlyList<RedisServerProcess> Replicas => _nodes[_masters..];

    public static Task<RedisCluster> StartAsync(int masters = 3, int replicas = 0, params string[] config) => StartOnAsync(null, masters, replicas, config);

    /// <param name="program">Of all nodes; null for the server at hand.</param>
    /// <param name="masters">Of the cluster.</param>
    /// <param name="replicas">In all.</param>
    /// <param name="config">Lines for every node.</param>
    public static async Task<RedisCluster> StartOnAsync(string? program, int masters = 3, int replicas = 0, params string[] config)
    {
        var cluster = new RedisCluster(masters);
        try
        {
            for (int i = 0; i < masters + replicas; i++)
            {
                cluster._nodes.Add(await StartNodeOnAsync(program, config));
            }
            await cluster.AssignSlotsAsync();
            await cluster.MeetAsync();
            await cluster.FollowAsync();
            await cluster.AgreeAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A node in cluster mode that has met nobody.</summary>
    public static Task<RedisServerProcess> StartNodeAsync(params string[] config) => StartNodeOnAsync(null, config);

    private static Task<RedisServerProcess> StartNodeOnAsync(string? program, string[] config) =>
        RedisServerProcess.StartAsync(new ServerSettings { Program = program, Cluster = true, Config = [.. config, "repl-diskless-sync-delay 0"] });

    public static async Task<string> IdAsync(RedisServerProcess node) => (await node.CallAsync("CLUSTER", "MYID")).Text;

    /// <summary>The master of a slot, as laid out at the start.</summary>
    public RedisServerProcess MasterOf(int slot) => _nodes[Enumerable.Range(0, _masters).First(i => slot < FirstSlot(i + 1))];

    public async ValueTask DisposeAsync()
    {
        foreach (RedisServerProcess node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    private int FirstSlot(int master) => master * Slots / _masters;

    private async Task AssignSlotsAsync()
    {
        for (int i = 0; i < _nodes.Count; i++)
        {
            await _nodes[i].CallAsync("CLUSTER", "SET-CONFIG-EPOCH", i + 1); // distinct, or they fight about it after meeting
        }
        for (int i = 0; i < _masters; i++)
        {
            await _nodes[i].CallAsync("CLUSTER", "ADDSLOTSRANGE", FirstSlot(i), FirstSlot(i + 1) - 1);
        }
    }

    private async Task MeetAsync()
    {
        foreach (RedisServerProcess node in _nodes.Skip(1))
        {
            await _nodes[0].CallAsync("CLUSTER", "MEET", "127.0.0.1", node.Port, node.ClusterBusPort);
        }
        await ForEachNodeAsync("all nodes know all others", async redis =>
            (await redis.CallAsync("CLUSTER", "NODES")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries) is var lines
            && lines.Length == _nodes.Count && !lines.Any(line => line.Contains("handshake") || line.Contains("noaddr")));
    }

    private async Task FollowAsync()
    {
        for (int i = 0; i < Replicas.Count; i++)
        {
            await Replicas[i].CallAsync("CLUSTER", "REPLICATE", await IdAsync(Masters[i % _masters]));
        }
        foreach (RedisServerProcess replica in Replicas)
        {
            await RedisReplication.InSyncAsync(replica);
        }
    }

    private Task AgreeAsync() => ForEachNodeAsync("the cluster is ok", async redis =>
    {
        string info = (await redis.CallAsync("CLUSTER", "INFO")).Text;
        string nodes = (await redis.CallAsync("CLUSTER", "NODES")).Text;
        return info.Contains("cluster_state:ok") && info.Contains($"cluster_slots_ok:{Slots}") && info.Contains($"cluster_size:{_masters}")
            && nodes.Split("slave ").Length - 1 == Replicas.Count;
    });

    private async Task ForEachNodeAsync(string what, Func<RawRedis, Task<bool>> condition)
    {
        foreach (RedisServerProcess node in _nodes)
        {
            await using RawRedis redis = await node.ConnectAsync();
            await TestTimeout.UntilAsync($"{what} (node {node.Port})", () => condition(redis));
        }
    }
}
