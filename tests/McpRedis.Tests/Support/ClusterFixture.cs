using McpRedis.Tests.Support;

[assembly: AssemblyFixture(typeof(ClusterFixture))]

namespace McpRedis.Tests.Support;

/// <summary>
/// One cluster of three masters and a replica for all tests that do it no harm; started by the first that asks. A test that kills
/// nodes or moves slots starts a <see cref="RedisCluster"/> of its own.
/// </summary>
public sealed class ClusterFixture : IAsyncDisposable
{
    // On a busy machine a node may be slow to answer for seconds: that is no reason for a failover, by which tests of another kind would not find what they wrote.
    private readonly Lazy<Task<RedisCluster>> _cluster = new(() => RedisCluster.StartAsync(masters: 3, replicas: 1, "cluster-node-timeout 60000"));

    internal Task<RedisCluster> ClusterAsync() => _cluster.Value;

    public async ValueTask DisposeAsync()
    {
        if (_cluster is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _cluster.Value).DisposeAsync();
        }
    }
}
