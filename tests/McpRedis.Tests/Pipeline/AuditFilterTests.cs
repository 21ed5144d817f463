using McpRedis.Faults;
using McpRedis.Pipeline;
using McpRedis.Tests.Support;
using Microsoft.Extensions.Logging;

namespace McpRedis.Tests.Pipeline;

public sealed class AuditFilterTests(RedisFixture redis)
{
    [Fact]
    public async Task Line_says_who_what_where_outcome_and_how_long()
    {
        var log = new LogLines();
        var time = new ManualTime();
        CallNext slow = (call, _) =>
        {
            call.Connection = "staging";
            call.Trace.Add(McpRedis.Redis.RedisCommand.Of("TYPE").Key("k"u8.ToArray()));
            call.Trace.Add(McpRedis.Redis.RedisCommand.Of("UNLINK").Key("k"u8.ToArray()).Key("l"u8.ToArray()));
            time.Advance(TimeSpan.FromMilliseconds(12.5));
            return SampleCall.Answer("{}")(call, default);
        };
        await new AuditFilter(log.CreateLogger<AuditFilter>(), time).RunAsync(SampleCall.Of("redis_key_delete"), slow, default);
        var line = Assert.Single(log.All);
        Assert.Equal((LogLevel.Information, "call local redis_key_delete Write staging [TYPE,UNLINK] keys=3 ok 12.5ms"), (line.Level, line.Text));
    }

    [Fact]
    public async Task Failure_is_told_by_its_code_and_a_cancelled_call_too()
    {
        var log = new LogLines();
        var audit = new AuditFilter(log.CreateLogger<AuditFilter>(), new ManualTime());
        await audit.RunAsync(SampleCall.Of("redis_string_set"), SampleCall.Answer("{}", ErrorCode.OutcomeUnknown), default);
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await audit.RunAsync(SampleCall.Of("redis_string_set"), SampleCall.Throw(new OperationCanceledException()), default));
        Assert.Equal(["outcome_unknown", "cancelled"], log.All.Select(line => line.Text.Split(' ')[^2]));
    }

    [Fact]
    public async Task Reads_are_for_who_asks_for_detail()
    {
        var log = new LogLines(LogLevel.Information);
        var audit = new AuditFilter(log.CreateLogger<AuditFilter>(), new ManualTime());
        await audit.RunAsync(SampleCall.Of("redis_key_get"), SampleCall.Answer("{}"), default);
        Assert.Empty(log.All);
        await audit.RunAsync(SampleCall.Of("redis_key_delete"), SampleCall.Answer("{}"), default);
        Assert.Single(log.All);
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task No_key_and_no_value_is_in_any_audit_line(string? era)
    {
        var log = new LogLines();
        await using var mcp = await ToolHarness.StartAsync([redis.Options()], ToolHarness.Unconfirmed, era, loggers: log);
        string key = mcp.Prefix + "topsecretkey";
        await mcp.CallAsync("redis_string_set", new { items = new[] { new { key, value = "topsecretvalue" } } });
        await mcp.CallAsync("redis_string_get", new { keys = new[] { key } });
        await mcp.FailAsync("redis_string_increment", new { key });
        await mcp.FailAsync("redis_key_get", new { topsecretkey = key });
        await mcp.CallAsync("redis_key_delete", new { keys = new[] { key } });
        var lines = log.Of<AuditFilter>();
        Assert.Equal(["redis_string_set", "redis_string_get", "redis_string_increment", "redis_key_get", "redis_key_delete"], lines.Select(line => line.Text.Split(' ')[2]));
        Assert.DoesNotContain(lines, line => line.Text.Contains("topsecret", StringComparison.Ordinal));
        Assert.Equal(["ok", "ok", "invalid_argument", "invalid_argument", "ok"], lines.Select(line => line.Text.Split(' ')[^2]));
    }
}
