using System.Globalization;
using McpRedis.Tests.Support;
using StackExchange.Redis;

namespace McpRedis.Tests.Compat;

public sealed class ClientClusterTests
{
    [Fact]
    public async Task One_seed_leads_to_every_node()
    {
        await using var cluster = await RedisCluster.StartAsync(masters: 3, replicas: 3);
        await using var client = await ConnectAsync(cluster);
        var database = client.GetDatabase();
        await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => database.StringSetAsync($"k{i}", i)));

        var read = await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => database.StringGetAsync($"k{i}")));
        Assert.Equal(Enumerable.Range(0, 2000), read.Select(r => (int)r));
        Assert.Equal(6, client.GetEndPoints().Length);
        var sizes = await Task.WhenAll(cluster.Masters.Select(m => m.CallAsync("DBSIZE")));
        Assert.All(sizes, s => Assert.InRange(s.Integer, 500, 900));
        Assert.Equal(2000, sizes.Sum(s => s.Integer));
        await TestTimeout.UntilAsync(
            "a replica answers",
            async () => await database.StringGetAsync("k1", CommandFlags.DemandReplica) == 1);
    }

    [Fact]
    public async Task Messages_of_a_shard_arrive()
    {
        await using var cluster = await RedisCluster.StartAsync(masters: 3);
        await using var client = await ConnectAsync(cluster);
        var channel = RedisChannel.Sharded("news");
        var queue = await client.GetSubscriber().SubscribeAsync(channel);
        await client.GetSubscriber().PublishAsync(channel, "hello");

        Assert.Equal("hello", (await queue.ReadAsync(TestTimeout.Token())).Message);
    }

    [Fact]
    public async Task A_slot_that_moved_is_followed()
    {
        await using var cluster = await RedisCluster.StartAsync(masters: 3);
        await using var client = await ConnectAsync(cluster);
        var database = client.GetDatabase();
        await database.StringSetAsync("k", "v");
        var move = await SlotMove.BeginAsync(cluster, client.HashSlot("k"));
        await move.MigrateAsync("k");
        await move.EndAsync();
        var before = await move.RedirectsAsync("MOVED");

        Assert.Equal("v", await database.StringGetAsync("k"));
        Assert.True(await move.RedirectsAsync("MOVED") > before, "The old master was not asked: nothing was tested.");
        await TestTimeout.UntilAsync("the client has learnt", async () =>
        {
            var seen = await move.RedirectsAsync("MOVED");
            return await database.StringGetAsync("k") == "v" && await move.RedirectsAsync("MOVED") == seen;
        });
    }

    [Fact]
    public async Task A_key_that_is_on_the_move_is_asked_for_where_it_went()
    {
        await using var cluster = await RedisCluster.StartAsync(masters: 3);
        await using var client = await ConnectAsync(cluster);
        var database = client.GetDatabase();
        await database.StringSetAsync("{t}gone", "v");
        await database.StringSetAsync("{t}here", "w");
        var move = await SlotMove.BeginAsync(cluster, client.HashSlot("{t}gone"));
        await move.MigrateAsync("{t}gone");

        Assert.Equal("v", await database.StringGetAsync("{t}gone"));
        Assert.True(await move.RedirectsAsync("ASK") > 0, "Nobody was told to ask: nothing was tested.");
        Assert.Equal("w", await database.StringGetAsync("{t}here"));
        await database.StringSetAsync("{t}new", "x");
        Assert.Equal("x", await database.StringGetAsync("{t}new"));
    }

    private static Task<ConnectionMultiplexer> ConnectAsync(RedisCluster cluster) => TestClient.ConnectAsync(
        cluster.Nodes[0],
        more: options => options.ConfigCheckSeconds = 3600); // the layout is to be learnt from redirects alone

    // One slot on its way from the master that has it to another.
    private sealed record SlotMove(RedisServerProcess From, RedisServerProcess To, string ToId, int Slot)
    {
        public static async Task<SlotMove> BeginAsync(RedisCluster cluster, int slot)
        {
            var from = cluster.MasterOf(slot);
            var to = cluster.Masters.First(m => m != from);
            var move = new SlotMove(from, to, await RedisCluster.IdAsync(to), slot);
            await to.CallAsync("CLUSTER", "SETSLOT", slot, "IMPORTING", await RedisCluster.IdAsync(from));
            await from.CallAsync("CLUSTER", "SETSLOT", slot, "MIGRATING", move.ToId);
            return move;
        }

        public Task<RawReply> MigrateAsync(string key) => From.CallAsync("MIGRATE", "127.0.0.1", To.Port, key, 0, 30_000);

        public async Task EndAsync()
        {
            await To.CallAsync("CLUSTER", "SETSLOT", Slot, "NODE", ToId);
            await From.CallAsync("CLUSTER", "SETSLOT", Slot, "NODE", ToId);
        }

        public async Task<int> RedirectsAsync(string kind)
        {
            await using var redis = await From.ConnectAsync();
            var errors = await redis.InfoAsync("errorstats");
            return errors.TryGetValue($"errorstat_{kind}", out var count)
                ? int.Parse(count["count=".Length..], CultureInfo.InvariantCulture)
                : 0;
        }
    }
}
