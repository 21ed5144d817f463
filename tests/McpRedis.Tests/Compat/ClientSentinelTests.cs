using System.Net;
using McpRedis.Tests.Support;
using StackExchange.Redis;

namespace McpRedis.Tests.Compat;

public sealed class ClientSentinelTests
{
    [Fact]
    public async Task A_failover_is_followed()
    {
        await using var set = await RedisSentinels.StartAsync();
        var options = TestClient.Patient();
        foreach (var sentinel in set.Sentinels)
        {
            options.EndPoints.Add(IPAddress.Loopback, sentinel.Port);
        }

        options.ServiceName = RedisSentinels.Service;
        options.ReconnectRetryPolicy = new LinearRetry(100);
        options.SyncTimeout = options.AsyncTimeout = 1000; // how long a call waits for a master that is gone
        await using var client = await ConnectionMultiplexer.ConnectAsync(options);
        var database = client.GetDatabase();
        await database.StringSetAsync("k", "before");
        Assert.Equal("before", (await set.Replication.Master.CallAsync("GET", "k")).Text);
        var oldPort = await set.MasterPortAsync();
        await database.ExecuteAsync("WAIT", 2, 0); // else the write may die with the old master

        await set.Replication.Master.KillAsync();
        await TestTimeout.UntilAsync("a write succeeds", async () =>
        {
            try
            {
                return await database.StringSetAsync("after", "v");
            }
            catch (Exception e) when (TestClient.IsConnectionFailure(e) || e is RedisServerException or RedisCommandException)
            {
                return false;
            }
        });

        // The sentinel asked may learn of it later than the one that told the client.
        await TestTimeout.UntilAsync("the sentinels agree", async () => await set.MasterPortAsync() != oldPort);
        var newPort = await set.MasterPortAsync();
        var master = set.Replication.Replicas.Single(r => r.Port == newPort);
        Assert.Equal("v", (await master.CallAsync("GET", "after")).Text);
        Assert.Equal("before", await database.StringGetAsync("k"));
    }
}
