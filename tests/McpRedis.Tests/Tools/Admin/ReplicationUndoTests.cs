using System.Text;
using System.Text.Json;
using McpRedis.Faults;
using McpRedis.Pipeline;
using McpRedis.Tests.Support;
using static McpRedis.Tests.Tools.Admin.ReplicationServers;

namespace McpRedis.Tests.Tools.Admin;

/// <summary>What a replication that fails or is cancelled leaves behind: no login, no new master, and an honest word about the data.</summary>
public sealed class ReplicationUndoTests
{
    private const string Tool = "redis_replication_set";

    // Our own login at the source succeeds; the user may not do what a replica does.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReplicationSet_refused_by_the_source_puts_all_back(bool followsAnother)
    {
        await using RedisServerProcess main = await SourceAsync($"user weak on >{SourcePassword} ~* &* +@all -psync -sync -replconf");
        await using RedisServerProcess third = await SourceAsync();
        await using RedisServerProcess spare = await TargetAsync($"masterauth {(followsAnother ? SourcePassword : "0wn-S3cret")}", "masteruser default");
        if (followsAnother)
        {
            await spare.CallAsync("REPLICAOF", "127.0.0.1", third.Port);
            await RedisReplication.InSyncAsync(spare);
        }
        await using var mcp = await ToolHarness.StartAsync([main.Options("main") with { User = "weak" }, spare.Options("spare")], ToolHarness.Unconfirmed);
        await UnchangedAsync(spare, async () =>
        {
            var error = await mcp.FailAsync(Tool, new { connection = "spare", source = "main", timeoutMs = 5000 });
            Assert.Equal("timeout", error.Code);
            Assert.Contains("put back", error.Message, StringComparison.Ordinal);
            Assert.Contains("+psync", error.Hint, StringComparison.Ordinal);
            Assert.DoesNotContain("S3cret", error.Message + error.Hint, StringComparison.Ordinal);
        });
        if (followsAnother)
        {
            Assert.Equal($"{third.Port}", (await spare.CallAsync("ROLE"))[2].Text);
            await RedisReplication.InSyncAsync(spare);
        }
    }

    [Fact]
    public async Task ReplicationSet_source_out_of_reach_changes_nothing()
    {
        await using RedisServerProcess spare = await TargetAsync();
        await using var mcp = await ToolHarness.StartAsync(
            [spare.Options("main") with { Endpoints = [new("127.0.0.1", FreePort.Next())] }, spare.Options("spare"), spare.Options("wrong") with { Password = "wrong" }], ToolHarness.Unconfirmed);
        await UnchangedAsync(spare, async () =>
        {
            Assert.Equal("redis_unavailable", (await mcp.FailAsync(Tool, new { connection = "spare", source = "main" })).Code);
            Assert.Equal("auth_failed", (await mcp.FailAsync(Tool, new { connection = "spare", source = "wrong" })).Code);
        });
    }

    [Fact]
    public async Task ReplicationSet_cancelled_puts_all_back()
    {
        await using RedisServerProcess main = await SourceAsync($"user weak on >{SourcePassword} ~* &* +@all -psync -sync");
        await using RedisServerProcess spare = await TargetAsync();
        await using var mcp = await ToolHarness.StartAsync([main.Options("main") with { User = "weak" }, spare.Options("spare")], ToolHarness.Unconfirmed);
        await UnchangedAsync(spare, async () =>
        {
            using var cancelled = new CancellationTokenSource();
            var call = RunAsync(mcp, cancelled.Token);
            await TestTimeout.UntilAsync("it follows", async () => (await spare.CallAsync("ROLE"))[0].Text == "slave");
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        });
    }

    [Theory]
    [InlineData("-replicaof", "+replicaof")]
    [InlineData("-config", "+config|get")]
    [InlineData("-config|set", "+config|set")]
    public async Task ReplicationSet_user_without_the_right_changes_nothing(string without, string right)
    {
        await using RedisServerProcess main = await SourceAsync();
        await using RedisServerProcess spare = await TargetAsync($"user app on >{TargetPassword} ~* &* +@all {without}");
        await using var mcp = await ToolHarness.StartAsync([main.Options("main"), spare.Options("spare") with { User = "app" }], ToolHarness.Unconfirmed);
        await UnchangedAsync(spare, async () =>
        {
            var error = await mcp.FailAsync(Tool, new { connection = "spare", source = "main" });
            Assert.Equal("not_permitted", error.Code);
            Assert.Contains(right, error.Hint, StringComparison.Ordinal);
        });
    }

    // This program logged in before the password was changed; the target comes after, and is turned away.
    [Theory]
    [InlineData(null)]
    [InlineData("repl")]
    public async Task ReplicationSet_with_a_wrong_password_leaves_no_login_behind(string? user)
    {
        await using RedisServerProcess main = await SourceAsync($"user repl on >{SourcePassword} ~* &* +@all");
        await using RedisServerProcess spare = await TargetAsync();
        await using var mcp = await ToolHarness.StartAsync([main.Options("main") with { User = user }, spare.Options("spare")], ToolHarness.Unconfirmed);
        await using RawRedis admin = await main.ConnectAsync();
        await mcp.CallAsync(Tool, new { connection = "main", promote = true });
        await admin.CallAsync("ACL", "SETUSER", user ?? "default", "resetpass", ">an0ther-S3cret");
        await UnchangedAsync(spare, async () =>
        {
            var error = await mcp.FailAsync(Tool, new { connection = "spare", source = "main", timeoutMs = 5000 });
            Assert.Equal("timeout", error.Code);
            Assert.Contains("put back", error.Message, StringComparison.Ordinal);
            Assert.Contains("own data are as they were", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("S3cret", error.Message + error.Hint, StringComparison.Ordinal);
        });
        Assert.Equal(("", ""), (await SettingAsync(spare, "masteruser"), await SettingAsync(spare, "masterauth")));
        // The login was tried: the test would hold nothing if it had not been.
        Assert.Contains("AUTH", (await admin.CallAsync("ACL", "LOG")).Items!.Select(entry => entry.Map["object"].Text));
    }

    // The source writes its file slowly: the target has received nothing yet.
    [Fact]
    public async Task ReplicationSet_cancelled_while_the_source_copies_keeps_its_own_data()
    {
        await using RedisServerProcess main = await SourceAsync("rdb-key-save-delay 100000", "repl-diskless-sync no", "enable-debug-command yes");
        await main.CallAsync("DEBUG", "POPULATE", 300);
        await using RedisServerProcess spare = await TargetAsync();
        await using RawRedis master = await main.ConnectAsync();
        await using var mcp = await ToolHarness.StartAsync([main.Options("main"), spare.Options("spare")], ToolHarness.Unconfirmed);
        await UnchangedAsync(spare, async () =>
        {
            using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(TestTimeout.Token());
            var call = RunAsync(mcp, cancelled.Token);
            await TestTimeout.UntilAsync("the source fills it", async () => (await master.InfoAsync("replication")).GetValueOrDefault("slave0")?.Contains("state=wait_bgsave", StringComparison.Ordinal) == true);
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        });
    }

    // By now the copy has arrived and the own data are dropped: nothing brings them back, and the message must not say so.
    [Fact]
    public async Task ReplicationSet_cancelled_while_it_reads_the_copy_says_that_the_data_are_gone()
    {
        await using RedisServerProcess main = await SourceAsync("repl-diskless-sync no", "rdbcompression no", "enable-debug-command yes");
        await main.CallAsync("DEBUG", "POPULATE", 300, "k", 2000);
        await using RedisServerProcess spare = await TargetAsync("key-load-delay 5000", "loading-process-events-interval-bytes 1024", "repl-diskless-load disabled", "rdbcompression no");
        await using var mcp = await ToolHarness.StartAsync([main.Options("main"), spare.Options("spare")], ToolHarness.Unconfirmed);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(TestTimeout.Token());
        var call = RunAsync(mcp, cancelled.Token);
        await using RawRedis target = await spare.ConnectAsync();
        await TestTimeout.UntilAsync("it reads the copy", async () => (await target.InfoAsync("persistence"))["loading"] == "1");
        await cancelled.CancelAsync();
        var outcome = await call;
        Assert.Equal(ErrorCode.Cancelled, outcome.Code);
        string message = Encoding.UTF8.GetString(outcome.Json.Span);
        Assert.Contains("What was set for it has been put back. Its own data had been replaced by the copy", message, StringComparison.Ordinal);
        Assert.Equal(("master", ""), ((await spare.CallAsync("ROLE"))[0].Text, await SettingAsync(spare, "masterauth")));
        Assert.Equal(await DatabaseDigest.OfAsync(main), await DatabaseDigest.OfAsync(spare));
    }

    // The target's network has the last word on who answers at the source's address.
    [Fact]
    public async Task ReplicationSet_that_reached_another_server_says_that_the_data_are_gone()
    {
        await using RedisServerProcess main = await SourceAsync();
        await using RedisServerProcess other = await SourceAsync();
        await using RedisServerProcess spare = await TargetAsync();
        await using FaultProxy proxy = FaultProxy.To(main);
        await using var mcp = await ToolHarness.StartAsync([main.Options("main") with { Endpoints = [new("127.0.0.1", proxy.Port)] }, spare.Options("spare")], ToolHarness.Unconfirmed);
        await mcp.CallAsync("redis_server_info", new { connection = "main" });
        await mcp.CallAsync("redis_replication_info", new { connection = "main" });
        proxy.Target = other.Port;
        var error = await mcp.FailAsync(Tool, new { connection = "spare", source = "main" });
        Assert.Equal("conflict", error.Code);
        Assert.Contains("Its own data had been replaced", error.Message, StringComparison.Ordinal);
        Assert.Equal(("master", ""), ((await spare.CallAsync("ROLE"))[0].Text, await SettingAsync(spare, "masterauth")));
    }

    private static Task<CallOutcome> RunAsync(ToolHarness mcp, CancellationToken cancellationToken)
    {
        var arguments = new Dictionary<string, JsonElement> { ["connection"] = JsonSerializer.SerializeToElement("spare"), ["source"] = JsonSerializer.SerializeToElement("main") };
        return mcp.Composition.Pipeline.RunAsync(new CallRequest(mcp.Composition.Catalogue.Find(Tool)!, arguments), cancellationToken).AsTask();
    }
}
