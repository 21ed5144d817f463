using McpRedis.Tests.Support;
using StackExchange.Redis;
using static McpRedis.Tests.Compat.ClientServers;

namespace McpRedis.Tests.Compat;

// The client on our transport against a real server, by every way to reach one and in both protocols.
public sealed class ClientTransportTests(ClientServers servers) : IClassFixture<ClientServers>
{
    public static TheoryData<Transport, RedisProtocol> Ways { get; } = new MatrixTheoryData<Transport, RedisProtocol>(
        Enum.GetValues<Transport>(), [RedisProtocol.Resp2, RedisProtocol.Resp3]);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_protocol_asked_for_is_spoken(Transport transport, RedisProtocol protocol)
    {
        await using var client = await servers.ConnectAsync(transport, protocol);

        Assert.Equal(protocol, client.GetServer(client.GetEndPoints()[0]).Protocol);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Values_of_every_size_come_back_as_they_went(Transport transport, RedisProtocol protocol)
    {
        await using var client = await servers.ConnectAsync(transport, protocol);
        var database = client.GetDatabase();
        var random = new Random(7);
        var values = Enumerable.Range(0, 400).ToDictionary(i => RedisFixture.Prefix() + i, i => Bytes(random, i * i));
        await Task.WhenAll(values.Select(v => database.StringSetAsync(v.Key, v.Value)));

        var read = await Task.WhenAll(values.Select(async v => (v.Value, Got: (byte[]?)await database.StringGetAsync(v.Key))));
        Assert.All(read, r => Assert.True(r.Value.AsSpan().SequenceEqual(r.Got)));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Values_of_fifty_megabytes(Transport transport, RedisProtocol protocol)
    {
        await using var client = await servers.ConnectAsync(transport, protocol);
        var database = client.GetDatabase();
        var key = RedisFixture.Prefix();
        var value = Bytes(new Random(8), 50_000_000);
        await database.StringSetAsync(key, value);

        var read = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => database.StringGetAsync(key)));
        Assert.All(read, r => Assert.True(value.AsSpan().SequenceEqual((byte[]?)r)));
        await database.KeyDeleteAsync(key);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_reply_of_a_million_elements(Transport transport, RedisProtocol protocol)
    {
        await using var client = await servers.ConnectAsync(transport, protocol);
        const string Script = "local t = {} for i = 1, 1000000 do t[i] = i end return t";

        var reply = (int[]?)await client.GetDatabase().ScriptEvaluateAsync(Script);
        Assert.Equal(Enumerable.Range(1, 1_000_000), reply);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_reply_of_many_nested_arrays(Transport transport, RedisProtocol protocol)
    {
        await using var client = await servers.ConnectAsync(transport, protocol);
        const string Script = "local t = {} for i = 1, 50000 do t[i] = {i, {i * 2, 'x' .. i}, {}} end return t";

        var reply = (RedisResult[])(await client.GetDatabase().ScriptEvaluateAsync(Script))!;
        Assert.Equal(50_000, reply.Length);
        for (var i = 1; i <= reply.Length; i++)
        {
            var item = reply[i - 1];
            if ((int)item[0] != i || (int)item[1][0] != 2 * i || (string?)item[1][1] != $"x{i}" || item[2].Length != 0)
            {
                Assert.Fail($"element {i} is {item}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Replies_of_every_shape(Transport transport, RedisProtocol protocol)
    {
        await using var client = await servers.ConnectAsync(transport, protocol);
        var database = client.GetDatabase();
        var p = RedisFixture.Prefix();
        await database.HashSetAsync(p + "h", [new("a", 1), new("b", "")]);
        await database.SortedSetAddAsync(p + "z", [new("low", 1.5), new("high", double.PositiveInfinity)]);
        await database.StreamAddAsync(p + "s", [new("f", "v")]);
        await database.ListRightPushAsync(p + "l", ["1", "2", "3"]);
        await database.SetAddAsync(p + "t", ["x", "y"]);

        Assert.Equal(["1", ""], await database.HashGetAsync(p + "h", ["a", "b"]));
        Assert.True((await database.HashGetAsync(p + "h", "none")).IsNull);
        Assert.Equal([new("low", 1.5), new("high", double.PositiveInfinity)], await database.SortedSetRangeByRankWithScoresAsync(p + "z"));
        Assert.Equal("v", (await database.StreamRangeAsync(p + "s")).Single()["f"]);
        Assert.Equal(["1", "2", "3"], await database.ListRangeAsync(p + "l"));
        Assert.Equal(["x", "y"], (await database.SetMembersAsync(p + "t")).Order());
        var wrong = await Assert.ThrowsAsync<RedisServerException>(() => database.ListLengthAsync(p + "h"));
        Assert.StartsWith("WRONGTYPE", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(5, client.GetServer(client.GetEndPoints()[0]).Keys(pattern: p + "*", pageSize: 2).Count());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Messages_reach_every_handler_in_order(Transport transport, RedisProtocol protocol)
    {
        await using var client = await servers.ConnectAsync(transport, protocol);
        var subscriber = client.GetSubscriber();
        var p = RedisFixture.Prefix();
        var channel = RedisChannel.Literal(p + "news");
        using var both = new CountdownEvent(2);
        await subscriber.SubscribeAsync(channel, (_, _) => both.Signal());
        await subscriber.SubscribeAsync(channel, (_, _) => both.Signal());
        var queue = await subscriber.SubscribeAsync(RedisChannel.Pattern(p + "queue*"));
        var large = Bytes(new Random(9), 3_000_000);

        Assert.Equal(1, await subscriber.PublishAsync(channel, "hello"));
        Assert.True(await Task.Run(() => both.Wait(TestTimeout.HangGuard)));
        for (var i = 0; i < 1000; i++)
        {
            await subscriber.PublishAsync(RedisChannel.Literal(p + "queue1"), i, CommandFlags.FireAndForget);
        }

        await subscriber.PublishAsync(RedisChannel.Literal(p + "queue2"), large);
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(i, (int)(await queue.ReadAsync(TestTimeout.Token())).Message);
        }

        var last = (byte[]?)(await queue.ReadAsync(TestTimeout.Token())).Message;
        Assert.True(large.AsSpan().SequenceEqual(last));
        await subscriber.UnsubscribeAllAsync();
        Assert.Equal(0, await subscriber.PublishAsync(channel, "nobody"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Transactions_with_conditions(Transport transport, RedisProtocol protocol)
    {
        await using var client = await servers.ConnectAsync(transport, protocol);
        var database = client.GetDatabase();
        var p = RedisFixture.Prefix();
        await database.StringSetAsync(p + "guard", "1");

        var holds = database.CreateTransaction();
        holds.AddCondition(Condition.StringEqual(p + "guard", "1"));
        var counts = Enumerable.Range(0, 100).Select(_ => holds.StringIncrementAsync(p + "n")).ToArray();
        Assert.True(await holds.ExecuteAsync());
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), await Task.WhenAll(counts));

        var fails = database.CreateTransaction();
        fails.AddCondition(Condition.StringEqual(p + "guard", "2"));
        var never = fails.StringIncrementAsync(p + "n");
        Assert.False(await fails.ExecuteAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never);
        Assert.Equal(100, await database.StringGetAsync(p + "n"));
    }

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
