using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Commands;

/// <summary>On a cluster a command without keys would be answered by any node for itself.</summary>
public sealed class CommandRunClusterTests(ClusterFixture clusters)
{
    private const string Tool = "redis_command_run";

    [Fact]
    public async Task Size_is_told_of_every_master_and_is_the_same_each_time()
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        await using var mcp = await ToolHarness.StartAsync([cluster.Masters[0].Options()]);
        for (int i = 0; i < 20; i++)
        {
            await mcp.CallAsync(Tool, CommandRunToolTests.Lines(["SET", $"{mcp.Prefix}{i}", "v", "EX", "600"]));
        }
        for (int i = 0; i < 4; i++)
        {
            var result = (await mcp.CallAsync(Tool, CommandRunToolTests.Lines(["DBSIZE"]))).List("results")[0];
            Assert.Equal(3, result.At("nodes").GetInt32());
            var pairs = result.At("result").List("map");
            Assert.Equal(3, pairs.Select(p => p[0].GetString()).Distinct().Count());
            Assert.All(pairs, p => Assert.Contains("master", p[0].GetString(), StringComparison.Ordinal));
            Assert.InRange(pairs.Sum(p => p[1].GetInt64()), 20, long.MaxValue);   // other tests write, too
        }
    }

    [Theory]
    [InlineData("LASTSAVE", 4)]
    [InlineData("SLOWLOG LEN", 4)]
    [InlineData("TIME", 4)]
    [InlineData("SCRIPT EXISTS abc", 3)]
    public async Task Answer_says_which_nodes_it_is_of(string line, int nodes)
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        await using var mcp = await ToolHarness.StartAsync([cluster.Masters[0].Options()]);
        var results = (await mcp.CallAsync(Tool, CommandRunToolTests.Lines(["SET", mcp.Prefix, "1", "EX", "600"], line.Split(' '), ["INCR", mcp.Prefix], ["PING"]))).List("results");
        Assert.Equal(["\"OK\"", "2", "\"PONG\""], new[] { 0, 2, 3 }.Select(i => results[i].At("result").GetRawText()));
        Assert.All(new[] { 0, 2, 3 }, i => Assert.True(results[i].IsNull("nodes")));
        Assert.Equal((nodes, nodes), (results[1].At("nodes").GetInt32(), results[1].At("result").List("map").Length));
    }

    [Theory]
    [InlineData("SCAN 0")]
    [InlineData("SCAN 0 MATCH x COUNT 5")]
    [InlineData("RANDOMKEY")]
    public async Task What_walks_over_one_node_is_refused(string line)
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        await using var mcp = await ToolHarness.StartAsync([cluster.Masters[0].Options()]);
        var error = await mcp.FailAsync(Tool, CommandRunToolTests.Lines(["SET", mcp.Prefix, "1"], line.Split(' ')));
        Assert.Equal("command_not_allowed", error.Code);
        Assert.Contains("redis_key_scan", error.Hint, StringComparison.Ordinal);
        Assert.True((await mcp.CallAsync(Tool, CommandRunToolTests.Lines(["GET", mcp.Prefix]))).List("results")[0].IsNull("result"));
    }

    [Fact]
    public async Task Reset_happens_on_every_node_and_says_so()
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        await using var mcp = await ToolHarness.StartAsync([cluster.Masters[0].Options()]);
        Assert.Contains("on every node", (await mcp.FailAsync(Tool, CommandRunToolTests.Lines(["LATENCY", "RESET"]))).Message, StringComparison.Ordinal);
        await using var free = await ToolHarness.StartAsync([cluster.Masters[0].Options()], ToolHarness.Unconfirmed);
        Assert.Equal(4, (await free.CallAsync(Tool, CommandRunToolTests.Lines(["LATENCY", "RESET"]))).List("results")[0].At("nodes").GetInt32());
    }

    [Fact]
    public async Task Transaction_does_not_take_one_node_for_all()
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        await using var mcp = await ToolHarness.StartAsync([cluster.Masters[0].Options()]);
        var error = await mcp.FailAsync("redis_transaction_run", CommandRunToolTests.Lines(["SET", mcp.Prefix, "1"], ["DBSIZE"]));
        Assert.Equal("command_not_allowed", error.Code);
        Assert.Contains("DBSIZE", error.Message, StringComparison.Ordinal);
    }
}
