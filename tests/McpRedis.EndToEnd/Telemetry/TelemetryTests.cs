using System.Text;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Telemetry;

/// <summary>What a collector gets, and what it must never get.</summary>
public sealed class TelemetryTests
{
    private readonly string _secret = $"S3cr3t{Guid.NewGuid():n}", _value = $"value{Guid.NewGuid():n}", _key = $"key{Guid.NewGuid():n}";

    [Fact]
    public async Task Spans_and_metrics_of_calls_and_commands_are_exported_without_keys_values_or_secrets()
    {
        await using var server = await RedisServerProcess.StartAsync(new ServerSettings { Password = _secret });
        using var collector = new OtlpCollector();
        await using (var program = StdioProcess.Start(BuiltProgram.Start([], $"redis://:{_secret}@127.0.0.1:{server.Port}", collector.Environment)))
        {
            await program.InitializeAsync();
            Assert.False((await program.CallAsync("redis_string_set", new { items = new[] { new { key = _key, value = _value } } })).IsError);
            Assert.False((await program.CallAsync("redis_string_get", new { keys = new[] { _key } })).IsError);
            Assert.Equal("wrong_type", (await program.CallAsync("redis_list_get", new { key = _key })).Code);
            Assert.Equal("confirmation_required", (await program.CallAsync("redis_key_delete", new { pattern = _key + "*" })).Code);
            program.CloseInput();
            Assert.Equal(0, await program.WaitForExitAsync());
        }
        foreach (string expected in (string[])["tools/call redis_string_set", "tools/call redis_string_get", "mcp.method.name", "gen_ai.tool.name", "db.system.name", "db.operation.name", "db.operation.batch.size", "wrong_type", "mcp-redis"])
        {
            Assert.Contains(expected, collector.Traces, StringComparison.Ordinal);
        }
        foreach (string expected in (string[])["mcp.server.operation.duration", "db.client.operation.duration", "mcp_redis.confirmations"])
        {
            Assert.Contains(expected, collector.Metrics, StringComparison.Ordinal);
        }
        string all = collector.Traces + collector.Metrics;
        Assert.All((string[])[_secret, _value, _key, Convert.ToBase64String(Encoding.UTF8.GetBytes(_secret))], hidden => Assert.DoesNotContain(hidden, all, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Collector_that_is_not_there_keeps_nobody()
    {
        await using var server = await RedisServerProcess.StartAsync();
        var environment = new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{FreePort.Next()}" };
        await using var program = StdioProcess.Start(BuiltProgram.Start([], $"redis://127.0.0.1:{server.Port}", environment));
        await program.InitializeAsync();
        Assert.False((await program.CallAsync("redis_key_scan", new { })).IsError);
        program.CloseInput();
        Assert.Equal(0, await program.WaitForExitAsync());
    }

    // JSON lines: whoever reads them by program finds the parts by name, and in no part a value.
    [Fact]
    public async Task Audit_lines_are_JSON_when_asked_for()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var program = await StdioProcess.ConnectAsync($"redis://127.0.0.1:{server.Port}", "--log-format", "json", "--log-level", "debug");
        Assert.False((await program.CallAsync("redis_string_set", new { items = new[] { new { key = _key, value = _value } } })).IsError);
        Assert.False((await program.CallAsync("redis_string_get", new { keys = new[] { _key } })).IsError);
        program.CloseInput();
        Assert.Equal(0, await program.WaitForExitAsync());
        var audits = program.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => System.Text.Json.JsonElement.Parse(line)).Where(line => line.GetProperty("RenderedMessage").GetString()!.StartsWith("call ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, audits.Length);
        foreach (var audit in audits)
        {
            var parts = audit.GetProperty("Properties");
            Assert.Equal("local", parts.GetProperty("Principal").GetString());
            Assert.StartsWith("redis_string_", parts.GetProperty("Tool").GetString(), StringComparison.Ordinal);
            Assert.Equal("default", parts.GetProperty("Connection").GetString());
            Assert.InRange(parts.GetProperty("Keys").GetInt32(), 1, 2);
            Assert.Equal("ok", parts.GetProperty("Outcome").GetString());
            Assert.True(parts.TryGetProperty("Risk", out _) && parts.TryGetProperty("Commands", out _) && parts.GetProperty("Milliseconds").GetDouble() >= 0 && audit.TryGetProperty("Timestamp", out _));
        }
        Assert.DoesNotContain(_value, program.Errors, StringComparison.Ordinal);
    }
}
