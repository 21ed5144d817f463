using System.Globalization;
using System.Text.Json;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Tests.Support;
using ModelContextProtocol.Protocol;

namespace McpRedis.Tests.Guard;

/// <summary>S21: two callers of one program, side by side, with other connections and other keys. Neither ever sees anything of the other.</summary>
public sealed class PrincipalIsolationTests
{
    private const int Calls = 2000, AtOnce = 32, Keys = 50;

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task S21_interleaved_calls_show_no_foreign_value(string? era)
    {
        await using var one = await RedisServerProcess.StartAsync("notify-keyspace-events KA");
        await using var two = await RedisServerProcess.StartAsync();
        foreach (var server in new[] { one, two })
        {
            await using var raw = await server.ConnectAsync();
            foreach (string name in new[] { "anna", "otto" })
            {
                for (int i = 0; i < Keys; i++)
                {
                    await raw.CallAsync("SET", $"{name}:{i}", $"{name}-value-{i}");
                    await raw.CallAsync("HSET", $"{name}:hash", $"f{i}", $"{name}-field-{i}");
                }
            }
        }
        // "shared" is open to both, the others to one each.
        await using var anna = await ToolHarness.StartAsync(
            [one.Options("anna-alone"), one.Options("shared"), two.Options("otto-alone")], ToolHarness.Unconfirmed, era,
            principal: new("anna", new Grant { Connections = ["anna-alone", "shared"], KeyPrefixes = ["anna:"] }));
        await using var otto = await anna.JoinAsync(new("otto", new Grant { Access = AccessLevel.Write, Connections = ["shared", "otto-alone"], KeyPrefixes = ["otto:", "otto2:"] }), era);
        int[] succeeded = await Task.WhenAll(RunAsync(anna, "anna", "otto"), RunAsync(otto, "otto", "anna"));
        Assert.All(succeeded, count => Assert.True(count > Calls / 2, $"{count} calls succeeded"));
    }

    private static async Task<int> RunAsync(ToolHarness mcp, string own, string other)
    {
        int next = -1, succeeded = 0;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            for (int i = Interlocked.Increment(ref next); i < Calls; i = Interlocked.Increment(ref next))
            {
                string text = await AskAsync(mcp, i, own, other);
                Assert.DoesNotContain(other, text, StringComparison.Ordinal);
                Interlocked.Add(ref succeeded, text.Contains(own, StringComparison.Ordinal) ? 1 : 0);
            }
        }));
        return succeeded;
    }

    // Of twelve calls nine are the caller's right; the others reach for what is the other's.
    private static async Task<string> AskAsync(ToolHarness mcp, int i, string own, string other)
    {
        string number = (i % Keys).ToString(CultureInfo.InvariantCulture), connection = i % 2 == 0 ? "shared" : own + "-alone", key = $"{own}:{number}";
        var (tool, arguments, expected) = (i % 12) switch
        {
            0 => ("redis_string_get", (object)new { connection, keys = new[] { key } }, (string?)$"\"{own}-value-{number}\""),
            1 => ("redis_key_get", new { connection, key }, $"\"{own}-value-{number}\""),
            2 => ("redis_hash_get", new { connection, key = own + ":hash", fields = new[] { "f" + number } }, $"\"{own}-field-{number}\""),
            3 => ("redis_key_scan", new { connection, limit = 20 }, $"\"{own}:"),
            4 => ("redis_connection_list", new { }, $"\"{own}-alone\""),
            5 => ("redis_key_info", new { connection, keys = new[] { key } }, $"\"{key}\""),
            6 => ("redis_string_set", new { connection, items = new[] { new { key = $"{own}:written:{number}", value = $"{own}-value-{number}" } } }, $"\"{own}:written:{number}\""),
            7 => ("redis_command_run", new { connection, commands = new[] { new { args = new[] { "GET", key } } } }, $"\"{own}-value-{number}\""),
            8 => ("resource", new { uri = $"redis://{connection}/0/keys/{own}:{number}" }, $"\"{own}-value-{number}\""),
            9 => ("redis_key_get", new { connection, key = $"{other}:{number}" }, "key_out_of_scope"),
            10 => ("redis_key_get", new { connection = other + "-alone", key }, "invalid_argument"),
            _ => ("redis_server_info", new { connection }, null),
        };
        string text = await SendAsync(mcp, tool, arguments);
        Assert.True(expected is null || text.Contains(expected, StringComparison.Ordinal), $"{tool}: {expected} is not in {text}");
        return text;
    }

    // All that came, notes and errors too.
    private static async Task<string> SendAsync(ToolHarness mcp, string tool, object arguments)
    {
        var members = JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(m => m.Name, m => m.Value);
        if (tool == "resource")
        {
            var read = await mcp.Client.ReadResourceAsync(members["uri"].GetString()!, cancellationToken: TestTimeout.Token());
            return string.Concat(read.Contents.OfType<TextResourceContents>().Select(content => content.Text));
        }
        var result = await mcp.Client.CallToolAsync(new CallToolRequestParams { Name = tool, Arguments = members }, TestTimeout.Token());
        return string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text)) + result.StructuredContent;
    }
}
