using System.Net;
using McpRedis.Faults;
using McpRedis.Redis.Connections;
using McpRedis.Redis.Raw;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis.Raw;

/// <summary>Where the keys are: one server, behind sentinels, in a cluster.</summary>
public sealed class NodeResolverTests(ClusterFixture clusters)
{
    [Theory]
    [InlineData("123456789", 12739)]
    [InlineData("foo", 12182)]
    [InlineData("{foo}bar", 12182)]
    [InlineData("a{foo}{bar}", 12182)]
    [InlineData("", 0)]
    public void Slots_are_those_of_the_specification(string key, int slot) => Assert.Equal(slot, KeySlot.Of(Doors.Ascii(key)));

    [Fact]
    public async Task Slots_are_those_of_a_server()
    {
        var cluster = await clusters.ClusterAsync();
        await using var raw = await cluster.Nodes[0].ConnectAsync();
        var random = new Random(5);
        foreach (string key in (string[])["{}x", "x{}", "{{a}}", "a{b", "a}b{c}", .. Enumerable.Range(0, 100).Select(_ => new string([.. Enumerable.Range(0, random.Next(20)).Select(_ => (char)random.Next(256))]))])
        {
            byte[] bytes = Doors.Ascii(key);
            Assert.Equal((await raw.CallAsync("CLUSTER", "KEYSLOT", bytes)).Integer, KeySlot.Of(bytes));
        }
    }

    [Fact]
    public async Task Cluster_from_any_node_replicas_too()
    {
        var cluster = await clusters.ClusterAsync();
        foreach (var seed in (RedisServerProcess[])[cluster.Masters[1], cluster.Replicas[0]])
        {
            foreach (var kind in (ConnectionKind[])[ConnectionKind.Server, ConnectionKind.Cluster])
            {
                await using var connection = (seed.Options() with { Kind = kind, Endpoints = [new("127.0.0.1", FreePort.Next()), new("127.0.0.1", seed.Port)] }).Connection();
                var map = await connection.Door().ResolveAsync(TestTimeout.Token());
                Assert.True(map is { IsCluster: true, IsWhole: true });
                Assert.Equal(cluster.Masters.Select(m => m.Port).Order(), map.Masters.Select(m => ((DnsEndPoint)m.EndPoint).Port).Order());
                foreach (int slot in (int[])[0, 5460, 5461, 5462, 10922, 10923, 16383])
                {
                    Assert.Equal(cluster.MasterOf(slot).Port, ((DnsEndPoint)map.Masters[map.IndexOf(slot)].EndPoint).Port);
                }
                Assert.Equal(await RedisCluster.IdAsync(cluster.MasterOf(12182)), map.Masters[map.IndexOf("foo"u8)].Id);
            }
        }
    }

    [Fact]
    public async Task Reply_forms_of_older_and_of_shy_nodes()
    {
        var slots = await FromAsync("-ERR unknown subcommand\r\n",
            "*3\r\n*3\r\n:0\r\n:99\r\n*3\r\n$0\r\n\r\n:7000\r\n$1\r\na\r\n*3\r\n:100\r\n:16383\r\n*4\r\n$4\r\nhost\r\n:7001\r\n$1\r\nb\r\n*0\r\n*3\r\n:100\r\n:101\r\n*3\r\n$4\r\nhost\r\n:7001\r\n$1\r\nb\r\n");
        Assert.Equal([new DnsEndPoint("127.0.0.1", 7000), new DnsEndPoint("host", 7001)], slots.Masters.Select(m => m.EndPoint));
        Assert.Equal((0, 0, 1, 1), (slots.IndexOf(0), slots.IndexOf(99), slots.IndexOf(100), slots.IndexOf(16383)));

        // A shard in the middle of a failover, one without slots, an endpoint that is not known, and slots of nobody.
        const string Node = "*8\r\n$2\r\nid\r\n$1\r\n{0}\r\n$4\r\nport\r\n:{1}\r\n$8\r\nendpoint\r\n$1\r\n?\r\n$4\r\nrole\r\n$6\r\nmaster\r\n";
        string shards = "*2\r\n*4\r\n$5\r\nslots\r\n*4\r\n:0\r\n:5\r\n:8\r\n:16382\r\n$5\r\nnodes\r\n*2\r\n" + string.Format(null, Node.Replace("*8", "*10", StringComparison.Ordinal) + "$6\r\nhealth\r\n$4\r\nfail\r\n", "x", 7000)
            + string.Format(null, Node.Replace("*8", "*10", StringComparison.Ordinal) + "$6\r\nhealth\r\n$6\r\nonline\r\n", "y", 7001) + "*4\r\n$5\r\nslots\r\n*0\r\n$5\r\nnodes\r\n*1\r\n" + string.Format(null, Node, "z", 7002);
        var map = await FromAsync(shards, "");
        Assert.Equal(("y", (EndPoint)new DnsEndPoint("127.0.0.1", 7001)), (map.Masters.Single().Id, map.Masters[0].EndPoint));
        Assert.Equal((0, -1, 0, -1, false), (map.IndexOf(5), map.IndexOf(6), map.IndexOf(8), map.IndexOf(16383), map.IsWhole));

        Assert.Equal(ErrorCode.ClusterDown, (await Assert.ThrowsAsync<Fault>(() => FromAsync("*0\r\n", ""))).Code);
        foreach (string bad in (string[])["*1\r\n*3\r\n:0\r\n:16384\r\n*3\r\n$1\r\na\r\n:1\r\n$1\r\na\r\n", "*1\r\n*3\r\n:5\r\n:4\r\n*3\r\n$1\r\na\r\n:1\r\n$1\r\na\r\n", "*1\r\n:1\r\n", "*1\r\n*3\r\n:0\r\n:1\r\n*3\r\n$1\r\na\r\n:99999\r\n$1\r\na\r\n"])
        {
            Assert.Equal(ErrorCode.ServerError, (await Assert.ThrowsAsync<Fault>(() => FromAsync("-ERR\r\n", bad))).Code);
        }
    }

    [Fact]
    public async Task Sentinels_are_asked_in_turn_and_again_after_a_failover()
    {
        await using var set = await RedisSentinels.StartAsync();
        var options = new ConnectionOptions
        {
            Name = "guarded",
            Source = "test",
            Kind = ConnectionKind.Sentinel,
            SentinelService = RedisSentinels.Service,
            Endpoints = [new("127.0.0.1", FreePort.Next()), .. set.Sentinels.Select(s => new RedisEndpoint("127.0.0.1", s.Port))],
        };
        await using var connection = options.Connection();
        var door = connection.Door();
        Assert.Equal(set.Replication.Master.Port, await PortAsync(door));
        await using var wrong = (options with { SentinelService = "other" }).Connection();
        Assert.Equal(ErrorCode.RedisUnavailable, (await Assert.ThrowsAsync<Fault>(() => wrong.Door().ResolveAsync(TestTimeout.Token()))).Code);

        await set.Sentinels[0].CallAsync("SENTINEL", "FAILOVER", RedisSentinels.Service);
        await TestTimeout.UntilAsync("the new master is found, and nothing else meanwhile", async () =>
        {
            try
            {
                return await PortAsync(door) != set.Replication.Master.Port;
            }
            catch (Fault e) when (e.Code == ErrorCode.RedisUnavailable)
            {
                return false;
            }
        });
        await using var pipe = await door.OpenAsync();
        Assert.Equal("OK", (await pipe.AskAsync(McpRedis.Redis.RedisCommand.Of("SET").Key("k"u8.ToArray()).Arg("v"), TestTimeout.Token())).Text);
    }

    private static async Task<int> PortAsync(IBulkGateway door) => ((DnsEndPoint)(await door.ResolveAsync(TestTimeout.Token())).Masters.Single().EndPoint).Port;

    private static async Task<NodeMap> FromAsync(string shards, string slots)
    {
        await using var peer = ScriptedPeer.Run(async session =>
        {
            await session.GreetedAsync();
            await session.SendAsync(shards);
            await session.CommandAsync();
            await session.SendAsync(slots);
            await session.Silence;
        });
        await using var connection = Doors.Peer(peer.Port).Connection();
        return await connection.Door().ResolveAsync(TestTimeout.Token());
    }
}
