using McpRedis.Catalogue;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Hosting;

/// <summary>Tools of modules are in the list when a server has the module, or when nobody can tell.</summary>
public sealed class ModuleListingTests(RedisFixture redis)
{
    private static readonly Toolset[] Recorded = [Toolset.Json, Toolset.Search, Toolset.Timeseries];

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Families_no_server_has_are_hidden_and_their_calls_say_so(string? era)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, era: era);
        var listed = await mcp.ToolsAsync();
        Assert.DoesNotContain(ToolCatalogue.All, tool => Recorded.Contains(tool.Toolset) && listed.ContainsKey(tool.Name));
        Assert.Contains("redis_stream_add", listed.Keys);
        await using RawRedis raw = await redis.ConnectAsync();
        Assert.Equal(!(await raw.SendAsync("VCARD", mcp.Prefix)).IsError, listed.ContainsKey("redis_vector_search"));
        Assert.Equal("unsupported_by_server", (await mcp.FailAsync("redis_json_get", new { keys = new[] { mcp.Prefix } })).Code);
        Assert.Equal("unsupported_by_server", (await mcp.FailAsync("redis_timeseries_set", new { key = mcp.Prefix, action = "create" })).Code);
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task One_connection_that_has_them_is_enough(string? era)
    {
        await using var replay = new ReplayServer(redis);
        await using var mcp = await ToolHarness.StartAsync([redis.Options("plain"), replay.Options with { Name = "rich" }], era: era);
        var listed = await mcp.ToolsAsync();
        Assert.All(ToolCatalogue.All.Where(tool => Recorded.Contains(tool.Toolset)), tool => Assert.Contains(tool.Name, listed.Keys));
    }

    [Fact]
    public async Task What_cannot_be_asked_may_have_them()
    {
        var nobody = redis.Options("down") with { Endpoints = [new RedisEndpoint("127.0.0.1", FreePort.Next())] };
        await using var mcp = await ToolHarness.StartAsync([redis.Options("plain"), nobody]);
        Assert.Contains("redis_json_get", (await mcp.ToolsAsync()).Keys);
        Assert.Equal("redis_unavailable", (await mcp.FailAsync("redis_json_get", new { connection = "down", keys = new[] { "a" } })).Code);
    }

    [Fact]
    public async Task A_list_without_module_families_asks_no_server()
    {
        var nobody = redis.Options() with { Endpoints = [new RedisEndpoint("127.0.0.1", FreePort.Next())] };
        await using var mcp = await ToolHarness.StartAsync([nobody], ToolHarness.Everything with { Toolsets = ["default", "streams"] });
        Assert.False(mcp.Composition.Catalogue.DependsOnServer);
        Assert.Contains("redis_stream_add", (await mcp.ToolsAsync()).Keys);
    }

    [Fact]
    public async Task Who_may_not_ask_sees_them_all()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await server.CallAsync("ACL", "SETUSER", "limited", "on", ">secret", "~*", "+@all", "-command");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "limited", Password = "secret" }]);
        var listed = await mcp.ToolsAsync();
        Assert.All(ToolCatalogue.All.Where(tool => Recorded.Contains(tool.Toolset)), tool => Assert.Contains(tool.Name, listed.Keys));
    }

    [Fact]
    public async Task Servers_are_asked_once_a_minute()
    {
        await using var server = await RedisServerProcess.StartAsync();
        var time = new ManualTime();
        await using var mcp = await ToolHarness.StartAsync([server.Options()], time: time);
        await AskAsync();
        Assert.Equal(1, await AsksAsync());
        await AskAsync();
        Assert.Equal(1, await AsksAsync());
        time.Advance(TimeSpan.FromSeconds(61));
        await AskAsync();
        Assert.Equal(2, await AsksAsync());

        async Task AskAsync() => Assert.Contains(Toolset.Json, (await mcp.Composition.Local.Listing.Modules.MissingAsync(TestTimeout.Token())).Families);

        async Task<int> AsksAsync() => int.Parse((await server.CallAsync("INFO", "commandstats")).Text.Split("\r\n").FirstOrDefault(line => line.StartsWith("cmdstat_command|info:", StringComparison.Ordinal))
            ?.Split("calls=")[1].Split(',')[0] ?? "0", System.Globalization.CultureInfo.InvariantCulture);
    }
}
