using McpRedis.Redis.Connections;
using McpRedis.Tests.Migration.Copying;
using McpRedis.Tests.Migration.Running;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Migration;

/// <summary>A migration does nothing that its connections, access levels and toolsets do not allow otherwise.</summary>
public sealed class MigrationGuardTests : IDisposable
{
    private const string Plan = "redis_migration_plan", Tool = "redis_migration_start", Compare = "redis_migration_compare";
    private static readonly string[] Paths = ["replicate", "serve", "sync", "scan", "types"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_read_only_or_not_switched_on_starts_nothing()
    {
        await using var main = await FilledAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        var options = ToolHarness.Unconfirmed with { FilesDir = _folder.Path };
        foreach (var (narrow, target) in new[]
        {
            (options with { ReadOnly = true, Access = "read" }, spare.Options("spare")),
            (options with { Access = "write" }, spare.Options("spare")),
            (options, spare.Options("spare") with { Access = "read" }),
            (options, spare.Options("spare") with { Access = "write" }),
            (options with { Toolsets = ["keys"] }, spare.Options("spare")),
            (options with { ExcludeTools = [Tool] }, spare.Options("spare")),
        })
        {
            await using var mcp = await ToolHarness.StartAsync([main.Options("main"), target], narrow);
            foreach (string path in Paths)
            {
                string planId = (await mcp.SendAsync(Plan, new { connection = "spare", source = "main", path, live = path == "replicate" })) is { Error: null, Reply: var plan } ? plan.At("planId").GetString()! : new string('0', 32);
                Assert.Contains(await CodeAsync(mcp, Tool, new { connection = "spare", planId, waitMs = 60_000 }), (string[])["access_denied", "unknown_tool"]);
            }
        }
        Assert.Equal(0, (await spare.CallAsync("DBSIZE")).Integer);
        Assert.False(Directory.Exists(_folder.File("migrations")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_key_outside_the_prefix_of_either_end_is_read_written_or_named(bool isSource)
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await main.CallAsync("MSET", "app:1", "one", "app:2", "two", "private:secret", "theirs");
        await spare.CallAsync("MSET", "private:own", "mine", "private:secret", "mine");
        await using ServerRecord source = await ServerRecord.StartAsync(main), target = await ServerRecord.StartAsync(spare);
        await using var mcp = await StartAsync(main.Options("main") with { KeyPrefix = isSource ? "app:" : null }, spare.Options("spare") with { KeyPrefix = isSource ? null : "app:" });
        foreach (string path in Paths)
        {
            // Everything, what lies outside, and names that would lead outside.
            foreach (object wish in (object[])[
                new { connection = "spare", source = "main", path, collision = "replace", replaceTarget = true, live = path == "replicate" },
                new { connection = "spare", source = "main", path, collision = "replace", replaceTarget = true, patterns = new[] { "private:*" } },
                new { connection = "spare", source = "main", path, collision = "replace", replaceTarget = true, renames = new[] { new { from = "private:", to = "app:" }, new { from = "app:", to = "private:" } } }])
            {
                var answer = await mcp.SendAsync(Plan, wish);
                if (answer.Error is null)
                {
                    await mcp.SendAsync(Tool, new { connection = "spare", planId = answer.Reply.At("planId").GetString(), waitMs = 60_000 });
                }
                if (isSource)
                {
                    Assert.DoesNotContain("private:secret", answer.Error?.Message ?? answer.Reply.ToString(), StringComparison.Ordinal);
                }
            }
        }
        // Where a name of one side has no place in what is open of the other it is refused, and never passed over in silence.
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Compare, new { connection = "spare", source = "main", deleteExtra = true })).Code);
        // The servers were asked for nothing of it.
        Assert.DoesNotContain(isSource ? await source.LinesAsync() : await target.LinesAsync(), line => line.Contains("private:", StringComparison.Ordinal));
        await source.IsUntouchedAsync();
        var held = ((await spare.CallAsync("GET", "private:own")).Text, (await spare.CallAsync("GET", "private:secret")).Text);
        Assert.Equal(("mine", "mine"), held);
    }

    [Fact]
    public async Task Keys_within_a_prefix_are_copied_compared_and_guarded_as_others_are()
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        foreach (int database in (int[])[0, 3])
        {
            await using RawRedis here = await main.ConnectAsync();
            await here.CallAsync("SELECT", database);
            await here.CallAsync("MSET", "app:1", "one", "app:2", "two", "private:1", "theirs");
        }
        await spare.CallAsync("MSET", "app:1", "other", "private:1", "mine");
        await using var mcp = await ToolHarness.StartAsync(
            [main.Options("main") with { KeyPrefix = "app:" }, spare.Options("spare") with { KeyPrefix = "app:" }], ToolHarness.Everything with { FilesDir = _folder.Path });
        // How many keys there are is not shown, so neither is a target taken for empty nor a comparison for done.
        var report = await mcp.CallAsync(Compare, new { connection = "spare", source = "main" });
        Assert.Equal((false, 2), (report.At("equal").GetBoolean(), report.List("findings").Sum(finding => finding.At("count").GetInt32())));
        string planId = (await mcp.CallAsync(Plan, new { connection = "spare", source = "main", collision = "replace" })).At("planId").GetString()!;
        var asked = await mcp.FailAsync(Tool, new { connection = "spare", planId, waitMs = 60_000 });
        Assert.Equal("spare/0", asked.Preview!.Value.At("target").GetString());   // something is replaced, so it is typed back
        await mcp.CallAsync(Tool, new { connection = "spare", planId, waitMs = 60_000, confirmToken = asked.ConfirmToken, confirmTarget = "spare/0" });
        Assert.True((await mcp.CallAsync(Compare, new { connection = "spare", source = "main" })).At("equal").GetBoolean());
        Assert.Equal(("one", "two", "mine", 3), ((await spare.CallAsync("GET", "app:1")).Text, (await spare.CallAsync("GET", "app:2")).Text, (await spare.CallAsync("GET", "private:1")).Text, (await spare.CallAsync("DBSIZE")).Integer));
        // A database that is named is the one that is copied.
        foreach (string path in (string[])["scan", "types"])
        {
            string other = (await mcp.CallAsync(Plan, new { connection = "spare", source = "main", path, collision = "replace", databases = new[] { new { source = 3, target = 4 } } })).At("planId").GetString()!;
            var question = await mcp.FailAsync(Tool, new { connection = "spare", planId = other, waitMs = 60_000 });
            await mcp.CallAsync(Tool, new { connection = "spare", planId = other, waitMs = 60_000, confirmToken = question.ConfirmToken, confirmTarget = question.Preview!.Value.At("target").GetString() });
            await using RawRedis there = await spare.ConnectAsync();
            await there.CallAsync("SELECT", 4);
            Assert.Equal(["app:1", "app:2"], (await there.CallAsync("KEYS", "*")).Texts.Order());
            Assert.True((await mcp.CallAsync(Compare, new { connection = "spare", planId = other })).At("equal").GetBoolean());
            await there.CallAsync("FLUSHDB");
        }
    }

    [Fact]
    public async Task Databases_that_are_closed_are_neither_read_nor_written()
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await main.CallAsync("SET", "open", "1");
        await using (var redis = await main.ConnectAsync())
        {
            await redis.CallAsync("SELECT", 5);
            await redis.CallAsync("SET", "closed", "1");
        }
        await using var mcp = await StartAsync(main.Options("main") with { Databases = [0] }, spare.Options("spare") with { Databases = [0] });
        foreach (string path in Paths)
        {
            foreach (object wish in (object[])[
                new { connection = "spare", source = "main", path, collision = "replace", replaceTarget = true, live = path == "replicate" },
                new { connection = "spare", source = "main", path, collision = "replace", databases = new[] { new { source = 5, target = 0 } } },
                new { connection = "spare", source = "main", path, collision = "replace", databases = new[] { new { source = 0, target = 7 } } }])
            {
                var answer = await mcp.SendAsync(Plan, wish);
                if (answer.Error is null)
                {
                    await mcp.SendAsync(Tool, new { connection = "spare", planId = answer.Reply.At("planId").GetString(), waitMs = 60_000 });
                }
            }
        }
        await using RawRedis there = await spare.ConnectAsync();
        Assert.Equal(["db0"], (await there.InfoAsync("keyspace")).Keys);
        Assert.Equal(["open"], (await there.CallAsync("KEYS", "*")).Texts);
    }

    [Theory]
    [InlineData("another name")]
    [InlineData("through a proxy")]
    [InlineData("its replica")]
    [InlineData("its master")]
    public async Task Servers_that_are_one_or_follow_each_other_are_no_pair(string how)
    {
        await using var pair = await RedisReplication.StartAsync(1);
        await pair.Master.CallAsync("MSET", "a", "1", "b", "2");
        await TestTimeout.UntilAsync("both have it", async () => (await pair.Replica.CallAsync("DBSIZE")).Integer == 2);
        await using var proxy = FaultProxy.To(pair.Master);
        var (source, target) = how switch
        {
            "another name" => (pair.Master.Options("main"), pair.Master.Options("spare") with { Endpoints = [new("localhost", pair.Master.Port)] }),
            "through a proxy" => (pair.Master.Options("main"), pair.Master.Options("spare") with { Endpoints = [new("127.0.0.1", proxy.Port)] }),
            "its replica" => (pair.Master.Options("main"), pair.Replica.Options("spare")),
            _ => (pair.Replica.Options("main"), pair.Master.Options("spare")),
        };
        await using var mcp = await StartAsync(source, target);
        foreach (string path in Paths)
        {
            foreach (bool live in (bool[])[false, true])
            {
                var answer = await mcp.SendAsync(Plan, new { connection = "spare", source = "main", path, live, collision = "replace", replaceTarget = true, patterns = path is "replicate" ? null : new[] { "a*" } });
                if (answer.Error is null)
                {
                    Assert.False(answer.Reply.At("executable").GetBoolean(), $"{path} {live}: {answer.Reply}");
                    Assert.Equal("conflict", (await mcp.FailAsync(Tool, new { connection = "spare", planId = answer.Reply.At("planId").GetString(), waitMs = 60_000 })).Code);
                }
            }
        }
        Assert.Equal((2, 2), ((await pair.Master.CallAsync("DBSIZE")).Integer, (await pair.Replica.CallAsync("DBSIZE")).Integer));
        Assert.Equal(("master", "slave"), ((await pair.Master.CallAsync("ROLE"))[0].Text, (await pair.Replica.CallAsync("ROLE"))[0].Text));
    }

    [Fact]
    public async Task Filters_that_are_huge_are_refused_and_those_that_are_hard_end_soon()
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await main.CallAsync("SET", new string('a', 100_000), "1");
        await using var mcp = await StartAsync(main.Options("main"), spare.Options("spare"));
        string[] many = [.. Enumerable.Range(0, 65).Select(i => $"k{i}")];
        object[] refused =
        [
            new { connection = "spare", source = "main", patterns = many },
            new { connection = "spare", source = "main", exclude = many },
            new { connection = "spare", source = "main", patterns = new[] { new string('*', 1025) } },
            new { connection = "spare", source = "main", patterns = new[] { "" } },
            new { connection = "spare", source = "main", renames = many.Select(from => new { from, to = "x" }) },
            new { connection = "spare", source = "main", renames = new[] { new { from = "", to = "x" } } },
            new { connection = "spare", source = "main", renames = new[] { new { from = "a", to = new string('x', 1025) } } },
            new { connection = "spare", source = "main", databases = Enumerable.Range(0, 65).Select(source => new { source, target = 0 }) },
        ];
        foreach (object wish in refused)
        {
            Assert.Equal("invalid_argument", (await mcp.FailAsync(Plan, wish)).Code);
        }
        string hard = string.Concat(Enumerable.Repeat("*a", 500)) + "b";
        string[] hardest = [.. Enumerable.Range(0, 64).Select(_ => hard)];
        var plan = await mcp.CallAsync(Plan, new { connection = "spare", source = "main", path = "scan", patterns = hardest });
        await mcp.CallAsync(Tool, new { connection = "spare", planId = plan.At("planId").GetString(), waitMs = 60_000 });
        Assert.Equal(0, (await spare.CallAsync("DBSIZE")).Integer);
    }

    private static async Task<RedisServerProcess> FilledAsync()
    {
        var server = await RedisServerProcess.StartAsync(RunBench.AtOnce);
        await using var redis = await server.ConnectAsync();
        await CopyBench.FillAsync(redis, 50);
        return server;
    }

    private Task<ToolHarness> StartAsync(ConnectionOptions main, ConnectionOptions spare) =>
        ToolHarness.StartAsync([main, spare], ToolHarness.Unconfirmed with { FilesDir = _folder.Path });

    // A tool that is not there at all is no tool's error.
    private static async Task<string> CodeAsync(ToolHarness mcp, string tool, object arguments)
    {
        try
        {
            return (await mcp.FailAsync(tool, arguments)).Code;
        }
        catch (ModelContextProtocol.McpProtocolException)
        {
            return "unknown_tool";
        }
    }
}
