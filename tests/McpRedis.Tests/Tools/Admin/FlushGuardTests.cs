using System.Text.Json;
using McpRedis.Tests.Support;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpRedis.Tests.Tools.Admin;

/// <summary>All that stops a flush. Each time the digest of all data is what it was, and the server's MONITOR shows no flush.</summary>
public sealed class FlushGuardTests
{
    private const string Tool = "redis_server_flush";

    public static MatrixTheoryData<string, string> AccessAndTarget => new(["read", "write"], ["database", "all"]);

    public static MatrixTheoryData<string, string?> TargetAndEra => new(["database", "all"], [ToolHarness.Newest, ToolHarness.Handshake]);

    [Theory, MemberData(nameof(AccessAndTarget))]
    public async Task Below_full_access_it_is_not_listed_and_not_run(string access, string target)
    {
        await using RedisServerProcess server = await FlushData.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed with { Access = access });
        Assert.DoesNotContain(Tool, (await mcp.ToolsAsync()).Keys);
        // A connection's own access lowers that of the program, where the tool is listed.
        await using var lowered = await ToolHarness.StartAsync([server.Options() with { Access = access }], ToolHarness.Unconfirmed);
        await FlushData.UnchangedAsync(server, async () =>
        {
            Assert.Equal("access_denied", (await mcp.FailAsync(Tool, new { target })).Code);
            Assert.Equal("access_denied", (await mcp.FailAsync(Tool, new { target, confirmToken = "AQ", confirmTarget = target })).Code);
            Assert.Equal("access_denied", (await lowered.FailAsync(Tool, new { target })).Code);
            Assert.Equal("access_denied", (await lowered.FailAsync(Tool, new { target, confirmToken = "AQ", confirmTarget = target })).Code);
        });
    }

    [Theory, MemberData(nameof(TargetAndEra))]
    public async Task At_full_access_it_tells_the_counts_and_waits_for_a_confirmation(string target, string? era)
    {
        await using RedisServerProcess server = await FlushData.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, era: era);
        await FlushData.UnchangedAsync(server, async () =>
        {
            var error = await mcp.FailAsync(Tool, new { target, database = 3 });
            Assert.Equal("confirmation_required", error.Code);
            Assert.Contains(target == "all" ? "(database 0: 3 keys, database 3: 2 keys)" : "(database 3: 2 keys)", error.Message, StringComparison.Ordinal);
            Assert.Equal(target == "all" ? (5, 4) : (2, 2), (error.Preview!.Value.At("keys").GetInt64(), error.Preview!.Value.At("withoutExpiry").GetInt64()));
            Assert.Equal("confirmation_invalid", (await mcp.FailAsync(Tool, new { target, database = 3, confirmToken = "AQ", confirmTarget = target == "all" ? "all" : "3" })).Code);
        });
    }

    [Theory, MemberData(nameof(TargetAndEra))]
    public async Task A_token_without_the_right_target_typed_back_is_void(string target, string? era)
    {
        await using RedisServerProcess server = await FlushData.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, era: era);
        string right = target == "all" ? "all" : "3";
        string token = "";
        await FlushData.UnchangedAsync(server, async () =>
        {
            foreach (string? typed in (string?[])[null, "", "0", "database", "3 ", "ALL", "-1", "yes", right == "all" ? "3" : "all"])
            {
                token = (await mcp.FailAsync(Tool, new { target, database = 3 })).ConfirmToken!;
                Assert.Equal("confirmation_invalid", (await mcp.FailAsync(Tool, new { target, database = 3, confirmToken = token, confirmTarget = typed })).Code);
            }
            // What was confirmed for one target is not confirmed for the other.
            string other = target == "all" ? "database" : "all";
            Assert.Equal("confirmation_invalid", (await mcp.FailAsync(Tool, new { target = other, database = 3, confirmToken = token, confirmTarget = other == "all" ? "all" : "3" })).Code);
        });
        token = (await mcp.FailAsync(Tool, new { target, database = 3 })).ConfirmToken!;
        await mcp.CallAsync(Tool, new { target, database = 3, confirmToken = token, confirmTarget = right });
        Assert.Empty((await DatabaseDigest.OfAsync(server, 3)).Keys);
        Assert.Equal(target == "all" ? 0 : 3, (await DatabaseDigest.OfAsync(server)).Keys.Count);
    }

    [Theory, MemberData(nameof(TargetAndEra))]
    public async Task A_user_who_types_another_target_or_declines_keeps_the_data(string target, string? era)
    {
        await using RedisServerProcess server = await FlushData.StartAsync();
        string right = target == "all" ? "all" : "0", typed = "", action = "accept";
        await using var mcp = await ToolHarness.StartAsync([server.Options()], era: era, handlers: new McpClientHandlers
        {
            ElicitationHandler = (_, _) => new(new ElicitResult
            {
                Action = action,
                Content = action == "accept" ? new Dictionary<string, JsonElement> { ["proceed"] = JsonSerializer.SerializeToElement("yes"), ["target"] = JsonSerializer.SerializeToElement(typed) } : null,
            }),
        });
        await FlushData.UnchangedAsync(server, async () =>
        {
            foreach (string wrong in (string[])["", "3", "default", $"{right} ", right == "all" ? "0" : "all"])
            {
                typed = wrong;
                Assert.Equal("confirmation_invalid", (await mcp.FailAsync(Tool, new { target })).Code);
            }
            foreach (string no in (string[])["decline", "cancel"])
            {
                action = no;
                Assert.Equal("cancelled", (await mcp.FailAsync(Tool, new { target })).Code);
            }
        });
        (action, typed) = ("accept", right);
        await mcp.CallAsync(Tool, new { target });
        Assert.Empty((await DatabaseDigest.OfAsync(server)).Keys);
        Assert.Equal(target == "all" ? 0 : 2, (await DatabaseDigest.OfAsync(server, 3)).Keys.Count);
    }

    [Fact]
    public async Task An_expired_token_is_void()
    {
        await using RedisServerProcess server = await FlushData.StartAsync();
        var time = new ManualTime();
        await using var mcp = await ToolHarness.StartAsync([server.Options()], time: time);
        await FlushData.UnchangedAsync(server, async () =>
        {
            foreach (var (target, typed) in ((string, string)[])[("database", "0"), ("all", "all")])
            {
                string token = (await mcp.FailAsync(Tool, new { target })).ConfirmToken!;
                time.Advance(TimeSpan.FromSeconds(120) + TimeSpan.FromMilliseconds(1));
                Assert.Equal("confirmation_invalid", (await mcp.FailAsync(Tool, new { target, confirmToken = token, confirmTarget = typed })).Code);
            }
        });
    }

    [Fact]
    public async Task A_used_token_is_void()
    {
        await using RedisServerProcess server = await FlushData.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server);
        var confirmed = new { target = "all", confirmToken = (await mcp.FailAsync(Tool, new { target = "all" })).ConfirmToken, confirmTarget = "all" };
        await mcp.CallAsync(Tool, confirmed);
        await FlushData.SeedAsync(server);
        await FlushData.UnchangedAsync(server, async () => Assert.Equal("confirmation_invalid", (await mcp.FailAsync(Tool, confirmed)).Code));
    }

    [Fact]
    public async Task Other_counts_than_were_shown_are_shown_anew()
    {
        await using RedisServerProcess server = await FlushData.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server);
        string token = (await mcp.FailAsync(Tool, new { target = "all" })).ConfirmToken!;
        await server.CallAsync("SET", "late", "v");
        await FlushData.UnchangedAsync(server, async () =>
        {
            var error = await mcp.FailAsync(Tool, new { target = "all", confirmToken = token, confirmTarget = "all" });
            Assert.Equal("confirmation_required", error.Code);
            Assert.Contains("database 0: 4 keys", error.Message, StringComparison.Ordinal);
            token = error.ConfirmToken!;
        });
        await mcp.CallAsync(Tool, new { target = "all", confirmToken = token, confirmTarget = "all" });
        Assert.Equal(0, (await server.CallAsync("DBSIZE")).Integer);
    }

    // A writable replica would do it; its master would not know.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_replica_is_refused_before_anybody_is_asked(bool confirmed)
    {
        await using RedisReplication pair = await RedisReplication.StartAsync("replica-read-only no");
        await FlushData.SeedAsync(pair.Master);
        await using RawRedis replica = await pair.Replica.ConnectAsync();
        await TestTimeout.UntilAsync("the keys are on the replica", async () => (await replica.CallAsync("DBSIZE")).Integer == 3);
        await using var mcp = await ToolHarness.StartAsync(pair.Replica, confirmed ? ToolHarness.Unconfirmed : null);
        await FlushData.UnchangedAsync(pair.Replica, async () =>
        {
            Assert.Equal("redis_readonly_replica", (await mcp.FailAsync(Tool, new { target = "all" })).Code);
            Assert.Equal("redis_readonly_replica", (await mcp.FailAsync(Tool, new { target = "database" })).Code);
        });
    }

    // The connection knew a master, and a token was given out for it; the server says otherwise by now.
    [Fact]
    public async Task A_server_that_became_a_replica_is_refused()
    {
        await using RedisReplication pair = await RedisReplication.StartAsync();
        await pair.Replica.CallAsync("REPLICAOF", "NO", "ONE");
        await FlushData.SeedAsync(pair.Replica);
        await using var mcp = await ToolHarness.StartAsync(pair.Replica);
        string token = (await mcp.FailAsync(Tool, new { target = "database" })).ConfirmToken!;
        await FlushData.SeedAsync(pair.Master);
        await pair.Replica.CallAsync("REPLICAOF", "127.0.0.1", pair.Master.Port);
        await RedisReplication.InSyncAsync(pair.Replica);
        await FlushData.UnchangedAsync(pair.Replica, async () =>
            Assert.Equal("redis_readonly_replica", (await mcp.FailAsync(Tool, new { target = "database", confirmToken = token, confirmTarget = "0" })).Code));
    }

    [Theory]
    [InlineData("database")]
    [InlineData("all")]
    public async Task A_key_scope_is_refused_before_anybody_is_asked(string target)
    {
        await using RedisServerProcess server = await FlushData.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Everything with { KeyPrefix = "a" });
        await FlushData.UnchangedAsync(server, async () => Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { target })).Code));
    }

    [Fact]
    public async Task All_is_refused_where_only_some_databases_are_open()
    {
        await using RedisServerProcess server = await FlushData.StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { Databases = [0, 3] }], ToolHarness.Unconfirmed);
        await FlushData.UnchangedAsync(server, async () =>
        {
            Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { target = "all" })).Code);
            Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { target = "database", database = 5 })).Code);
        });
        await mcp.CallAsync(Tool, new { target = "database", database = 3 });
        Assert.Empty((await DatabaseDigest.OfAsync(server, 3)).Keys);
    }

    // The door beside: the raw tool may flush only as what it is, and the key tools not at all.
    [Fact]
    public async Task The_raw_tool_is_no_way_round()
    {
        await using RedisServerProcess server = await FlushData.StartAsync();
        foreach (string access in (string[])["read", "write", "full"])
        {
            await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed with { Access = access });
            await FlushData.UnchangedAsync(server, async () =>
            {
                foreach (string[] args in (string[][])[["FLUSHALL"], ["flushdb", "ASYNC"], ["FlushAll", "SYNC"], ["MULTI"], ["EVAL", "return redis.call('FLUSHALL')", "0"]])
                {
                    var answer = await mcp.SendAsync("redis_command_run", new { commands = new[] { new { args } } });
                    Assert.NotNull(answer.Error);
                }
            });
        }
    }
}
