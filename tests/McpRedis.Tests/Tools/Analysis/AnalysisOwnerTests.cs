using McpRedis.Guard;
using McpRedis.Tests.Analysis;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Analysis;

/// <summary>What an analysis saw is for whoever ran it, as long as they may still see as much.</summary>
public sealed class AnalysisOwnerTests
{
    private const string Run = "redis_analysis_run", Get = "redis_analysis_get";

    [Fact]
    public async Task Nobody_looks_into_the_analysis_of_another_or_with_less_rights()
    {
        await using var server = await PlantedAsync();
        await using var local = await ToolHarness.StartAsync([server.Options()]);
        await using var alice = await local.JoinAsync(new Principal("alice", new Grant()));
        await using var bob = await local.JoinAsync(new Principal("bob", new Grant()));
        await using var narrowed = await local.JoinAsync(new Principal("alice", new Grant { KeyPrefixes = ["carts:"] }));
        string jobId = (await alice.AnalyseAsync(new { maxKeys = 100 })).At("jobId").GetString()!;
        foreach (var other in (ToolHarness[])[local, bob, narrowed])
        {
            Assert.Equal("key_not_found", (await other.FailAsync(Get, new { jobId, view = "biggest" })).Code);
            Assert.Equal("key_not_found", (await other.FailAsync(Run, new { jobId })).Code);
        }
        Assert.NotEmpty((await alice.CallAsync(Get, new { jobId, view = "biggest" })).List("keys"));
        var own = await narrowed.AnalyseAsync(new { });
        Assert.Equal(100, own.At("seen").GetInt64());
        Assert.Equal("key_not_found", (await alice.FailAsync(Get, new { jobId = own.At("jobId").GetString(), view = "biggest" })).Code);
    }

    [Fact]
    public async Task Only_the_newest_are_held()
    {
        await using var server = await PlantedAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options()]);
        var ids = new List<string>();
        for (int i = 0; i < 5; i++)
        {
            ids.Add((await mcp.AnalyseAsync(new { })).At("jobId").GetString()!);
        }
        foreach (string jobId in ids.Take(2))
        {
            Assert.Equal("key_not_found", (await mcp.FailAsync(Get, new { jobId, view = "biggest" })).Code);
        }
        foreach (string jobId in ids.Skip(2))
        {
            Assert.NotEmpty((await mcp.CallAsync(Get, new { jobId, view = "biggest" })).List("keys"));
        }
    }

    private static async Task<RedisServerProcess> PlantedAsync()
    {
        var server = await RedisServerProcess.StartAsync();
        await using var redis = await server.ConnectAsync();
        await AnalysisBench.PlantAsync(redis, 400);
        return server;
    }
}
