using McpRedis.Guard;
using McpRedis.Resources;
using McpRedis.Tests.Support;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpRedis.Tests.Completions;

/// <summary>What a client may offer while a person types.</summary>
public sealed class ArgumentCompletionsTests(RedisFixture redis, ClusterFixture clusters)
{
    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Connections_databases_and_keys_complete(string? era)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync([redis.Options("alpha"), server.Options("beta"), server.Options("beta-two") with { Databases = [0, 3] }], era: era);
        await server.CallAsync("MSET", "user:1", "x", "user:2", "x", "us*er", "x", "other", "x");
        await server.CallAsync("SET", new byte[] { (byte)'u', 0xFF }, "x");
        foreach (int number in new[] { 3, 11 })
        {
            await using var raw = await server.ConnectAsync();
            await raw.CallAsync("SELECT", number);
            await raw.CallAsync("SET", "deep", "x");
        }
        Assert.Equal(["alpha", "beta", "beta-two"], await ValuesAsync(mcp, "connection", ""));
        Assert.Equal(["beta", "beta-two"], await ValuesAsync(mcp, "connection", "be"));
        Assert.Equal(["0", "3", "11"], await ValuesAsync(mcp, "database", "", ("connection", "beta")));
        Assert.Equal(["11"], await ValuesAsync(mcp, "database", "1", ("connection", "beta")));
        Assert.Equal(["0", "3"], await ValuesAsync(mcp, "database", "", ("connection", "beta-two")));
        Assert.Equal(["us*er", "user:1", "user:2"], await ValuesAsync(mcp, "key", "us", ("connection", "beta"), ("database", "0")));
        Assert.Equal(["us*er"], await ValuesAsync(mcp, "key", "us*", ("connection", "beta"), ("database", "0")));
        Assert.Equal(["deep"], await ValuesAsync(mcp, "key", "", ("connection", "beta"), ("database", "11")));
        Assert.Empty(await ValuesAsync(mcp, "key", "", ("connection", "beta-two"), ("database", "11")));
        Assert.Empty(await ValuesAsync(mcp, "key", "us"));
        Assert.Empty(await ValuesAsync(mcp, "nothing", ""));
    }

    [Fact]
    public async Task Keys_of_the_only_connection_need_no_name_and_at_most_a_hundred_come()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        for (int i = 0; i < 150; i++)
        {
            await redis.CallAsync("SET", $"{mcp.Prefix}{i}", "x");
        }
        var completion = (await CompleteAsync(mcp, "key", mcp.Prefix)).Completion;
        Assert.Equal((100, true), (completion.Values.Count, completion.HasMore));
        Assert.All(completion.Values, v => Assert.StartsWith(mcp.Prefix, v, StringComparison.Ordinal));
        completion = (await CompleteAsync(mcp, "key", mcp.Prefix + "14")).Completion;
        Assert.Equal((11, false, 11), (completion.Values.Count, completion.HasMore, completion.Total));
    }

    [Fact]
    public async Task Keys_stay_inside_the_scope_and_are_not_told_where_the_tool_is_off()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await server.CallAsync("MSET", "app:a", "x", "secret", "x");
        await using (var scoped = await ToolHarness.StartAsync(server, ToolHarness.Everything with { KeyPrefix = "app:" }))
        {
            Assert.Equal(["app:a"], await ValuesAsync(scoped, "key", ""));
        }
        await using var without = await ToolHarness.StartAsync(server, ToolHarness.Everything with { ExcludeTools = ["redis_key_scan"] });
        Assert.Empty(await ValuesAsync(without, "key", ""));
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Caller_is_offered_what_is_open_to_them(string? era)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await server.CallAsync("MSET", "ada:1", "x", "ada2:1", "x", "eve:1", "x");
        await using (var raw = await server.ConnectAsync())
        {
            await raw.CallAsync("SELECT", 7);
            await raw.CallAsync("SET", "eve:2", "x");
        }
        await using var ada = await ToolHarness.StartAsync(
            [server.Options("alpha"), server.Options("beta"), server.Options("gamma")], era: era, principal: new("ada", new Grant { Connections = ["alpha", "beta"], KeyPrefixes = ["ada:", "ada2:"] }));
        Assert.Equal(["alpha", "beta"], await ValuesAsync(ada, "connection", ""));
        Assert.Equal(["ada2:1", "ada:1"], await ValuesAsync(ada, "key", "", ("connection", "alpha")));
        Assert.Empty(await ValuesAsync(ada, "key", "eve", ("connection", "alpha")));
        Assert.Empty(await ValuesAsync(ada, "key", "", ("connection", "gamma")));
        // How many databases hold keys says something of keys.
        Assert.Equal(["0"], await ValuesAsync(ada, "database", "", ("connection", "alpha")));
        Assert.Empty(await ValuesAsync(ada, "database", "", ("connection", "gamma")));
        Assert.Equal(["alpha", "beta"], (await ada.Client.CompleteAsync(new PromptReference { Name = "copy_database" }, "target", "", cancellationToken: TestTimeout.Token())).Completion.Values);

        await using var one = await ada.JoinAsync(new("one", new Grant { Connections = ["gamma"], KeyPrefixes = ["eve:"] }), era);
        Assert.Equal(["eve:1"], await ValuesAsync(one, "key", ""));
        Assert.Equal(["gamma"], await ValuesAsync(one, "connection", ""));
        Assert.DoesNotContain(await one.Client.ListPromptsAsync(cancellationToken: TestTimeout.Token()), prompt => prompt.Name == "copy_database");
    }

    [Fact]
    public async Task User_who_may_not_ask_and_a_server_that_is_gone_complete_to_nothing()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await server.CallAsync("SET", "a", "x");
        await server.CallAsync("ACL", "SETUSER", "app", "on", ">secret", "~*", "+@all", "-info", "-scan");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "app", Password = "secret", Databases = [0, 5] }]);
        Assert.Equal(["0", "5"], await ValuesAsync(mcp, "database", ""));
        Assert.Empty(await ValuesAsync(mcp, "key", ""));
        await server.KillAsync();
        Assert.Equal(["0", "5"], await ValuesAsync(mcp, "database", ""));
        Assert.Empty(await ValuesAsync(mcp, "key", ""));
    }

    [Fact]
    public async Task Prompts_complete_their_arguments_and_unknown_references_are_refused()
    {
        await using (var two = await ToolHarness.StartAsync([redis.Options("one"), redis.Options("two")]))
        {
            Assert.Equal(["one", "two"], (await two.Client.CompleteAsync(new PromptReference { Name = "copy_database" }, "source", "", cancellationToken: TestTimeout.Token())).Completion.Values);
            Assert.Equal(["two"], (await two.Client.CompleteAsync(new PromptReference { Name = "find_slowness" }, "connection", "t", cancellationToken: TestTimeout.Token())).Completion.Values);
        }
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix + "a", "x");
        var prompt = new PromptReference { Name = "clean_cache" };
        Assert.Equal([mcp.Prefix + "a"], (await mcp.Client.CompleteAsync(prompt, "pattern", mcp.Prefix, cancellationToken: TestTimeout.Token())).Completion.Values);
        foreach (Reference unknown in new Reference[] { new PromptReference { Name = "none" }, new PromptReference { Name = "copy_database" }, new ResourceTemplateReference { Uri = "x://{key}" } })
        {
            Assert.Equal(McpErrorCode.InvalidParams, (await Assert.ThrowsAsync<McpProtocolException>(async () => await mcp.Client.CompleteAsync(unknown, "key", "", cancellationToken: TestTimeout.Token()))).ErrorCode);
        }
    }

    [Fact]
    public async Task Keys_of_all_masters_complete_and_a_cluster_has_one_database()
    {
        var cluster = await clusters.ClusterAsync();
        await using var mcp = await ToolHarness.StartAsync([cluster.Masters[0].Options()]);
        string[] keys = [.. Enumerable.Range(0, 9).Select(i => $"{mcp.Prefix}{i}")];
        foreach (string key in keys)
        {
            await mcp.CallAsync("redis_string_set", new { items = new[] { new { key, value = "x" } } });
        }
        Assert.Equal(keys, await ValuesAsync(mcp, "key", mcp.Prefix));
        Assert.Equal(["0"], await ValuesAsync(mcp, "database", ""));
    }

    private static async Task<IList<string>> ValuesAsync(ToolHarness mcp, string argument, string value, params (string, string)[] given) => (await CompleteAsync(mcp, argument, value, given)).Completion.Values;

    private static async Task<CompleteResult> CompleteAsync(ToolHarness mcp, string argument, string value, params (string Name, string Value)[] given) =>
        await mcp.Client.CompleteAsync(
            new CompleteRequestParams
            {
                Ref = new ResourceTemplateReference { Uri = KeyUri.Template },
                Argument = new Argument { Name = argument, Value = value },
                Context = new CompleteContext { Arguments = given.ToDictionary(g => g.Name, g => g.Value) },
            },
            TestTimeout.Token());
}
